/** A point in the plane, in pixels of the image (x to the right, y down) or any other unit, the same for all that meet. */
export interface Point {
  x: number;
  y: number;
}

/** Distance in the points' unit. */
export const pointDistance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** The smallest upright box round the points; undefined when there are none. */
export function extentOf(
  points: readonly Point[],
): { left: number; top: number; right: number; bottom: number } | undefined {
  if (points.length === 0) return undefined;
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const { x, y } of points) {
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return { left, top, right, bottom };
}
