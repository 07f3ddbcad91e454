import { clamp, contains, distance, nearestOnSegment, type Point, type Size } from '../../geometry';
import { finite, isRecord } from '../entries';
import type { Handle, ShapeKind } from '../shape';

/** left, top, right, bottom. */
type Sides = readonly number[];

/** Picture pixels: a box that is narrower says nothing. */
export const LEAST_SIDE = 1;

/** Which sides each handle moves: clockwise from the top left corner. */
const MOVES: readonly { x?: 0 | 2; y?: 1 | 3; cursor: string }[] = [
  { x: 0, y: 1, cursor: 'nwse-resize' },
  { y: 1, cursor: 'ns-resize' },
  { x: 2, y: 1, cursor: 'nesw-resize' },
  { x: 2, cursor: 'ew-resize' },
  { x: 2, y: 3, cursor: 'nwse-resize' },
  { y: 3, cursor: 'ns-resize' },
  { x: 0, y: 3, cursor: 'nesw-resize' },
  { x: 0, cursor: 'ew-resize' },
];

const corners = ([left, top, right, bottom]: Sides): Point[] => [
  { x: left!, y: top! },
  { x: right!, y: top! },
  { x: right!, y: bottom! },
  { x: left!, y: bottom! },
];

/** The box with these two corners, inside the picture; undefined when a side is too short to be meant. */
export function boxBetween(a: Point, b: Point, size: Size, least = LEAST_SIDE): number[] | undefined {
  const inX = (x: number) => clamp(Math.round(x), 0, size.width);
  const inY = (y: number) => clamp(Math.round(y), 0, size.height);
  const [left, right] = [inX(Math.min(a.x, b.x)), inX(Math.max(a.x, b.x))];
  const [top, bottom] = [inY(Math.min(a.y, b.y)), inY(Math.max(a.y, b.y))];
  return right - left >= least && bottom - top >= least ? [left, top, right, bottom] : undefined;
}

export const box: ShapeKind = {
  name: 'box',
  answerKey: 'boundingBoxes',

  distance(points, at) {
    const around = corners(points);
    return Math.min(...around.map((corner, i) => distance(at, nearestOnSegment(at, corner, around[(i + 1) % 4]!))));
  },

  isInside: ([left, top, right, bottom], at) =>
    contains({ left: left!, top: top!, right: right!, bottom: bottom! }, at),

  handles([left, top, right, bottom]) {
    const [x, y] = [(left! + right!) / 2, (top! + bottom!) / 2];
    const across = [left, x, right, right, right, x, left, left] as number[];
    const down = [top, top, top, y, bottom, bottom, bottom, y] as number[];
    return MOVES.map(({ cursor }, i): Handle => ({ at: { x: across[i]!, y: down[i]! }, cursor }));
  },

  withHandle(points, handle, to, size) {
    const move = MOVES[handle]!;
    const changed = points.slice();
    if (move.x !== undefined) changed[move.x] = clamp(Math.round(to.x), 0, size.width);
    if (move.y !== undefined) changed[move.y] = clamp(Math.round(to.y), 0, size.height);
    const [a, b, c, d] = changed as [number, number, number, number];
    return boxBetween({ x: a, y: b }, { x: c, y: d }, size);
  },

  trace(context, [left, top, right, bottom], { scale, x, y }) {
    context.rect(left! * scale + x, top! * scale + y, (right! - left!) * scale, (bottom! - top!) * scale);
  },

  write: ({ label, points: [left, top, right, bottom] }) => ({
    height: bottom! - top!,
    label,
    left,
    top,
    width: right! - left!,
  }),

  read(entry, size) {
    if (!isRecord(entry) || typeof entry.label !== 'string') return undefined;
    const [left, top, width, height] = [entry.left, entry.top, entry.width, entry.height].map(finite);
    if (left === undefined || top === undefined || width === undefined || height === undefined) return undefined;
    const most = size ?? { width: Number.MAX_SAFE_INTEGER, height: Number.MAX_SAFE_INTEGER };
    // Position and length are rounded apart, as they were written apart: a box of width 10 stays one wherever it lies.
    const [x, y] = [Math.round(left), Math.round(top)];
    const points = boxBetween({ x, y }, { x: x + Math.round(width), y: y + Math.round(height) }, most);
    return points && { label: entry.label, points };
  },
};
