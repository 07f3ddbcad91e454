/**
 * Orders from several workers who differ in care: each object has a true order, and a worker's order has probability proportional to
 * exp(−θ × pairs that are the wrong way round), with a θ of the worker's own (Mallows' model; one dispersion per worker as in G. Lebanon, J.
 * Lafferty, "Cranking", ICML 2002). Found by expectation-maximisation: the posterior of the true orders, then each θ from the
 * expected share of wrong pairs. A worker with negative θ is more often wrong than right, and is read backwards.
 */
import { type PairPosterior, pairPosterior } from './kemeny';
import type { RankedObject } from './pair-votes';

/** By worker: pairs ordered, and how many of them the wrong way round, expected. */
export type WrongPairs = Map<string, [pairs: number, wrong: number]>;

export interface MallowsResult {
  posteriors: PairPosterior[];
  /** θ of each worker. */
  care: Map<string, number>;
  /** Share of pairs a worker orders rightly, earlier batches included. */
  skills: Map<string, number>;
  /** This batch's own. */
  wrongPairs: WrongPairs;
}

/** Share of wrong pairs of workers before anything is known, and how many pairs that belief is worth, for all and for each. */
const WRONG = 0.2;
const BELIEF = 10;
const EPOCHS = 100;
const STILL = 1e-5;
const MOST_CARE = 8;

export function mallows(objects: readonly RankedObject[], earlier: WrongPairs): MallowsResult {
  const sizes = listSizes(objects);
  let shares = new Map([...sizes.keys()].map((workerId) => [workerId, WRONG]));
  let care = new Map<string, number>();
  let posteriors: PairPosterior[] = [];
  let wrongPairs: WrongPairs = new Map();
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    care = new Map([...sizes].map(([workerId, lists]) => [workerId, careOf(shares.get(workerId)!, lists)]));
    posteriors = objects.map((object) => pairPosterior(pairWeights(object, care), object.items.length));
    wrongPairs = expectedWrong(objects, posteriors);
    const next = wrongShares(wrongPairs, earlier);
    const moved = Math.max(0, ...[...next].map(([workerId, share]) => Math.abs(share - shares.get(workerId)!)));
    shares = next;
    if (moved < STILL) break;
  }
  return { posteriors, care, skills: new Map([...shares].map(([id, share]) => [id, 1 - share])), wrongPairs };
}

/** What the votes say about each pair, in log-odds. */
function pairWeights({ items, answers }: RankedObject, care: ReadonlyMap<string, number>): Float64Array {
  const weight = new Float64Array(items.length ** 2);
  for (const { workerId, before, share } of answers) {
    const theta = share * care.get(workerId)!;
    for (let pair = 0; pair < before.length; pair++) if (before[pair]) weight[pair]! += theta;
  }
  return weight;
}

/** E-step: pairs the wrong way round. */
export function expectedWrong(
  objects: readonly RankedObject[],
  posteriors: readonly { before: Float64Array }[],
): WrongPairs {
  const counts: WrongPairs = new Map();
  for (const [o, { answers, items }] of objects.entries()) {
    const n = items.length;
    for (const { workerId, before, pairs, share } of answers) {
      let wrong = 0;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) if (before[i * n + j]) wrong += posteriors[o]!.before[j * n + i]!;
      const [allPairs, allWrong] = counts.get(workerId) ?? [0, 0];
      counts.set(workerId, [allPairs + share * pairs, allWrong + share * wrong]);
    }
  }
  return counts;
}

/** M-step: each worker's share of wrong pairs, drawn towards that of all. */
export function wrongShares(counts: WrongPairs, earlier: WrongPairs): Map<string, number> {
  let allPairs = BELIEF;
  let allWrong = BELIEF * WRONG;
  for (const [pairs, wrong] of [...counts.values(), ...earlier.values()]) {
    allPairs += pairs;
    allWrong += wrong;
  }
  const usual = allWrong / allPairs;
  return new Map(
    [...counts.keys()].sort().map((workerId) => {
      const [pairs, wrong] = counts.get(workerId)!;
      const [earlierPairs, earlierWrong] = earlier.get(workerId) ?? [0, 0];
      return [workerId, (wrong + earlierWrong + BELIEF * usual) / (pairs + earlierPairs + BELIEF)];
    }),
  );
}

/** By worker: how many lists of which length. */
function listSizes(objects: readonly RankedObject[]): Map<string, Map<number, number>> {
  const sizes = new Map<string, Map<number, number>>();
  for (const { answers } of objects) {
    for (const { workerId, ranking } of answers) {
      const lists = sizes.get(workerId) ?? new Map<number, number>();
      lists.set(ranking.length, (lists.get(ranking.length) ?? 0) + 1);
      sizes.set(workerId, lists);
    }
  }
  return sizes;
}

/** The θ under which lists of these lengths have that share of wrong pairs, by bisection: the share falls as θ rises. */
function careOf(share: number, lists: ReadonlyMap<number, number>): number {
  let low = -MOST_CARE;
  let high = MOST_CARE;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    let pairs = 0;
    let wrong = 0;
    for (const [n, count] of lists) {
      pairs += (count * n * (n - 1)) / 2;
      wrong += count * wrongPairsUnder(middle, n);
    }
    if (pairs === 0) return 0;
    if (wrong / pairs > share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Expected wrong pairs of n items: item by item inserted, the j-th passes k < j others with probability ∝ exp(−θk) (the repeated insertion model). */
function wrongPairsUnder(theta: number, n: number): number {
  let expected = 0;
  let [sum, weighted] = [1, 0];
  for (let k = 1; k < n; k++) {
    const p = Math.exp(-theta * k);
    sum += p;
    weighted += k * p;
    expected += weighted / sum;
  }
  return expected;
}
