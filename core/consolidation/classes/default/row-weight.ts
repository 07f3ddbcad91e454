/**
 * How alike the rows of the workers' confusion matrices are to what is believed of them, out of the counts: the weight of belief that makes the counts
 * likeliest (type II maximum likelihood of a Dirichlet-multinomial; T. P. Minka, "Estimating a Dirichlet distribution", 2000).
 */
import type { WorkerLayout } from '../worker-layout';
import { believed, type Crowd } from './crowd';
import { logGamma } from './log-gamma';

/** Neighbours differ by half at most: finer steps change no label. */
const WEIGHTS = [0.5, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128];
/** Workers beyond this many cells say nothing new about one number. */
const ENOUGH_CELLS = 20_000;

/** Climbs from `from` to the likeliest weight. `count` is by cell, `rowCount` by row. */
export function likeliestWeight(
  layout: WorkerLayout,
  count: Float64Array,
  rowCount: Float64Array,
  crowd: Crowd,
  from: number,
): number {
  const every = Math.ceil(count.length / ENOUGH_CELLS);
  const likelihoods = new Map<number, number>();
  const at = (i: number): number => {
    if (i < 0 || i >= WEIGHTS.length) return Number.NEGATIVE_INFINITY;
    const known = likelihoods.get(i) ?? logLikelihood(layout, count, rowCount, crowd, WEIGHTS[i]!, every);
    likelihoods.set(i, known);
    return known;
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
