import type { Point, Rect, Size } from '../geometry';
import type { View } from '../viewport';

/** Something drawn. Never changed: an edit puts another in its place, so that what was before is still there to go back to. */
export interface Shape {
  /** Rises with every new shape; later ones lie on top. */
  readonly id: number;
  readonly label: string;
  /** x and y in turn, whole picture pixels. What they mean is the kind's: two corners of a box, the vertices of a polygon. */
  readonly points: readonly number[];
  readonly isHidden?: boolean;
  readonly isLocked?: boolean;
}

export interface Handle {
  readonly at: Point;
  /** How the pointer looks over it. */
  readonly cursor: string;
  /** Half-way along an edge: dragging it makes a vertex. */
  readonly isMiddle?: boolean;
}

/** What a kind of shape can do. One per folder; stateless. */
export interface ShapeKind {
  readonly name: 'box' | 'polygon' | 'polyline' | 'line' | 'keypoint';
  /** The list in the answer: `boundingBoxes`. */
  readonly answerKey: string;
  /** Picture pixels from a point to what is drawn of the outline. */
  distance(points: readonly number[], at: Point): number;
  isInside(points: readonly number[], at: Point): boolean;
  handles(points: readonly number[]): Handle[];
  /** The points after a handle was dragged there; undefined where that cannot be. A middle handle becomes a vertex. */
  withHandle(points: readonly number[], handle: number, to: Point, size: Size): number[] | undefined;
  /** Whether a shape may be that way: a polygon may not cross itself. One that came in otherwise may be mended step by step. */
  isAllowed?(points: readonly number[]): boolean;
  /** Without one vertex; undefined when it cannot do without. */
  withoutVertex?(points: readonly number[], handle: number): number[] | undefined;
  /** Puts the outline into the context's path, in stage pixels. */
  trace(context: CanvasRenderingContext2D, points: readonly number[], view: View): void;
  /** One entry of the answer's list. */
  write(shape: Shape): Record<string, unknown>;
  /** An entry as templates, older answers and models write it; undefined when it is not one. */
  read(entry: unknown, size: Size | undefined): { label: string; points: number[] } | undefined;
}

export function boundsOf(points: readonly number[]): Rect {
  let [left, top, right, bottom] = [points[0]!, points[1]!, points[0]!, points[1]!];
  for (let i = 2; i < points.length; i += 2) {
    const x = points[i]!;
    const y = points[i + 1]!;
    if (x < left) left = x;
    else if (x > right) right = x;
    if (y < top) top = y;
    else if (y > bottom) bottom = y;
  }
  return { left, top, right, bottom };
}

/** Moved by whole pixels, as far as the picture reaches. */
export function moved(points: readonly number[], dx: number, dy: number, size: Size): number[] {
  const { left, top, right, bottom } = boundsOf(points);
  const x = Math.max(-left, Math.min(Math.round(dx), size.width - right));
  const y = Math.max(-top, Math.min(Math.round(dy), size.height - bottom));
  return points.map((value, i) => value + (i % 2 === 0 ? x : y));
}

export const pointAt = (points: readonly number[], index: number): Point => ({
  x: points[2 * index]!,
  y: points[2 * index + 1]!,
});

export const pointsOf = (points: readonly number[]): Point[] =>
  Array.from({ length: points.length / 2 }, (_, i) => pointAt(points, i));

export const flat = (points: readonly Point[]): number[] => points.flatMap(({ x, y }) => [x, y]);

export const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);
