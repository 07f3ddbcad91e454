/**
 * The outline that several outlines of one thing mean: the edge of the region that more than half of the weight covers.
 *
 * A point is inside that region exactly where the weighted median of its signed distances to the outlines is positive (level sets: S. Osher,
 * J. A. Sethian, J. Comp. Phys. 79, 1988; the majority of shapes as a median of distance functions). So the most central outline is taken, with
 * extra points on its long edges, and each point moved along its normal by that median until it lies on the edge sought. That needs no
 * grid, keeps corners where somebody drew them, and can neither fall apart nor grow holes.
 */

import { boxIou } from '../../geometry/box';
import { extentOf, type Point, pointDistance } from '../../geometry/point';
import { contains, perimeter, polygonArea, signedArea } from '../../geometry/polygon';
import { distanceToPolyline } from '../../geometry/polyline';
import { simplifyRing } from '../../geometry/simplify';
import { weightedMedian } from '../../geometry/weighted-median';

const SAMPLES = 40;
const STEPS = 2;
/** Points that a straight line misses by less than this share of the size are not worth a vertex. */
const TOLERANCE = 0.006;

export function fusePolygons(rings: readonly (readonly Point[])[], weights: readonly number[]): Point[] {
  if (rings.length === 1) return [...rings[0]!];
  const central = rings[mostCentral(rings, weights)]!;
  const size = Math.sqrt(polygonArea(central));
  if (size === 0) return [...central];
  let ring = withPointsBetween(central, perimeter(central) / SAMPLES);
  for (let step = 0; step < STEPS; step++) ring = movedToMedian(ring, rings, weights);
  // No more vertices than twice what the workers used: they set how much detail the task wants.
  const most =
    2 *
    weightedMedian(
      rings.map((other) => other.length),
      weights,
    );
  let tolerance = TOLERANCE * size;
  let result = simplifyRing(ring, tolerance);
  while (result.length > most && result.length > 3) {
    tolerance *= 1.5;
    result = simplifyRing(ring, tolerance);
  }
  return result;
}

function movedToMedian(ring: Point[], rings: readonly (readonly Point[])[], weights: readonly number[]): Point[] {
  const outward = signedArea(ring) > 0 ? 1 : -1;
  return ring.map((point, i) => {
    const before = ring[(i + ring.length - 1) % ring.length]!;
    const after = ring[(i + 1) % ring.length]!;
    const normal = outwardNormal(before, point, after, outward);
    const depth = weightedMedian(
      rings.map((other) => signedDistance(point, other)),
      weights,
    );
    return { x: point.x + depth * normal.x, y: point.y + depth * normal.y };
  });
}

/** Distance to the outline, positive inside. */
function signedDistance(point: Point, ring: readonly Point[]): number {
  const distance = distanceToPolyline(point, ring, true);
  return contains(ring, point) ? distance : -distance;
}

/** Sum of the normals of the two edges that meet; at a sharp corner it points the way the corner does. */
function outwardNormal(before: Point, point: Point, after: Point, outward: number): Point {
  const first = Math.max(pointDistance(before, point), 1e-12);
  const second = Math.max(pointDistance(point, after), 1e-12);
  const x = outward * ((point.y - before.y) / first + (after.y - point.y) / second);
  const y = -outward * ((point.x - before.x) / first + (after.x - point.x) / second);
  const length = Math.hypot(x, y);
  return length < 1e-9 ? { x: 0, y: 0 } : { x: x / length, y: y / length };
}

/** The outline whose extent is most like everybody's; of equal ones the first. */
function mostCentral(rings: readonly (readonly Point[])[], weights: readonly number[]): number {
  const extents = rings.map((ring) => extentOf(ring)!);
  const edge = (side: 'left' | 'top' | 'right' | 'bottom') =>
    weightedMedian(
      extents.map((extent) => extent[side]),
      weights,
    );
  const box = ({ left, top, right, bottom }: { left: number; top: number; right: number; bottom: number }) => ({
    left,
    top,
    width: right - left,
    height: bottom - top,
  });
  const usual = box({ left: edge('left'), top: edge('top'), right: edge('right'), bottom: edge('bottom') });
  const central = extents.map((extent) => boxIou(box(extent), usual));
  return central.indexOf(Math.max(...central));
}

function withPointsBetween(ring: readonly Point[], spacing: number): Point[] {
  return ring.flatMap((a, i) => {
    const b = ring[(i + 1) % ring.length]!;
    const parts = Math.max(1, Math.ceil(pointDistance(a, b) / spacing - 1e-9));
    return Array.from({ length: parts }, (_, k) => ({
      x: a.x + ((b.x - a.x) * k) / parts,
      y: a.y + ((b.y - a.y) * k) / parts,
    }));
  });
}
