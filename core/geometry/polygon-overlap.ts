/**
 * Exact area that two polygons share, concave and self-crossing ones included (even-odd rule), without building the shared polygon.
 *
 * Plane sweep over slabs (M. I. Shamos, D. Hoey, "Geometric Intersection Problems", FOCS 1976): between two neighbouring heights at which
 * something happens (a vertex, or two edges crossing) all edges are straight and none cross, so the shared width is linear and its value in the
 * middle times the slab's height is its area exactly. Shared vertices and edges need no special case, which is what makes clipping
 * algorithms break. O(n² + k n) for n vertices and k crossings: for the tens of vertices people draw.
 */
import type { Point } from './point';
import { extentOf } from './point';
import { polygonArea } from './polygon';

/** Area inside both, in square units. */
export function polygonOverlap(a: readonly Point[], b: readonly Point[]): number {
  return areas(a, b).both;
}

/** Intersection over union, 0…1. Polygons without area have nothing in common with anything. */
export function polygonIou(a: readonly Point[], b: readonly Point[]): number {
  const boxA = extentOf(a);
  const boxB = extentOf(b);
  if (!boxA || !boxB) return 0;
  if (boxA.right <= boxB.left || boxB.right <= boxA.left || boxA.bottom <= boxB.top || boxB.bottom <= boxA.top)
    return 0;
  const { both, either } = areas(a, b);
  return either > 0 ? Math.min(both / either, 1) : 0;
}

/** Area by the even-odd rule, also of a ring that crosses itself. */
export const evenOddArea = (ring: readonly Point[]): number =>
  ring.length < 4 ? polygonArea(ring) : areas(ring, []).either;

interface Edge {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  ofA: boolean;
}

function areas(a: readonly Point[], b: readonly Point[]): { both: number; either: number } {
  const edges = [...edgesOf(a, true), ...edgesOf(b, false)];
  const heights: number[] = [];
  for (const { y1, y2 } of edges) heights.push(y1, y2);
  for (let i = 0; i < edges.length; i++)
    for (let k = i + 1; k < edges.length; k++) {
      const y = crossingHeight(edges[i]!, edges[k]!);
      if (y !== undefined) heights.push(y);
    }
  heights.sort((p, q) => p - q);
  let both = 0;
  let either = 0;
  for (let h = 0; h + 1 < heights.length; h++) {
    const top = heights[h]!;
    const bottom = heights[h + 1]!;
    if (bottom <= top) continue;
    const middle = (top + bottom) / 2;
    const cuts: { x: number; ofA: boolean }[] = [];
    for (const { x1, y1, x2, y2, ofA } of edges)
      if (y1 <= middle && y2 > middle) cuts.push({ x: x1 + ((x2 - x1) * (middle - y1)) / (y2 - y1), ofA });
    cuts.sort((p, q) => p.x - q.x);
    let inA = false;
    let inB = false;
    for (let c = 0; c + 1 < cuts.length; c++) {
      if (cuts[c]!.ofA) inA = !inA;
      else inB = !inB;
      const area = (cuts[c + 1]!.x - cuts[c]!.x) * (bottom - top);
      if (inA && inB) both += area;
      if (inA || inB) either += area;
    }
  }
  return { both, either };
}

/** Edges from top to bottom; level ones bound no area. */
function edgesOf(ring: readonly Point[], ofA: boolean): Edge[] {
  const edges: Edge[] = [];
  for (let i = 0; i < ring.length; i++) {
    const p = ring[i]!;
    const q = ring[(i + 1) % ring.length]!;
    if (p.y < q.y) edges.push({ x1: p.x, y1: p.y, x2: q.x, y2: q.y, ofA });
    else if (q.y < p.y) edges.push({ x1: q.x, y1: q.y, x2: p.x, y2: p.y, ofA });
  }
  return edges;
}

/** The height at which two edges cross inside both; undefined where they do not, or lie along each other. */
function crossingHeight(a: Edge, b: Edge): number | undefined {
  if (a.y2 <= b.y1 || b.y2 <= a.y1) return undefined;
  const cross = (a.x2 - a.x1) * (b.y2 - b.y1) - (a.y2 - a.y1) * (b.x2 - b.x1);
  if (cross === 0) return undefined;
  const t = ((b.x1 - a.x1) * (b.y2 - b.y1) - (b.y1 - a.y1) * (b.x2 - b.x1)) / cross;
  const y = a.y1 + t * (a.y2 - a.y1);
  return y > Math.max(a.y1, b.y1) && y < Math.min(a.y2, b.y2) ? y : undefined;
}
