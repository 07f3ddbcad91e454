/**
 * A worker's accuracy when the right class is known with some probability only. Counting how often the others agree would call a perfect worker among
 * bad ones bad; so the accuracy is estimated that makes the worker's answers likeliest given the others' beliefs, and the interval is widened by
 * the information that is missing (T. Louis, "Finding the Observed Information Matrix when Using the EM Algorithm", JRSS B 44(2), 1982).
 */
import { type Interval, shareInterval } from '../interval';

export interface Accuracy extends Interval {
  accuracy: number;
  /** How many answers of known right class would tell as much. */
  worth: number;
}

const ROUNDS = 50;

/** `belief[i]`: probability, by the others alone, that answer `i` is right. `chance[i]`: that a wrong answer would have been this one. */
export function estimateAccuracy(
  belief: ArrayLike<number>,
  chance: ArrayLike<number>,
  from = 0,
  to = belief.length,
): Accuracy {
  const n = to - from;
  if (n === 0) return { accuracy: Number.NaN, worth: 0, low: 0, high: 1 };
  let accuracy = 0.7;
  let right = 0;
  let missing = 0;
  for (let round = 0; round < ROUNDS; round++) {
    right = 0;
    missing = 0;
    for (let i = from; i < to; i++) {
      const hit = accuracy * belief[i]!;
      const r = hit / (hit + (1 - accuracy) * chance[i]!);
      right += r;
      missing += r * (1 - r);
    }
    // Half a right and half a wrong answer more keep it off the ends, where EM would stop moving.
    const next = (right + 0.5) / (n + 1);
    const done = Math.abs(next - accuracy) < 1e-4;
    accuracy = next;
    if (done) break;
  }
  const worth = Math.max(0, n - missing / (accuracy * (1 - accuracy)));
  const share = right / n;
  const { low, high } = shareInterval(share * worth, worth);
  // Where answers are worth next to nothing the interval's ends are rounded further in than an estimate of almost 1.
  return { accuracy: share, worth, low: Math.min(low, share), high: Math.max(high, share) };
}
