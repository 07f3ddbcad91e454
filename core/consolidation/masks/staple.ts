/**
 * STAPLE (S. Warfield, K. Zou, W. Wells, "Simultaneous truth and performance level estimation", IEEE TMI 23(7), 2004), multi-label: every worker has one
 * confusion matrix for the image, every pixel is judged by itself. EM runs over the vote patterns, which gives the same as over the pixels.
 */
import { decidePatterns } from './majority-vote';
import type { FusedMask, MaskMethod } from './mask-method';
import type { MaskStack } from './mask-stack';
import { type VotePatterns, votePatterns } from './vote-patterns';

const MAXIMUM_ITERATIONS = 100;
/** Largest change of a performance parameter at which EM stops. */
const TOLERANCE = 1e-7;
/** Where EM starts: the paper's near-perfect workers. */
const NEARLY_PERFECT = { omission: 0.01, invention: 0.01 };
/** No worker is beyond error: keeps one zero from deciding alone. */
const LEAST = 1e-9;

export const stapleMasks: MaskMethod = (stacks) => ({ fused: stacks.map(fuse), learnt: null });

function fuse({ runs, classes }: MaskStack): FusedMask {
  const patterns = votePatterns(runs, classes.length);
  const { truth, performance } = estimateStaple(patterns, runs.length, classes.length + 1);
  const skill = performance.map((matrix) => {
    const size = classes.length + 1;
    let right = 0;
    for (let s = 0; s < size; s++) right += matrix[s * size + s]! / size;
    return right;
  });
  const total = skill.reduce((sum, value) => sum + value, 0);
  return { ...decidePatterns(patterns, truth, classes.length), weights: skill.map((value) => value / total) };
}

export interface StapleEstimate {
  /** Probability of each class, per pattern. */
  truth: Float64Array[];
  /** `performance[w][s * size + l]`: the probability that worker w paints l where s is true. */
  performance: Float64Array[];
  /** Log-likelihood of all answers. */
  likelihood: number;
}

export function estimateStaple(
  patterns: VotePatterns,
  workers: number,
  size: number,
  start: { omission: number; invention: number } = NEARLY_PERFECT,
): StapleEstimate {
  const pixels = patterns.pixels.reduce((sum, count) => sum + count, 0);
  const prior = new Float64Array(size);
  for (const [i, labels] of patterns.labels.entries())
    for (const label of labels) prior[label]! += patterns.pixels[i]! / (workers * pixels);
  const performance = Array.from({ length: workers }, () => {
    const matrix = new Float64Array(size * size);
    for (let s = 0; s < size; s++) {
      const wrong = s === 0 ? start.invention : start.omission;
      matrix.fill(wrong / Math.max(1, size - 1), s * size, (s + 1) * size);
      matrix[s * size + s] = 1 - wrong;
    }
    return matrix;
  });
  let { truth, likelihood } = estimateTruth(patterns, prior, performance);
  for (let iteration = 0; iteration < MAXIMUM_ITERATIONS; iteration++) {
    const change = estimatePerformance(patterns.labels, patterns.pixels, truth, performance, size);
    ({ truth, likelihood } = estimateTruth(patterns, prior, performance));
    if (change < TOLERANCE) break;
  }
  return { truth, performance, likelihood };
}

/** E-step: the probability of each class for each pattern. */
function estimateTruth(
  { labels, pixels }: VotePatterns,
  prior: Float64Array,
  performance: Float64Array[],
): { truth: Float64Array[]; likelihood: number } {
  const size = prior.length;
  const logPrior = prior.map((share) => Math.log(Math.max(share, LEAST)));
  const logPerformance = performance.map((matrix) => matrix.map((value) => Math.log(Math.max(value, LEAST))));
  let likelihood = 0;
  const truth = labels.map((pattern, i) => {
    const odds = logPrior.slice();
    for (let w = 0; w < pattern.length; w++)
      for (let s = 0; s < size; s++) odds[s]! += logPerformance[w]![s * size + pattern[w]!]!;
    let top = odds[0]!;
    for (let s = 1; s < size; s++) if (odds[s]! > top) top = odds[s]!;
    let sum = 0;
    for (let s = 0; s < size; s++) {
      odds[s] = Math.exp(odds[s]! - top);
      sum += odds[s]!;
    }
    for (let s = 0; s < size; s++) odds[s]! /= sum;
    likelihood += pixels[i]! * (top + Math.log(sum));
    return odds;
  });
  return { truth, likelihood };
}

/** M-step: each worker's matrix from the expected counts. Returns the largest change. */
function estimatePerformance(
  labels: Uint16Array[],
  pixels: number[],
  weights: Float64Array[],
  performance: Float64Array[],
  size: number,
): number {
  let change = 0;
  for (const [w, matrix] of performance.entries()) {
    const counts = new Float64Array(size * size);
    const totals = new Float64Array(size);
    for (const [i, pattern] of labels.entries())
      for (let s = 0; s < size; s++) {
        const count = pixels[i]! * weights[i]![s]!;
        counts[s * size + pattern[w]!]! += count;
        totals[s]! += count;
      }
    for (let i = 0; i < counts.length; i++) {
      const total = totals[Math.floor(i / size)]!;
      if (total === 0) continue;
      const value = counts[i]! / total;
      change = Math.max(change, Math.abs(value - matrix[i]!));
      matrix[i] = value;
    }
  }
  return change;
}
