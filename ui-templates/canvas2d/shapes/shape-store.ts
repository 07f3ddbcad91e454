import type { Rect } from '../geometry';
import type { Edit } from '../history';
import { boundsOf, type Shape } from './shape';

/** All shapes of a picture, by place: what is under a point or in sight is found without asking each one. */
export class ShapeStore {
  private shapes: Shape[] = [];
  /** left, top, right, bottom of every shape, in their order. Running through them is quicker than any tree for tens of thousands. */
  private bounds = new Float64Array(64);
  private readonly places = new Map<number, number>();
  private lastId = 0;
  private changes = 0;

  get size(): number {
    return this.shapes.length;
  }

  /** Differs after every change. */
  get version(): number {
    return this.changes;
  }

  /** Bottom to top. */
  all(): readonly Shape[] {
    return this.shapes;
  }

  get(id: number): Shape | undefined {
    const place = this.places.get(id);
    return place === undefined ? undefined : this.shapes[place];
  }

  /** How many lie under it; -1 when it is not there. */
  placeOf(id: number): number {
    return this.places.get(id) ?? -1;
  }

  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  /** Shapes whose extent touches the rectangle, bottom to top. */
  within({ left, top, right, bottom }: Rect): Shape[] {
    const { bounds, shapes } = this;
    const found: Shape[] = [];
    for (let i = 0, at = 0; i < shapes.length; i += 1, at += 4)
      if (bounds[at]! <= right && bounds[at + 2]! >= left && bounds[at + 1]! <= bottom && bounds[at + 3]! >= top)
        found.push(shapes[i]!);
    return found;
  }

  /** Puts shapes in the place of others. Those with an id that is there replace it where it lies. */
  replace(before: readonly Shape[], after: readonly Shape[]): void {
    this.changes += 1;
    const kept = new Set(after.map(({ id }) => id));
    const gone = new Set(before.filter(({ id }) => !kept.has(id)).map(({ id }) => id));
    const added: Shape[] = [];
    for (const shape of after) {
      const place = this.places.get(shape.id);
      if (place === undefined) added.push(shape);
      else this.put(place, shape);
      this.lastId = Math.max(this.lastId, shape.id);
    }
    if (gone.size === 0 && added.every(({ id }) => id > (this.shapes.at(-1)?.id ?? 0))) {
      for (const shape of added) this.put(this.shapes.length, shape);
      return;
    }
    if (gone.size > 0 || added.length > 0)
      this.rebuild([...this.shapes.filter(({ id }) => !gone.has(id)), ...added].sort((a, b) => a.id - b.id));
  }

  /** All shapes anew. */
  reset(shapes: readonly Shape[]): void {
    this.changes += 1;
    this.lastId = shapes.reduce((most, { id }) => Math.max(most, id), this.lastId);
    this.rebuild(shapes);
  }

  private rebuild(shapes: readonly Shape[]): void {
    this.shapes = [];
    this.places.clear();
    for (const shape of shapes) this.put(this.shapes.length, shape);
  }

  private put(place: number, shape: Shape): void {
    this.shapes[place] = shape;
    this.places.set(shape.id, place);
    if (this.bounds.length < 4 * (place + 1)) {
      const larger = new Float64Array(2 * this.bounds.length);
      larger.set(this.bounds);
      this.bounds = larger;
    }
    const { left, top, right, bottom } = boundsOf(shape.points);
    this.bounds.set([left, top, right, bottom], 4 * place);
  }
}

/** Shapes in the place of others, as a step of the history. */
export class ShapesEdit implements Edit {
  /**
   * @param onDone told which shapes are there now and which were, in either direction
   * @param mergeKey steps with the same one, on the same shapes, become one: an arrow held down
   */
  constructor(
    readonly title: string,
    private readonly store: ShapeStore,
    readonly before: readonly Shape[],
    readonly after: readonly Shape[],
    private readonly onDone: (now: readonly Shape[], gone: readonly Shape[]) => void,
    private readonly mergeKey?: string,
  ) {}

  apply(): void {
    this.put(this.before, this.after);
  }

  revert(): void {
    this.put(this.after, this.before);
  }

  merge(later: Edit): Edit | undefined {
    if (!(later instanceof ShapesEdit) || !this.mergeKey || later.mergeKey !== this.mergeKey) return undefined;
    const isSame = this.after.length === later.before.length && this.after.every((one, i) => one === later.before[i]);
    if (!isSame) return undefined;
    return new ShapesEdit(this.title, this.store, this.before, later.after, this.onDone, this.mergeKey);
  }

  /** What is hidden or locked stays so: that is no part of the history. */
  private put(before: readonly Shape[], after: readonly Shape[]): void {
    const marked = after.map((shape) => {
      const { isHidden, isLocked } = this.store.get(shape.id) ?? shape;
      return isHidden === shape.isHidden && isLocked === shape.isLocked ? shape : { ...shape, isHidden, isLocked };
    });
    this.store.replace(before, marked);
    this.onDone(marked, before);
  }
}
