/**
 * STAPLE (S. Warfield, K. Zou, W. Wells, "Simultaneous truth and performance level estimation", IEEE TMI 23(7), 2004), multi-label: every worker has one
 * confusion matrix for the image, every pixel is judged by itself. EM runs over the vote patterns, which gives the same as over the pixels.
 */
import { decidePatterns } from './majority-vote';
import type { FusedMask, MaskMethod } from './mask-method';
import type { MaskStack } from './mask-stack';
import { votePatterns } from './vote-patterns';

const MAXIMUM_ITERATIONS = 100;
/** Largest change of a performance parameter at which EM stops. */
const TOLERANCE = 1e-7;
/** Where EM starts: the paper's near-perfect workers. */
const INITIAL_PERFORMANCE = 0.99;
/** No worker is beyond error: keeps one zero from deciding alone. */
const LEAST = 1e-9;

export const stapleMasks: MaskMethod = (stacks) => ({ fused: stacks.map(fuse), learnt: null });

function fuse({ runs, classes, width, height }: MaskStack): FusedMask {
  const workers = runs.length;
  const size = classes.length + 1;
  const patterns = votePatterns(runs, classes.length);
  const prior = new Float64Array(size);
  for (const [i, labels] of patterns.labels.entries())
    for (const label of labels) prior[label]! += patterns.pixels[i]! / (workers * width * height);
  // performance[w][s * size + l]: the probability that worker w paints l where s is true.
  const performance = runs.map(() => {
    const matrix = new Float64Array(size * size).fill((1 - INITIAL_PERFORMANCE) / Math.max(1, size - 1));
    for (let s = 0; s < size; s++) matrix[s * size + s] = INITIAL_PERFORMANCE;
    return matrix;
  });
  let weights = estimateTruth(patterns.labels, prior, performance);
  for (let iteration = 0; iteration < MAXIMUM_ITERATIONS; iteration++) {
    const change = estimatePerformance(patterns.labels, patterns.pixels, weights, performance, size);
    weights = estimateTruth(patterns.labels, prior, performance);
    if (change < TOLERANCE) break;
  }
  const skill = performance.map((matrix) => {
    let right = 0;
    for (let s = 0; s < size; s++) right += matrix[s * size + s]! / size;
    return right;
  });
  const total = skill.reduce((sum, value) => sum + value, 0);
  return { ...decidePatterns(patterns, weights, classes.length), weights: skill.map((value) => value / total) };
}

/** E-step: the probability of each class for each pattern. */
function estimateTruth(labels: Uint16Array[], prior: Float64Array, performance: Float64Array[]): Float64Array[] {
  const size = prior.length;
  return labels.map((pattern) => {
    const logs = prior.map((share) => Math.log(Math.max(share, LEAST)));
    for (const [w, label] of pattern.entries())
      for (let s = 0; s < size; s++) logs[s]! += Math.log(Math.max(performance[w]![s * size + label]!, LEAST));
    const top = Math.max(...logs);
    const odds = logs.map((log) => Math.exp(log - top));
    const sum = odds.reduce((total, value) => total + value, 0);
    return odds.map((value) => value / sum);
  });
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
