/** Open polylines: a chain of points, lengths in their unit. */
import { type Point, pointDistance } from './point';

/** Length along the chain. */
export function polylineLength(line: readonly Point[]): number {
  let sum = 0;
  for (let i = 0; i + 1 < line.length; i++) sum += pointDistance(line[i]!, line[i + 1]!);
  return sum;
}

/** `count` points at equal distances along the chain, first and last included. Of a closed chain: from the first point on, without coming back to it. */
export function resample(line: readonly Point[], count: number, closed = false): Point[] {
  const chain = closed ? [...line, line[0]!] : line;
  const total = polylineLength(chain);
  const gaps = closed ? count : count - 1;
  if (total === 0 || gaps < 1) return Array.from({ length: count }, () => ({ ...chain[0]! }));
  const points: Point[] = [];
  let segment = 0;
  let before = 0;
  let length = pointDistance(chain[0]!, chain[1]!);
  for (let i = 0; i < count; i++) {
    const at = (total * i) / gaps;
    while (segment + 2 < chain.length && before + length < at) {
      before += length;
      segment++;
      length = pointDistance(chain[segment]!, chain[segment + 1]!);
    }
    const t = length === 0 ? 0 : Math.min((at - before) / length, 1);
    const a = chain[segment]!;
    const b = chain[segment + 1]!;
    points.push({ x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) });
  }
  return points;
}

/** Distance of a point from the segment between two others. */
export function distanceToSegment({ x, y }: Point, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const square = dx * dx + dy * dy;
  const t = square === 0 ? 0 : Math.min(Math.max(((x - a.x) * dx + (y - a.y) * dy) / square, 0), 1);
  return Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
}

/** Distance of a point from the chain; from the ring when it is closed. */
export function distanceToPolyline(point: Point, line: readonly Point[], closed = false): number {
  if (line.length === 1) return pointDistance(point, line[0]!);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i + (closed ? 0 : 1) < line.length; i++)
    least = Math.min(least, distanceToSegment(point, line[i]!, line[(i + 1) % line.length]!));
  return least;
}

/** Mean distance of points along each chain from the other chain, both ways: 0 only for equal courses. `samples` points per chain. */
export function polylineDistance(a: readonly Point[], b: readonly Point[], samples = 32): number {
  const oneWay = (from: readonly Point[], to: readonly Point[]) => {
    let sum = 0;
    for (const point of resample(from, samples)) sum += distanceToPolyline(point, to);
    return sum / samples;
  };
  return (oneWay(a, b) + oneWay(b, a)) / 2;
}
