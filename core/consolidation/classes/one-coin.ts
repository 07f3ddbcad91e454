/**
 * One-coin Dawid-Skene: a worker is right with one probability whatever the class, and else gives any other class, all alike.
 *
 * Y. Zhang, X. Chen, D. Zhou, M. I. Jordan, "Spectral Methods Meet EM: A Provably Optimal Algorithm for Crowdsourcing", Journal of Machine
 * Learning Research 17(102), 2016, section 2. Class shares are estimated, and accuracies are held towards the mean of all workers, so that a worker
 * with few answers is neither certain nor excluded.
 */
import type { ClassAnswers, ClassConsensus } from './class-answers';
import {
  layOutVotes,
  likeliest,
  type VoteLayout,
  type VotePosterior,
  votePosterior,
  weighPosterior,
} from './weighted-votes';

export interface OneCoinOptions {
  rounds?: number;
  /** Stop when an object's probabilities move by less than this in the mean. */
  tolerance?: number;
}

export interface OneCoinResult extends ClassConsensus {
  /** Probability that an answer of the worker is right; the mean where a worker has no answer. */
  accuracies: Float64Array;
  rounds: number;
}

const ROUNDS = 100;
const TOLERANCE = 1e-6;
/** Answers' worth of belief that a worker is like all workers. */
const BELIEF = 4;
/** Objects' worth of belief that all classes are equally frequent, per class. */
const EVEN = 1;
/** No accuracy is nearer to 0 or 1, or one worker would outvote everybody. */
const MARGIN = 1e-3;

export function oneCoin(
  answers: ClassAnswers,
  { rounds = ROUNDS, tolerance = TOLERANCE }: OneCoinOptions = {},
): OneCoinResult {
  const layout = layOutVotes(answers);
  const { worker, classes } = layout;
  const state = votePosterior(layout);
  let share: Float64Array = new Float64Array(classes).fill(1 / classes);
  let accuracies: Float64Array = accuracyOf(layout, state.posterior);
  const weight = new Float64Array(worker.length);
  let round = 0;
  while (round < rounds) {
    round++;
    const odds = accuracies.map((accuracy) => Math.log((accuracy * Math.max(1, classes - 1)) / (1 - accuracy)));
    for (let a = 0; a < weight.length; a++) weight[a] = odds[worker[a]!]!;
    const moved = weighPosterior(layout, weight, share, state);
    if (moved < tolerance) break;
    accuracies = accuracyOf(layout, state.posterior);
    share = shareOf(layout, state, share);
  }
  return { ...likeliest(layout, state.posterior), accuracies, rounds: round };
}

/** Expected share of right answers by worker, held towards that of all. */
export function accuracyOf({ workers, worker, choice, answered }: VoteLayout, posterior: Float64Array): Float64Array {
  const right = new Float64Array(workers);
  let all = 0;
  for (let a = 0; a < choice.length; a++) {
    right[worker[a]!]! += posterior[choice[a]!]!;
    all += posterior[choice[a]!]!;
  }
  const mean = choice.length > 0 ? all / choice.length : 0.5;
  return right.map((count, w) =>
    Math.min(1 - MARGIN, Math.max(MARGIN, (count + BELIEF * mean) / (answered[w]! + BELIEF))),
  );
}

/** Expected share of each class. What an object leaves to classes nobody chose falls on them by their shares. */
function shareOf(layout: VoteLayout, { posterior, rest }: VotePosterior, share: Float64Array): Float64Array {
  const { objects, classes, chosenStart, chosen } = layout;
  const sum = new Float64Array(classes).fill(EVEN);
  const unseen = new Float64Array(classes);
  let perShare = 0;
  for (let o = 0; o < objects; o++) {
    let others = 1;
    for (let c = chosenStart[o]!; c < chosenStart[o + 1]!; c++) others -= share[chosen[c]!]!;
    const part = others > 0 ? rest[o]! / others : 0;
    perShare += part;
    for (let c = chosenStart[o]!; c < chosenStart[o + 1]!; c++) {
      sum[chosen[c]!]! += posterior[c]!;
      unseen[chosen[c]!]! += part;
    }
  }
  let total = 0;
  for (let k = 0; k < classes; k++) {
    sum[k]! += Math.max(0, share[k]! * (perShare - unseen[k]!));
    total += sum[k]!;
  }
  return sum.map((x) => x / total);
}
