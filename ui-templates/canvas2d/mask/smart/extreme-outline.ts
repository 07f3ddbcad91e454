import type { Point } from '../../geometry';

/** What four outermost points say about an object's outline. */
export interface Outline {
  /** 0 in its middle, 1 on the curve of four quarter ellipses through the points. */
  radius(at: Point): number;
  /** Outside the rectangle of the points, with some room for a hand that was not steady. */
  isBeyond(at: Point): boolean;
  /** Just inside the points. */
  seeds: Point[];
}

export const isExtreme = (points: readonly Point[]): boolean => points.length >= 4;

/** @param points four or more, in any order */
export function outlineOf(points: readonly Point[]): Outline {
  const by = (compare: (a: Point, b: Point) => number) => [...points].sort(compare)[0]!;
  const left = by((a, b) => a.x - b.x);
  const right = by((a, b) => b.x - a.x);
  const top = by((a, b) => a.y - b.y);
  const bottom = by((a, b) => b.y - a.y);
  const slack = Math.max(1, 0.02 * Math.max(right.x - left.x, bottom.y - top.y));
  // Each corner of the rectangle lies across a quarter ellipse whose centre is where the lines through its two points meet.
  const corners = [
    { x: top.x, y: right.y, right: right.x - top.x, down: -(right.y - top.y) },
    { x: top.x, y: left.y, right: -(top.x - left.x), down: -(left.y - top.y) },
    { x: bottom.x, y: right.y, right: right.x - bottom.x, down: bottom.y - right.y },
    { x: bottom.x, y: left.y, right: -(bottom.x - left.x), down: bottom.y - left.y },
  ].map((corner, i) => ({
    ...corner,
    right: atLeastOne(corner.right, i % 2 === 0),
    down: atLeastOne(corner.down, i > 1),
  }));
  return {
    radius({ x, y }) {
      let radius = 0;
      for (const corner of corners) {
        const [u, v] = [(x - corner.x) / corner.right, (y - corner.y) / corner.down];
        if (u > 0 && v > 0) radius = Math.max(radius, Math.hypot(u, v));
      }
      return radius;
    },
    isBeyond: ({ x, y }) => x < left.x - slack || x > right.x + slack || y < top.y - slack || y > bottom.y + slack,
    seeds: [left, right, top, bottom].map((point) => {
      const middle = { x: (left.x + right.x) / 2, y: (top.y + bottom.y) / 2 };
      return { x: point.x + 0.06 * (middle.x - point.x), y: point.y + 0.06 * (middle.y - point.y) };
    }),
  };
}

/** Two points may be one corner of the object. */
const atLeastOne = (reach: number, isPositive: boolean): number =>
  isPositive ? Math.max(1, reach) : Math.min(-1, reach);
