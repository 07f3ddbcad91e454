import { clamp, distance, nearestOnSegment, type Point, type Size, toPixel } from '../geometry';
import type { View } from '../viewport';
import { finite, isRecord } from './entries';
import { flat, type Handle, pointAt, pointsOf, type Shape } from './shape';

/** What polygons, polylines and lines share: vertices joined by edges. */

export function chainDistance(points: readonly number[], at: Point, isClosed: boolean): number {
  const count = points.length / 2;
  let least = distance(at, pointAt(points, 0));
  for (let i = isClosed ? 0 : 1; i < count; i += 1) {
    const from = pointAt(points, (i + count - 1) % count);
    least = Math.min(least, distance(at, nearestOnSegment(at, from, pointAt(points, i))));
  }
  return least;
}

/** The vertices, then a middle for every edge. */
export function chainHandles(points: readonly number[], isClosed: boolean): Handle[] {
  const vertices = pointsOf(points);
  const ends = isClosed ? vertices.length : vertices.length - 1;
  const middles = Array.from({ length: ends }, (_, i): Handle => {
    const [a, b] = [vertices[i]!, vertices[(i + 1) % vertices.length]!];
    return { at: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, cursor: 'copy', isMiddle: true };
  });
  return [...vertices.map((at): Handle => ({ at, cursor: 'move' })), ...middles];
}

/** Moves a vertex, or makes one where a middle was taken. */
export function chainWithHandle(points: readonly number[], handle: number, to: Point, size: Size): number[] {
  const { x, y } = toPixel(to, size);
  const count = points.length / 2;
  const changed = points.slice();
  if (handle < count) changed.splice(2 * handle, 2, x, y);
  else changed.splice(2 * (handle - count) + 2, 0, x, y);
  return changed;
}

/** The edge closest to a point: the index of its first vertex. */
export function nearestEdge(points: readonly number[], at: Point, isClosed: boolean): number {
  const count = points.length / 2;
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < (isClosed ? count : count - 1); i += 1) {
    const away = distance(at, nearestOnSegment(at, pointAt(points, i), pointAt(points, (i + 1) % count)));
    if (away < least) [best, least] = [i, away];
  }
  return best;
}

/** Moves both ends of an edge. */
export function withEdgeMoved(points: readonly number[], edge: number, dx: number, dy: number, size: Size): number[] {
  const count = points.length / 2;
  const ends = [edge, (edge + 1) % count];
  const inX = ends.map((i) => points[2 * i]!);
  const inY = ends.map((i) => points[2 * i + 1]!);
  const x = clamp(Math.round(dx), -Math.min(...inX), size.width - Math.max(...inX));
  const y = clamp(Math.round(dy), -Math.min(...inY), size.height - Math.max(...inY));
  const changed = points.slice();
  for (const i of ends) {
    changed[2 * i]! += x;
    changed[2 * i + 1]! += y;
  }
  return changed;
}

/** Vertices closer than a pixel to the one before make no difference to what is seen, and cost the same. */
export function traceChain(context: CanvasRenderingContext2D, points: readonly number[], { scale, x, y }: View): void {
  let [atX, atY] = [points[0]! * scale + x, points[1]! * scale + y];
  context.moveTo(atX, atY);
  const last = points.length - 2;
  for (let i = 2; i < points.length; i += 2) {
    const [nextX, nextY] = [points[i]! * scale + x, points[i + 1]! * scale + y];
    if (i < last && Math.abs(nextX - atX) < 1 && Math.abs(nextY - atY) < 1) continue;
    context.lineTo(nextX, nextY);
    [atX, atY] = [nextX, nextY];
  }
}

export const writeVertices = ({ label, points }: Shape): Record<string, unknown> => ({
  label,
  vertices: pointsOf(points),
});

/** `{label, vertices: [{x, y}]}`, or vertices as pairs. */
export function readVertices(entry: unknown, size: Size | undefined, least: number, most = Number.POSITIVE_INFINITY) {
  if (!isRecord(entry) || typeof entry.label !== 'string' || !Array.isArray(entry.vertices)) return undefined;
  const vertices: Point[] = [];
  for (const vertex of entry.vertices) {
    const [x, y] = Array.isArray(vertex) ? vertex : isRecord(vertex) ? [vertex.x, vertex.y] : [];
    const point = { x: finite(x), y: finite(y) };
    if (point.x === undefined || point.y === undefined) return undefined;
    vertices.push(toPixel(point as Point, size ?? UNBOUNDED));
  }
  if (vertices.length < least || vertices.length > most) return undefined;
  return { label: entry.label, points: flat(vertices) };
}

const UNBOUNDED: Size = { width: Number.MAX_SAFE_INTEGER, height: Number.MAX_SAFE_INTEGER };
