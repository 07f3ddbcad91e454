/**
 * Krippendorff's alpha, 1 - Do/De: how much less observers disagree about the same object than about any two (K. Krippendorff, "Content
 * Analysis", 2nd ed. 2004, chapter 11; "Computing Krippendorff's Alpha-Reliability", 2011). 1: they always agree; 0: as if by chance.
 */
import { type Interval, quantile } from '../interval';

/** Sums over pairable objects, those with two answers and more; which distance between answers they were taken with is up to who filled them. */
export interface UnitSums {
  /** Answers of each object (m_u in the paper). */
  size: ArrayLike<number>;
  /** Distances between its answers, over ordered pairs, divided by m_u - 1. */
  disagreement: ArrayLike<number>;
  /** Distances from its answers to all answers of pairable objects. */
  reach: ArrayLike<number>;
  /** How many objects each entry stands for; one when absent. */
  times?: ArrayLike<number>;
  /** Where `reach` is of a sample: variance of the sum of all `reach` because of that. */
  sampling?: number;
}

export interface Alpha extends Interval {
  /** Null where all answers are the same: agreement by chance cannot be told from any other (De = 0). */
  alpha: number | null;
  /** Do and De. */
  observed: number;
  expected: number;
  /** Pairable objects and their answers. */
  objects: number;
  answers: number;
  /** Where De was estimated from a sample of pairs: the standard error of alpha that comes from this alone. The interval includes it. */
  samplingError?: number;
}

/**
 * The interval: objects are what was sampled, so its width is the spread of their influences on log(Do/De) (infinitesimal jackknife: B. Efron,
 * "The jackknife, the bootstrap and other resampling plans", 1982, chapter 6), with Student's t. One further object that agrees as by chance is
 * added for the interval alone: a hundred objects without disagreement do not prove that there is none. Against the bootstrap over objects it
 * is exact for millions of answers in one pass, and covers better where objects are few (see the test).
 */
export function alphaOf(sums: UnitSums): Alpha {
  let objects = 0;
  let answers = 0;
  let disagreement = 0;
  let total = 0;
  for (let u = 0; u < sums.size.length; u++) {
    const times = sums.times?.[u] ?? 1;
    objects += times;
    answers += times * sums.size[u]!;
    disagreement += times * sums.disagreement[u]!;
    total += times * sums.reach[u]!;
  }
  if (objects === 0 || total <= 0) return { alpha: null, low: -1, high: 1, observed: 0, expected: 0, objects, answers };
  const observed = disagreement / answers;
  const expected = total / (answers * (answers - 1));
  const alpha = 1 - observed / expected;

  const extra = answers / objects;
  const heldDisagreement = disagreement + extra * expected;
  const heldAnswers = answers + extra;
  let squares = (extra * (expected / heldDisagreement - 1 / heldAnswers)) ** 2;
  const bySize = 1 / answers + 1 / (answers - 1) - 1 / heldAnswers;
  for (let u = 0; u < sums.size.length; u++) {
    const influence = sums.disagreement[u]! / heldDisagreement - (2 * sums.reach[u]!) / total + sums.size[u]! * bySize;
    squares += (sums.times?.[u] ?? 1) * influence * influence;
  }
  const sampling = (sums.sampling ?? 0) / total ** 2;
  // A sampled reach is noise of the sum once, but entered the influences doubled: 4 - 3 = 1.
  const variance = Math.max(sampling, squares - 3 * sampling) * ((objects + 1) / objects);
  const half = quantile(objects) * Math.sqrt(variance);
  const ratio = Math.log(heldDisagreement / heldAnswers / expected);
  return {
    alpha,
    low: Math.max(-1, Math.min(alpha, 1 - Math.exp(ratio + half))),
    high: Math.max(alpha, 1 - Math.exp(ratio - half)),
    observed,
    expected,
    objects,
    answers,
    ...(sums.sampling === undefined ? {} : { samplingError: (1 - alpha) * Math.sqrt(sampling) }),
  };
}
