/**
 * Numbers out of several workers' numbers: each answer is the truth plus the worker's bias plus noise of the worker's own size.
 *
 * The model is that of V. Raykar et al., "Learning From Crowds", Journal of Machine Learning Research 11, 2010, §5 (regression: an annotator's
 * precision), with a bias per worker, noise of Student's t distribution with four degrees of freedom so that a slip of the hand does
 * not count as a measurement (K. Lange, R. Little, J. Taylor, "Robust Statistical Modeling Using the t Distribution", JASA 84, 1989),
 * and truths drawn to their mean as far as the answers are uncertain (empirical Bayes). Fitted by expectation-maximisation.
 */
import { weightedMedian } from '../../geometry/weighted-median';

/** Parallel arrays, one entry per answer; objects and workers count from 0. */
export interface NumberAnswers {
  objects: number;
  workers: number;
  object: Int32Array;
  worker: Int32Array;
  value: Float64Array;
}

/** Sums over a worker's answers of weight, weight × deviation from the truth, and weight × its square. They add up over batches. */
export interface DeviationSums {
  weight: Float64Array;
  first: Float64Array;
  second: Float64Array;
}

export interface NoiseResult {
  /** NaN where nobody answered. */
  estimates: Float64Array;
  /** Share of the differences between objects that the estimate explains: 1 - posterior variance / variance of the truths. 0…1. */
  reliabilities: Float64Array;
  /** Per worker, in the answers' unit: mean deviation from the truth, and variance around that. */
  bias: Float64Array;
  variance: Float64Array;
  /** Of this batch alone. */
  deviations: DeviationSums;
}

const FREEDOM = 4;
/** A worker's bias and variance count fully after some five answers; before, the crowd's do. */
const BELIEF = 5;
const EPOCHS = 100;
const TOLERANCE = 1e-9;
const SMALLEST = 1e-200;

export const noDeviations = (workers: number): DeviationSums => ({
  weight: new Float64Array(workers),
  first: new Float64Array(workers),
  second: new Float64Array(workers),
});

export function workerNoise(answers: NumberAnswers, earlier = noDeviations(answers.workers)): NoiseResult {
  const { objects, workers, object, worker, value } = answers;
  const estimates = medians(answers);
  const posterior = new Float64Array(objects);
  const bias = new Float64Array(workers);
  const weight = new Float64Array(value.length).fill(1);
  let deviations = noDeviations(workers);
  // Answers that are all the same leave nothing to estimate; floors keep the quotients finite.
  let truths = Math.max(SMALLEST, spreadOf(estimates));
  const floor = truths * 1e-6;
  // Where every object has one answer nothing tells noise from truth: then half of the spread is taken to be noise.
  const variance = new Float64Array(workers).fill(Math.max(floor, disagreement(answers, estimates) ?? truths / 2));
  if (earlier.weight.some((known) => known > 0)) beliefs(deviations, earlier, floor, bias, variance);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const moved = truth(answers, weight, bias, variance, estimates, posterior, truths);
    truths = Math.max(floor, spreadOf(estimates) + meanOf(posterior));
    deviations = noDeviations(workers);
    for (let a = 0; a < value.length; a++) {
      const w = worker[a]!;
      const unsure = posterior[object[a]!]!;
      const deviation = value[a]! - estimates[object[a]!]!;
      weight[a] = (FREEDOM + 1) / (FREEDOM + ((deviation - bias[w]!) ** 2 + unsure) / variance[w]!);
      deviations.weight[w]! += weight[a]!;
      deviations.first[w]! += weight[a]! * deviation;
      deviations.second[w]! += weight[a]! * (deviation * deviation + unsure);
    }
    beliefs(deviations, earlier, floor, bias, variance);
    if (epoch > 0 && moved <= TOLERANCE * Math.sqrt(truths)) break;
  }
  return {
    estimates,
    reliabilities: posterior.map((left, o) =>
      Number.isNaN(estimates[o]!) ? 0 : Math.min(1, Math.max(0, 1 - left / truths)),
    ),
    bias,
    variance,
    deviations,
  };
}

