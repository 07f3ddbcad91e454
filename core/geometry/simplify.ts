/**
 * Fewer points for about the same course: D. H. Douglas, T. K. Peucker, "Algorithms for the Reduction of the Number of Points Required to Represent
 * a Digitized Line or its Caricature", Cartographica 10(2), 1973. No point of the line lies farther than `tolerance` from the result.
 */
import { type Point, pointDistance } from './point';
import { distanceToSegment } from './polyline';

export function simplify(line: readonly Point[], tolerance: number): Point[] {
  if (line.length < 3) return [...line];
  const keep = new Uint8Array(line.length);
  keep[0] = 1;
  keep[line.length - 1] = 1;
  const spans: [number, number][] = [[0, line.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [first, last] = span;
    let farthest = -1;
    let most = tolerance;
    for (let i = first + 1; i < last; i++) {
      const distance = distanceToSegment(line[i]!, line[first]!, line[last]!);
      if (distance > most) {
        most = distance;
        farthest = i;
      }
    }
    if (farthest < 0) continue;
    keep[farthest] = 1;
    spans.push([first, farthest], [farthest, last]);
  }
  return line.filter((_, i) => keep[i]);
}

/** The same for a ring, which stays a ring of at least three points where it had them: cut at two points that lie far apart. */
export function simplifyRing(ring: readonly Point[], tolerance: number): Point[] {
  if (ring.length <= 3) return [...ring];
  const far = (from: Point) =>
    ring.reduce((best, point, i) => (pointDistance(point, from) > pointDistance(ring[best]!, from) ? i : best), 0);
  // The point farthest from any point is a corner; cutting there keeps corners where they are.
  const start = far(ring[0]!);
  const turned = [...ring.slice(start), ...ring.slice(0, start), ring[start]!];
  const middle = (far(ring[start]!) - start + ring.length) % ring.length;
  const one = simplify(turned.slice(0, middle + 1), tolerance);
  const two = simplify(turned.slice(middle), tolerance);
  const result = [...one.slice(0, -1), ...two.slice(0, -1)];
  if (result.length >= 3) return result;
  const third = turned.reduce(
    (best, point, i) =>
      distanceToSegment(point, turned[0]!, turned[middle]!) >
      distanceToSegment(turned[best]!, turned[0]!, turned[middle]!)
        ? i
        : best,
    0,
  );
  return third < middle ? [turned[0]!, turned[third]!, turned[middle]!] : [turned[0]!, turned[middle]!, turned[third]!];
}
