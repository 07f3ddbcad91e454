import type { Point } from '../geometry';

/** Takes the pixels `left … right-1` of a row. */
export type Emit = (y: number, left: number, right: number) => void;

/** Half a pixel of rounding must not decide whether a pixel is painted. */
const CLOSE = 1e-6;

/** Where a brush of a whole number of pixels stands: on a pixel when they are odd, between pixels when even, so that its size is what it says. */
export const brushCentre = ({ x, y }: Point, diameter: number): Point =>
  diameter % 2 === 1 ? { x: Math.floor(x) + 0.5, y: Math.floor(y) + 0.5 } : { x: Math.round(x), y: Math.round(y) };

/** Every pixel whose centre a round brush covers on its way from `a` to `b`. */
export function strokeSpans(a: Point, b: Point, diameter: number, emit: Emit): void {
  const radius = diameter / 2;
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const nx = length === 0 ? 0 : (-(b.y - a.y) / length) * radius;
  const ny = length === 0 ? 0 : ((b.x - a.x) / length) * radius;
  const sides: [Point, Point][] = [
    [
      { x: a.x + nx, y: a.y + ny },
      { x: b.x + nx, y: b.y + ny },
    ],
    [
      { x: a.x - nx, y: a.y - ny },
      { x: b.x - nx, y: b.y - ny },
    ],
  ];
  const first = Math.ceil(Math.min(a.y, b.y) - radius - 0.5 - CLOSE);
  const last = Math.floor(Math.max(a.y, b.y) + radius - 0.5 + CLOSE);
  for (let y = first; y <= last; y++) {
    const at = y + 0.5;
    let left = Number.POSITIVE_INFINITY;
    let right = Number.NEGATIVE_INFINITY;
    // The shape is convex: its row reaches from the leftmost to the rightmost of its parts.
    for (const end of [a, b]) {
      const half = Math.sqrt(Math.max(0, (radius + CLOSE) ** 2 - (at - end.y) ** 2));
      if (Math.abs(at - end.y) > radius + CLOSE) continue;
      left = Math.min(left, end.x - half);
      right = Math.max(right, end.x + half);
    }
    for (const [from, to] of sides) {
      if (from.y === to.y || at < Math.min(from.y, to.y) || at > Math.max(from.y, to.y)) continue;
      const x = from.x + ((at - from.y) / (to.y - from.y)) * (to.x - from.x);
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
    const begin = Math.ceil(left - 0.5 - CLOSE);
    const end = Math.floor(right - 0.5 + CLOSE) + 1;
    if (end > begin) emit(y, begin, end);
  }
}

/** Every pixel whose centre lies in a polygon. Where its outline crosses itself, what it goes around belongs to it too. */
export function polygonSpans(points: readonly Point[], emit: Emit): void {
  const rows = new Map<number, { x: number; turn: number }[]>();
  for (const [i, a] of points.entries()) {
    const b = points[(i + 1) % points.length]!;
    if (a.y === b.y) continue;
    const [upper, lower, turn] = a.y < b.y ? [a, b, 1] : [b, a, -1];
    const slope = (lower.x - upper.x) / (lower.y - upper.y);
    for (let y = Math.ceil(upper.y - 0.5); y + 0.5 < lower.y; y++) {
      const crossing = { x: upper.x + (y + 0.5 - upper.y) * slope, turn };
      const row = rows.get(y);
      if (row) row.push(crossing);
      else rows.set(y, [crossing]);
    }
  }
  for (const [y, crossings] of rows) {
    crossings.sort((p, q) => p.x - q.x);
    let winding = 0;
    for (const [i, { x, turn }] of crossings.entries()) {
      winding += turn;
      const next = crossings[i + 1];
      if (winding === 0 || !next) continue;
      const [left, right] = [Math.ceil(x - 0.5), Math.ceil(next.x - 0.5)];
      if (right > left) emit(y, left, right);
    }
  }
}
