import type { Alpha } from './alpha';
import { alphaOf } from './alpha';
import { eachPairable } from './nominal-alpha';

/** Numbers answered; those of object `o` are `start[o] … start[o + 1]`. */
export interface NumberUnits {
  start: Int32Array;
  value: ArrayLike<number>;
}

/** Alpha with the interval distance (c - k)², from sums and sums of squares in O(answers). */
export function intervalAlpha({ start, value }: NumberUnits): Alpha {
  let answers = 0;
  let sum = 0;
  let units = 0;
  eachPairable(start, (from, to) => {
    for (let i = from; i < to; i++) sum += value[i]!;
    answers += to - from;
    units++;
  });
  // About the mean, or the squares of large numbers would cancel each other's digits.
  const mean = sum / answers;
  let squares = 0;
  let rest = 0;
  eachPairable(start, (from, to) => {
    for (let i = from; i < to; i++) {
      squares += (value[i]! - mean) ** 2;
      rest += value[i]! - mean;
    }
  });
  const size = new Float64Array(units);
  const disagreement = new Float64Array(units);
  const reach = new Float64Array(units);
  let u = 0;
  eachPairable(start, (from, to) => {
    const m = to - from;
    const first = value[from]!;
    let own = 0;
    let ownSquares = 0;
    for (let i = from; i < to; i++) {
      const x = value[i]! - mean;
      reach[u]! += answers * x * x - 2 * x * rest + squares;
      const step = value[i]! - first;
      own += step;
      ownSquares += step * step;
    }
    size[u] = m;
    disagreement[u] = (2 * Math.max(0, m * ownSquares - own * own)) / (m - 1);
    u++;
  });
  return alphaOf({ size, disagreement, reach });
}

/**
 * Alpha with the ordinal distance: how many answers lie between two ranks, half of each end counted, squared. Which is the interval distance
 * between mid-ranks: Σ n_g from c to k less (n_c + n_k)/2 telescopes.
 */
export function ordinalAlpha({ start, value }: NumberUnits): Alpha {
  const count = new Map<number, number>();
  eachPairable(start, (from, to) => {
    for (let i = from; i < to; i++) count.set(value[i]!, (count.get(value[i]!) ?? 0) + 1);
  });
  let below = 0;
  const rank = new Map<number, number>();
  for (const g of [...count.keys()].sort((a, b) => a - b)) {
    rank.set(g, below + count.get(g)! / 2);
    below += count.get(g)!;
  }
  return intervalAlpha({ start, value: Float64Array.from(value, (v) => rank.get(v) ?? 0) });
}
