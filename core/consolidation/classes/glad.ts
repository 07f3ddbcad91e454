/**
 * GLAD: workers have an ability, objects a difficulty, and an answer is right with probability 1 / (1 + exp(-ability · ease)).
 *
 * J. Whitehill, P. Ruvolo, T. Wu, J. Bergsma, J. Movellan, "Whose Vote Should Count More: Optimal Integration of Labels from Labelers of Unknown
 * Expertise", NIPS 2009. The paper climbs the expected log-likelihood by gradient; here its two blocks, abilities and log eases, take Newton-like
 * steps in turn: each coordinate has its own curvature, so a round costs two passes over the answers and few are needed.
 */
import type { ClassAnswers, ClassConsensus } from './class-answers';
import { layOutVotes, likeliest, votePosterior, weighPosterior } from './weighted-votes';

export interface GladOptions {
  rounds?: number;
  /** Stop when an object's probabilities move by less than this in the mean. */
  tolerance?: number;
}

export interface GladResult extends ClassConsensus {
  /** Ability of each worker: 0 guesses, below 0 misleads. */
  abilities: Float64Array;
  /** 1 / ease of each object. */
  difficulties: Float64Array;
  /** Expected share of each worker's answers that are right. */
  accuracies: Float64Array;
  rounds: number;
}

const ROUNDS = 100;
const TOLERANCE = 2e-4;
/** The paper's priors: abilities and log eases are normal with mean 1 and variance 1. */
const MEAN = 1;
/** Below this (sigma - 1/2) / x is 1/4 to all digits. */
const FLAT = 1e-6;
/** No step of a log ease is longer. */
const STRIDE = 1;

export function glad(answers: ClassAnswers, { rounds = ROUNDS, tolerance = TOLERANCE }: GladOptions = {}): GladResult {
  const layout = layOutVotes(answers);
  const { objects, workers, classes, object, worker, choice, answered } = layout;
  const count = choice.length;
  const ability = new Float64Array(workers).fill(MEAN);
  const logEase = new Float64Array(objects).fill(MEAN);
  const ease = new Float64Array(objects).fill(Math.exp(MEAN));
  const state = votePosterior(layout);
  const { posterior } = state;
  const share = new Float64Array(classes).fill(1 / classes);
  const guess = Math.log(Math.max(1, classes - 1));
  const weight = new Float64Array(count);
  const slope = new Float64Array(Math.max(objects, workers));
  const curve = new Float64Array(Math.max(objects, workers));

  /** E-step: the log-odds of a right answer against one certain wrong class are ability · ease + log(classes - 1). */
  const expectation = (): number => {
    for (let a = 0; a < count; a++) weight[a] = ability[worker[a]!]! * ease[object[a]!]! + guess;
    return weighPosterior(layout, weight, share, state);
  };
  /**
   * M-step. The curvature is that of the parabola below log sigma which touches it here (T. Jaakkola, M. Jordan, "Bayesian Parameter Estimation
   * via Variational Methods", Statistics and Computing 10, 2000), so that a step of the abilities never overshoots, however sure they were.
   */
  const stepAbilities = (): void => {
    slope.fill(0);
    curve.fill(1);
    for (let a = 0; a < count; a++) {
      const w = worker[a]!;
      const e = ease[object[a]!]!;
      const x = ability[w]! * e;
      const sigma = 1 / (1 + Math.exp(-x));
      slope[w]! += e * (posterior[choice[a]!]! - sigma);
      curve[w]! += Math.abs(x) > FLAT ? (e * e * (sigma - 0.5)) / x : (e * e) / 4;
    }
    for (let w = 0; w < workers; w++) ability[w]! += (slope[w]! - (ability[w]! - MEAN)) / curve[w]!;
  };
  const stepEases = (): void => {
    slope.fill(0);
    curve.fill(1);
    for (let a = 0; a < count; a++) {
      const o = object[a]!;
      const x = ability[worker[a]!]! * ease[o]!;
      const sigma = 1 / (1 + Math.exp(-x));
      slope[o]! += x * (posterior[choice[a]!]! - sigma);
      curve[o]! += x * (sigma - 0.5);
    }
    for (let o = 0; o < objects; o++) {
      const step = (slope[o]! - (logEase[o]! - MEAN)) / curve[o]!;
      logEase[o]! += Math.min(STRIDE, Math.max(-STRIDE, step));
      ease[o] = Math.exp(logEase[o]!);
    }
  };

  let round = 0;
  expectation();
  while (round < rounds) {
    round++;
    stepAbilities();
    stepEases();
    if (expectation() < tolerance) break;
  }
  const right = new Float64Array(workers);
  for (let a = 0; a < count; a++) right[worker[a]!]! += posterior[choice[a]!]!;
  return {
    ...likeliest(layout, posterior),
    abilities: ability,
    difficulties: ease.map((e) => 1 / e),
    accuracies: right.map((sum, w) => (answered[w]! > 0 ? sum / answered[w]! : 0.5)),
    rounds: round,
  };
}
