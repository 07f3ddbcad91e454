/**
 * The point with the least weighted sum of distances to the given ones: E. Weiszfeld, Tôhoku Math. J. 43, 1937, with the step off a given point of
 * Y. Vardi and C.-H. Zhang, "The multivariate L1-median and associated data depth", PNAS 97(4), 2000. Of two points of equal weight,
 * where any point between them would do: their middle.
 */
import type { Point } from './point';

const STEPS = 100;

export function geometricMedian(points: readonly Point[], weights: readonly number[]): Point {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let x = points.reduce((sum, point, i) => sum + weights[i]! * point.x, 0) / total;
  let y = points.reduce((sum, point, i) => sum + weights[i]! * point.y, 0) / total;
  const spread = Math.max(...points.map((point) => Math.hypot(point.x - x, point.y - y)));
  if (points.length < 3 && weights.every((weight) => weight === weights[0])) return { x, y };
  if (spread === 0) return { x, y };
  for (let step = 0; step < STEPS; step++) {
    let sum = 0;
    let sumX = 0;
    let sumY = 0;
    let here = 0;
    for (const [i, point] of points.entries()) {
      const distance = Math.hypot(point.x - x, point.y - y);
      if (distance < spread * 1e-9) {
        here += weights[i]!;
        continue;
      }
      sum += weights[i]! / distance;
      sumX += (weights[i]! * point.x) / distance;
      sumY += (weights[i]! * point.y) / distance;
    }
    if (sum === 0) break;
    // The pull of the others on a given point: where it is below the point's own weight, the point is the median.
    const pull = Math.hypot(sumX - sum * x, sumY - sum * y);
    if (here > 0 && pull <= here) break;
    const stay = here === 0 ? 0 : Math.min(here / pull, 1);
    const nextX = (1 - stay) * (sumX / sum) + stay * x;
    const nextY = (1 - stay) * (sumY / sum) + stay * y;
    const moved = Math.hypot(nextX - x, nextY - y);
    x = nextX;
    y = nextY;
    if (moved < spread * 1e-5) break;
  }
  return { x, y };
}