/** Mean square of answers around the median of their object, corrected for the median's own error; undefined where no object has two. */
function disagreement({ objects, object, value }: NumberAnswers, median: Float64Array): number | undefined {
  const count = new Int32Array(objects);
  for (const o of object) count[o]!++;
  let squares = 0;
  let free = 0;
  for (let a = 0; a < value.length; a++) if (count[object[a]!]! > 1) squares += (value[a]! - median[object[a]!]!) ** 2;
  for (const n of count) free += Math.max(0, n - 1);
  return free > 0 ? squares / free : undefined;
}

/** M-step: bias and variance of each worker, held to those of the crowd. */
function beliefs(
  batch: DeviationSums,
  earlier: DeviationSums,
  floor: number,
  bias: Float64Array,
  variance: Float64Array,
): void {
  const workers = bias.length;
  const known = batch.weight.map((weight, w) => weight + earlier.weight[w]!);
  for (let w = 0; w < workers; w++) bias[w] = (batch.first[w]! + earlier.first[w]!) / (known[w]! + BELIEF);
  // No answer tells a shift of everybody from a shift of the truth: the middle of the crowd is taken to be without bias. Later batches keep to that.
  const middle = earlier.weight.some((weight) => weight > 0) ? 0 : weightedMedian(bias, known) || 0;
  let crowd = 0;
  for (let w = 0; w < workers; w++) {
    bias[w]! -= middle;
    crowd += around(w, known[w]!);
  }
  const total = known.reduce((sum, n) => sum + n, 0);
  const mean = total > 0 ? crowd / total : 0;
  for (let w = 0; w < workers; w++)
    variance[w] = Math.max(floor, (around(w, known[w]!) + BELIEF * mean) / (known[w]! + BELIEF));

  /** Sum of squares around the worker's bias. */
  function around(w: number, n: number): number {
    const first = batch.first[w]! + earlier.first[w]!;
    return batch.second[w]! + earlier.second[w]! - 2 * bias[w]! * first + n * bias[w]! ** 2;
  }
}

/** E-step: mean and variance of every truth. Returns the largest move. */
function truth(
  { object, worker, value }: NumberAnswers,
  weight: Float64Array,
  bias: Float64Array,
  variance: Float64Array,
  estimates: Float64Array,
  posterior: Float64Array,
  truths: number,
): number {
  const mean = meanOf(estimates);
  // Mean and spread of a few objects are hardly known themselves (B. Efron, C. Morris, 1973: the factor (k - 3) / k).
  const known = estimates.reduce((n, estimate) => n + Number(!Number.isNaN(estimate)), 0);
  const held = known > 3 ? (known - 3) / known / truths : 0;
  const precision = new Float64Array(estimates.length).fill(held);
  const sum = new Float64Array(estimates.length).fill(mean * held);
  for (let a = 0; a < value.length; a++) {
    const share = weight[a]! / variance[worker[a]!]!;
    precision[object[a]!]! += share;
    sum[object[a]!]! += share * (value[a]! - bias[worker[a]!]!);
  }
  let moved = 0;
  for (let o = 0; o < estimates.length; o++) {
    if (Number.isNaN(estimates[o]!)) continue;
    const estimate = sum[o]! / precision[o]!;
    moved = Math.max(moved, Math.abs(estimate - estimates[o]!));
    estimates[o] = estimate;
    posterior[o] = 1 / precision[o]!;
  }
  return moved;
}

/** Median of the answers to each object; NaN where there are none. */
export function medians({ objects, object, value }: NumberAnswers): Float64Array {
  const byObject: number[][] = Array.from({ length: objects }, () => []);
  for (let a = 0; a < value.length; a++) byObject[object[a]!]!.push(value[a]!);
  return Float64Array.from(byObject, (list) => weightedMedian(list, new Float64Array(list.length).fill(1)));
}

function meanOf(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : 0;
}

function spreadOf(values: Float64Array): number {
  const mean = meanOf(values);
  return meanOf(values.map((value) => (value - mean) ** 2)) || 1;
}
