import { type DeskHost, isShown } from './desk-host';
import { boundsOf, type Shape } from './shape';
import type { ShapeStore } from './shape-store';

/** Which shapes are selected, and which point of the only one the keys move. */
export class Selection {
  private chosen: ReadonlySet<number> = new Set();
  private point: number | undefined;

  constructor(
    private readonly store: ShapeStore,
    private readonly host: DeskHost,
  ) {}

  /** Another set after every change. */
  get ids(): ReadonlySet<number> {
    return this.chosen;
  }

  get shapes(): Shape[] {
    return [...this.chosen].flatMap((id) => this.store.get(id) ?? []);
  }

  /** The shape whose points can be moved one by one. */
  get single(): Shape | undefined {
    return this.chosen.size === 1 ? this.shapes[0] : undefined;
  }

  /** Those that are not locked. */
  get movable(): Shape[] {
    return this.shapes.filter(({ isLocked }) => !isLocked);
  }

  /** The point of the single shape that is in hand. */
  get handle(): number | undefined {
    return this.point;
  }

  has({ id }: Shape): boolean {
    return this.chosen.has(id);
  }

  select(ids: Iterable<number>): void {
    const chosen = new Set(ids);
    if (chosen.size === this.chosen.size && [...chosen].every((id) => this.chosen.has(id))) return;
    const before = this.shapes;
    this.chosen = chosen;
    this.point = undefined;
    this.host.onLook([...before, ...this.shapes].map(({ points }) => boundsOf(points)));
  }

  /** One more, or one fewer when it was among them. */
  toggle({ id }: Shape): void {
    const others = [...this.chosen].filter((one) => one !== id);
    this.select(this.chosen.has(id) ? others : [...others, id]);
  }

  /** Everything that is shown. */
  selectAll(): void {
    this.select(this.shown().map(({ id }) => id));
  }

  /** The one after or before, round and round; hidden ones are passed over. */
  step(by: 1 | -1): void {
    const all = this.shown();
    if (all.length === 0) return;
    const at = all.findIndex((shape) => this.has(shape));
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
    this.select([all[next]!.id]);
  }

  /** Takes a point of the single shape in hand, or none. */
  takeHandle(handle: number | undefined): void {
    if (handle !== undefined && handle >= this.vertexCount()) return;
    this.point = handle;
    this.host.onLook([]);
  }

  stepHandle(by: 1 | -1): void {
    const count = this.vertexCount();
    if (count > 0)
      this.takeHandle(this.point === undefined ? (by > 0 ? 0 : count - 1) : (this.point + by + count) % count);
  }

  /** After a step of the history, back or forth: what has changed is what one works on. */
  follow(now: readonly Shape[]): void {
    const handle = now.length === 1 && this.single?.id === now[0]!.id ? this.point : undefined;
    this.chosen = new Set(now.map(({ id }) => id));
    this.point = handle !== undefined && handle < this.vertexCount() ? handle : undefined;
  }

  /** Nothing is selected; nobody is told. */
  reset(): void {
    this.chosen = new Set();
    this.point = undefined;
  }

  private shown(): Shape[] {
    return this.store.all().filter((shape) => isShown(shape, this.host));
  }

  /** Points of the single shape, without the middles of its edges. */
  private vertexCount(): number {
    const { single } = this;
    return single ? this.host.kind.handles(single.points).filter(({ isMiddle }) => !isMiddle).length : 0;
  }
}
