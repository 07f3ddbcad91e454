import { betaCdf, betaQuantile, studentQuantile } from './beta-distribution';

/** Where the true value lies with probability 0.95. */
export interface Interval {
  low: number;
  high: number;
}

export const LEVEL = 0.95;
/** Jeffreys' prior for a share. */
const JEFFREYS = 0.5;

/**
 * Interval of a share of which `right` of `n` were seen, counts need not be whole: Jeffreys' (L. Brown, T. Cai, A. DasGupta, "Interval
 * Estimation for a Binomial Proportion", Statistical Science 16(2), 2001), with their change at the ends: nothing wrong seen never excludes 1.
 */
export function shareInterval(right: number, n: number, level = LEVEL): Interval {
  if (!(n > 0)) return { low: 0, high: 1 };
  const tail = (1 - level) / 2;
  const [a, b] = [right + JEFFREYS, n - right + JEFFREYS];
  return {
    low: right <= 0 ? 0 : betaQuantile(tail, a, b),
    high: right >= n ? 1 : betaQuantile(1 - tail, a, b),
  };
}

/** Probability that a share is below `bar` after `right` of `n`, from Jeffreys' prior. */
export const probabilityBelow = (bar: number, right: number, n: number): number =>
  betaCdf(bar, right + JEFFREYS, n - right + JEFFREYS);

/** Sum, sum of squares and number of values in 0…1. */
export interface Moments {
  n: number;
  sum: number;
  squares: number;
}

/**
 * Interval of the mean of values in 0…1: Student's t with one further value of ½. Without that value a handful of equal values would give
 * an interval of no width, and a single value none at all.
 */
export function meanInterval({ n, sum, squares }: Moments): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const mean = (sum + 0.5) / (n + 1);
  const variance = Math.max(0, (squares + 0.25 - (n + 1) * mean * mean) / n);
  const half = quantile(n) * Math.sqrt(variance / (n + 1));
  const own = sum / n;
  return { low: Math.max(0, Math.min(own, mean - half)), high: Math.min(1, Math.max(own, mean + half)) };
}

const known = new Map<number, number>();
/** Students' quantile by degrees of freedom; beyond 200 it is the normal's to two decimals. */
export function quantile(degrees: number): number {
  if (degrees > 200) return 1.97;
  let value = known.get(degrees);
  if (value === undefined) {
    value = studentQuantile(LEVEL, degrees);
    known.set(degrees, value);
  }
  return value;
}
