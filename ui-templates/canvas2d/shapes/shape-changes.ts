import { type Point, union } from '../geometry';
import type { DeskHost, Did, Mark } from './desk-host';
import { isAllowedAfter, movedTogether } from './editing';
import type { Selection } from './selection';
import { boundsOf, moved, type Shape } from './shape';
import { type ShapeStore, ShapesEdit } from './shape-store';

const MARKS: Record<Mark, Pick<Shape, 'isHidden' | 'isLocked'>> = {
  hide: { isHidden: true },
  show: { isHidden: false },
  lock: { isLocked: true },
  unlock: { isLocked: false },
};

/** Every change of what is drawn: each is a step of the history, and what it leaves is selected. */
export class ShapeChanges {
  constructor(
    private readonly store: ShapeStore,
    private readonly selection: Selection,
    private readonly host: DeskHost,
  ) {}

  /** Whether shapes of this kind may have more vertices, or fewer. */
  get canAddVertices(): boolean {
    return this.host.kind.withoutVertex !== undefined;
  }

  add(label: string, points: readonly number[]): Shape {
    const shape: Shape = { id: this.store.nextId(), label, points };
    this.put('add', [], [shape]);
    return shape;
  }

  /** @param mergeKey steps with the same one, on the same shapes, become one */
  put(did: Did, before: readonly Shape[], after: readonly Shape[], mergeKey?: string): void {
    const { history } = this.host;
    const title = this.host.titleOf(did, after.length > 0 ? after : before);
    this.host.say(title);
    history.do(new ShapesEdit(title, this.store, before, after, (now, gone) => this.onDone(now, gone), mergeKey));
  }

  /** Moves the point in hand, or else everything selected. An arrow held down is one step. */
  nudge(dx: number, dy: number): void {
    const { movable: shapes, single, handle } = this.selection;
    if (shapes.length === 0) return;
    const size = this.host.size();
    if (!single || handle === undefined) {
      this.put('move', shapes, movedTogether(shapes, dx, dy, size), 'nudge');
      return;
    }
    const { kind } = this.host;
    const { at } = kind.handles(single.points)[handle]!;
    const points = kind.withHandle(single.points, handle, { x: at.x + dx, y: at.y + dy }, size);
    if (points) this.reshape(single, points, handle, `handle-${handle}`);
  }

  /** A vertex in the middle of the edge that follows the point in hand. */
  addVertex(): void {
    const { single, handle } = this.selection;
    const { kind } = this.host;
    if (!single || single.isLocked || handle === undefined || !this.canAddVertices) return;
    const handles = kind.handles(single.points);
    const middle = handles.findIndex(({ isMiddle }) => isMiddle) + handle;
    if (!handles[middle]?.isMiddle) return;
    const points = kind.withHandle(single.points, middle, handles[middle].at, this.host.size());
    if (points) this.reshape(single, points, handle + 1);
  }

  removeVertex(shape: Shape, handle: number): void {
    const points = this.host.kind.withoutVertex?.(shape.points, handle);
    if (shape.isLocked) this.host.note('locked');
    else if (!points) this.host.note('too-few');
    else this.reshape(shape, points, Math.min(handle, points.length / 2 - 1));
  }

  /** The point in hand, or everything selected. */
  remove(): void {
    const { single, handle, movable: shapes, ids } = this.selection;
    if (single && handle !== undefined && this.canAddVertices) {
      this.removeVertex(single, handle);
      return;
    }
    if (shapes.length < ids.size) this.host.note('locked');
    if (shapes.length > 0) this.put('remove', shapes, []);
  }

  relabel(label: string): void {
    const before = this.selection.movable.filter((shape) => shape.label !== label);
    const after = before.map((shape) => ({ ...shape, label }));
    if (before.length > 0) this.put('relabel', before, after);
  }

  /** Copies of shapes a little aside, or around a point. */
  paste(shapes: readonly Shape[], aside: number, around: Point | undefined): void {
    if (shapes.length === 0) return;
    const bounds = shapes.map(({ points }) => boundsOf(points)).reduce(union);
    const dx = around ? around.x - (bounds.left + bounds.right) / 2 : aside;
    const dy = around ? around.y - (bounds.top + bounds.bottom) / 2 : aside;
    const size = this.host.size();
    const copies = shapes.map(
      ({ label, points }): Shape => ({ id: this.store.nextId(), label, points: moved(points, dx, dy, size) }),
    );
    // Another picture may be smaller: what does not fit is left out.
    const fitting = copies.filter(({ points }) => {
      const { left, top, right, bottom } = boundsOf(points);
      return left >= 0 && top >= 0 && right <= size.width && bottom <= size.height;
    });
    if (fitting.length > 0) this.put('paste', [], fitting);
  }

  /** Hiding and locking are the worker's own view: no part of the answer or of the history. */
  mark(shapes: readonly Shape[], mark: Mark): void {
    const marks = MARKS[mark];
    this.store.replace(
      shapes,
      shapes.map((shape) => ({ ...shape, ...marks })),
    );
    this.host.say(this.host.titleOf(mark, shapes));
    this.host.onLook(shapes.map(({ points }) => boundsOf(points)));
  }

  private reshape(shape: Shape, points: number[], handle: number, mergeKey?: string): void {
    if (!isAllowedAfter(this.host.kind, shape.points, points)) {
      this.host.note('crossing');
      return;
    }
    this.put('change', [shape], [{ ...shape, points }], mergeKey);
    this.selection.takeHandle(handle);
  }

  private onDone(now: readonly Shape[], gone: readonly Shape[]): void {
    const before = this.selection.shapes;
    this.selection.follow(now);
    this.host.onLook([...now, ...gone, ...before].map(({ points }) => boundsOf(points)));
  }
}
