/**
 * How alike the rows of the workers' confusion matrices are to what is believed of them, out of the counts: the weight of belief that makes the counts
 * likeliest (type II maximum likelihood of a Dirichlet-multinomial; T. P. Minka, "Estimating a Dirichlet distribution", 2000).
 */

import { logGamma } from '../../../ml/log-gamma';
import type { WorkerLayout } from '../worker-layout';
import { believed, type Crowd } from './crowd';

/** Neighbours differ by half at most: finer steps change no label. */
const WEIGHTS = [0.5, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128];
/** Workers beyond this many cells say nothing new about one number. */
const ENOUGH_CELLS = 20_000;
const ENOUGH_WORKERS = 2_000;

/** Climbs from `from` to the likeliest weight of belief in a row. `count` is by cell, `rowCount` by row. */
export function likeliestWeight(
  layout: WorkerLayout,
  count: Float64Array,
  rowCount: Float64Array,
  crowd: Crowd,
  from: number,
): number {
  const every = Math.max(1, Math.ceil(count.length / ENOUGH_CELLS));
  return climb(from, (weight) => logLikelihood(layout, count, rowCount, crowd, weight, every));
}

/** How alike workers are in accuracy: the weight of belief in the mean that makes their numbers of right answers likeliest (beta-binomial). */
export function likeliestAccuracyBelief(
  right: Float64Array,
  answers: Float64Array,
  meanAccuracy: number,
  from: number,
): number {
  const every = Math.max(1, Math.ceil(right.length / ENOUGH_WORKERS));
  return climb(from, (belief) => {
    const hits = belief * meanAccuracy;
    const misses = belief - hits;
    let sum = 0;
    for (let w = 0; w < right.length; w += every) {
      if (answers[w] === 0) continue;
      sum += logGamma(hits + right[w]!) - logGamma(hits) + logGamma(belief) - logGamma(belief + answers[w]!);
      sum += logGamma(misses + Math.max(0, answers[w]! - right[w]!)) - logGamma(misses);
    }
    return sum;
  });
}

function climb(from: number, logLikelihoodOf: (weight: number) => number): number {
  const known = new Map<number, number>();
  const at = (i: number): number => {
    if (i < 0 || i >= WEIGHTS.length) return Number.NEGATIVE_INFINITY;
    const value = known.get(i) ?? logLikelihoodOf(WEIGHTS[i]!);
    known.set(i, value);
    return value;
  };
  let best = Math.max(0, WEIGHTS.indexOf(from));
  for (;;) {
    const next = at(best + 1) > at(best) ? best + 1 : at(best - 1) > at(best) ? best - 1 : best;
    if (next === best) return WEIGHTS[best]!;
    best = next;
  }
}

function logLikelihood(
  { workers, workerStart, rowStart, trueClass, answer }: WorkerLayout,
  count: Float64Array,
  rowCount: Float64Array,
  crowd: Crowd,
  weight: number,
  every: number,
): number {
  let sum = 0;
  for (let w = 0; w < workers; w += every) {
    for (let r = rowStart[w]!; r < rowStart[w + 1]!; r++)
      if (rowCount[r]! > NOTHING) sum += logGamma(weight) - logGamma(weight + rowCount[r]!);
    for (let id = workerStart[w]!; id < workerStart[w + 1]!; id++) {
      if (count[id]! <= NOTHING) continue;
      const prior = weight * believed(crowd, w, trueClass[id]!, answer[id]!);
      sum += logGamma(prior + count[id]!) - logGamma(prior);
    }
  }
  return sum;
}

const NOTHING = 1e-9;
