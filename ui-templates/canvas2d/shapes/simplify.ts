import { distance, nearestOnSegment, type Point } from '../geometry';

/** Fewer vertices that stay within a tolerance of the line they were taken from (Douglas and Peucker); both ends stay. */
export function simplified(points: readonly Point[], tolerance: number): Point[] {
  if (points.length < 3) return [...points];
  const isKept = new Uint8Array(points.length);
  isKept[0] = isKept[points.length - 1] = 1;
  const open: [number, number][] = [[0, points.length - 1]];
  for (let range = open.pop(); range; range = open.pop()) {
    const [from, to] = range;
    let farthest = 0;
    let most = tolerance;
    for (let i = from + 1; i < to; i += 1) {
      const away = distance(points[i]!, nearestOnSegment(points[i]!, points[from]!, points[to]!));
      if (away > most) [farthest, most] = [i, away];
    }
    if (farthest === 0) continue;
    isKept[farthest] = 1;
    open.push([from, farthest], [farthest, to]);
  }
  return points.filter((_, i) => isKept[i] === 1);
}
