import { clamp, distance, type Point, type Size } from '../geometry';
import { nearestEdge, withEdgeMoved } from './chain';
import { boundsOf, moved, type Shape, type ShapeKind } from './shape';

/** What the pointer is on, found before the press. */
export type Target =
  | { type: 'handle'; shape: Shape; handle: number }
  | { type: 'edge'; shape: Shape; edge: number }
  | { type: 'shapes'; shapes: readonly Shape[] };

export type EditState =
  | { name: 'idle' }
  /** Down on something, not moved yet: perhaps only a click. */
  | { name: 'pressed'; target: Target; from: Point }
  | { name: 'dragging'; target: Target; from: Point; now: readonly Shape[]; isRefused: boolean };

export type EditInput =
  | { type: 'press'; target: Target; at: Point }
  | { type: 'drag'; at: Point }
  | { type: 'release' }
  | { type: 'cancel' };

export interface Edited {
  state: EditState;
  /** What the drag has made, at its end. */
  done?: { before: readonly Shape[]; after: readonly Shape[] };
  /** It was a click. */
  clicked?: Target;
  /** The shape may not be that way: it stays as it last could be. */
  isRefused?: boolean;
}

export const STILL: EditState = { name: 'idle' };

/** Moving and reshaping what is selected: a pure machine. */
export function edit(
  state: EditState,
  input: EditInput,
  { size, slack, kind }: { size: Size; slack: number; kind: ShapeKind },
): Edited {
  if (input.type === 'press') return { state: { name: 'pressed', target: input.target, from: input.at } };
  if (state.name === 'idle') return { state };
  if (input.type === 'cancel') return { state: STILL };
  const before = beforeOf(state.target);
  if (input.type === 'release') {
    if (state.name === 'pressed') return { state: STILL, clicked: state.target };
    const isChanged = state.now.some((shape, i) => shape !== before[i]);
    return { state: STILL, done: isChanged ? { before, after: state.now } : undefined, isRefused: state.isRefused };
  }
  if (state.name === 'pressed' && distance(state.from, input.at) <= slack) return { state };
  const now = dragged(state.target, state.from, input.at, size, kind);
  const last = state.name === 'dragging' ? state.now : before;
  return {
    state: { name: 'dragging', target: state.target, from: state.from, now: now ?? last, isRefused: now === undefined },
  };
}

export const beforeOf = (target: Target): readonly Shape[] =>
  target.type === 'shapes' ? target.shapes : [target.shape];

function dragged(target: Target, from: Point, to: Point, size: Size, kind: ShapeKind): Shape[] | undefined {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  if (target.type === 'shapes') return movedTogether(target.shapes, dx, dy, size);
  const { shape } = target;
  const points =
    target.type === 'edge'
      ? withEdgeMoved(shape.points, target.edge, dx, dy, size)
      : kind.withHandle(shape.points, target.handle, to, size);
  return points && isAllowedAfter(kind, shape.points, points) ? [{ ...shape, points }] : undefined;
}

/** All by the same way, so that none leaves the picture or its place among the others. */
export function movedTogether(shapes: readonly Shape[], dx: number, dy: number, size: Size): Shape[] {
  const all = shapes.map(({ points }) => boundsOf(points));
  const x = clamp(
    Math.round(dx),
    -Math.min(...all.map(({ left }) => left)),
    size.width - Math.max(...all.map(({ right }) => right)),
  );
  const y = clamp(
    Math.round(dy),
    -Math.min(...all.map(({ top }) => top)),
    size.height - Math.max(...all.map(({ bottom }) => bottom)),
  );
  return shapes.map((shape) => ({ ...shape, points: moved(shape.points, x, y, size) }));
}

/** What came in crossing itself may go on doing so, until it is mended. */
export const isAllowedAfter = (kind: ShapeKind, before: readonly number[], after: readonly number[]): boolean =>
  !kind.isAllowed || kind.isAllowed(after) || !kind.isAllowed(before);

/** The edge under a point, if the shape has edges that can be moved by themselves. */
export function edgeAt(kind: ShapeKind, shape: Shape, at: Point): number | undefined {
  if (kind.name !== 'polygon' && kind.name !== 'polyline') return undefined;
  return nearestEdge(shape.points, at, kind.name === 'polygon');
}
