/** Simple polygons: a ring of vertices, the last joined to the first. Orientation does not matter; areas are in square units. */
import type { Point } from './point';

/** Positive where the vertices run clockwise on a screen (y down), negative otherwise; the shoelace formula. */
export function signedArea(ring: readonly Point[]): number {
  if (ring.length < 3) return 0;
  // Relative to the first vertex: far from the origin nothing cancels.
  const { x, y } = ring[0]!;
  let sum = 0;
  for (let i = 1; i + 1 < ring.length; i++) {
    const a = ring[i]!;
    const b = ring[i + 1]!;
    sum += (a.x - x) * (b.y - y) - (b.x - x) * (a.y - y);
  }
  return sum / 2;
}

/** Area of a simple polygon. */
export const polygonArea = (ring: readonly Point[]): number => Math.abs(signedArea(ring));

/** Length of the ring. */
export function perimeter(ring: readonly Point[]): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i]!;
    const b = ring[(i + 1) % ring.length]!;
    sum += Math.hypot(b.x - a.x, b.y - a.y);
  }
  return sum;
}

/** Whether the point lies inside, by the even-odd rule; on the edge it may be either. */
export function contains(ring: readonly Point[], { x, y }: Point): boolean {
  let inside = false;
  for (let i = 0, k = ring.length - 1; i < ring.length; k = i++) {
    const a = ring[i]!;
    const b = ring[k]!;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}
