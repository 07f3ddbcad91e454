/** Shapes made of vertices: what they share in reading and ordering. */
import type { Point } from '../../geometry/point';
import { coordinateIn, isRecord, ShapeProblem, show } from './read-shapes';

export interface LabelledVertices {
  label: string;
  vertices: Point[];
}

/** A drawing tool cannot make as many vertices in one shape. */
const MOST_VERTICES = 10_000;

/** Vertices `{x, y}` or `[x, y]`, brought into the image, repeated neighbours left out. @throws ShapeProblem */
export function verticesIn(value: unknown, size: { width?: number; height?: number }): Point[] {
  const list = Array.isArray(value) ? value : isRecord(value) ? value.vertices : undefined;
  if (!Array.isArray(list)) throw new ShapeProblem(`.vertices is ${show(list)}, not a list`);
  if (list.length > MOST_VERTICES) throw new ShapeProblem(`.vertices holds ${list.length}, more than ${MOST_VERTICES}`);
  const points = list.map((vertex, i) => pointIn(vertex, `vertices[${i}].`, size));
  return points.filter((point, i) => i === 0 || point.x !== points[i - 1]!.x || point.y !== points[i - 1]!.y);
}

/** A point `{x, y}` or `[x, y]`. @throws ShapeProblem */
export function pointIn(value: unknown, at: string, size: { width?: number; height?: number }): Point {
  const fields = Array.isArray(value) ? { x: value[0], y: value[1] } : isRecord(value) ? value : undefined;
  if (!fields) throw new ShapeProblem(`.${at.slice(0, -1)} is ${show(value)}, not a point`);
  return { x: coordinateIn(fields.x, `${at}x`, size.width), y: coordinateIn(fields.y, `${at}y`, size.height) };
}

/** Whether all have the same vertices in the same order: what everybody drew alike is not moved by any fusing. */
export const allAlike = ([first, ...others]: readonly LabelledVertices[]): boolean =>
  others.every(
    ({ vertices }) =>
      vertices.length === first!.vertices.length &&
      vertices.every(({ x, y }, i) => x === first!.vertices[i]!.x && y === first!.vertices[i]!.y),
  );

/** By vertices, then label. */
export function orderVertices(a: LabelledVertices, b: LabelledVertices): number {
  for (let i = 0; i < a.vertices.length && i < b.vertices.length; i++) {
    const difference = a.vertices[i]!.x - b.vertices[i]!.x || a.vertices[i]!.y - b.vertices[i]!.y;
    if (difference !== 0) return difference;
  }
  return a.vertices.length - b.vertices.length || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0);
}

/** Diagonal of the image, or of all that was drawn where the image's size is not known; what tolerances are a share of. */
export function diagonalOf(
  points: readonly (readonly Point[])[],
  { width, height }: { width?: number; height?: number },
): number {
  if (width !== undefined && height !== undefined) return Math.hypot(width, height);
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const list of points)
    for (const { x, y } of list) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  const diagonal = Math.hypot(right - left, bottom - top);
  return Number.isFinite(diagonal) && diagonal > 0 ? diagonal : 1;
}
