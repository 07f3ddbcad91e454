/**
 * MACE: a worker either knows the class or spams, drawing from a distribution of their own whatever the object.
 *
 * D. Hovy, T. Berg-Kirkpatrick, A. Vaswani, E. Hovy, "Learning Whom to Trust with MACE", NAACL-HLT 2013, with the paper's variational Bayes and its
 * priors. The paper restarts from random draws and keeps the likeliest; starting from the vote needs no draw and gives the same answer each time.
 */
import type { ClassAnswers, ClassConsensus } from './class-answers';
import { emptyPosterior, habitsOf, layOutVotes, likeliest, weighPosterior } from './weighted-votes';

export interface MaceOptions {
  rounds?: number;
  /** Stop when an object's probabilities move by less than this in the mean. */
  tolerance?: number;
}

export interface MaceResult extends ClassConsensus {
  /** Probability that the worker knows rather than spams. */
  competences: Float64Array;
  /** Expected share of each worker's answers that are right. */
  accuracies: Float64Array;
  rounds: number;
}

const ROUNDS = 50;
const TOLERANCE = 1e-6;
/** Pseudo-counts of the paper's implementation: for knowing and for spamming, and for every class a spammer may draw. */
const KNOWING = 0.5;
const DRAWN = 10;

export function mace(answers: ClassAnswers, { rounds = ROUNDS, tolerance = TOLERANCE }: MaceOptions = {}): MaceResult {
  const layout = layOutVotes(answers);
  const { workers, classes, worker, choice, answered } = layout;
  const count = choice.length;
  const { habit, owner } = habitsOf(layout);
  const habits = owner.length;
  const state = emptyPosterior(layout);
  const { posterior } = state;
  const share = new Float64Array(classes).fill(1 / classes);
  const weight = new Float64Array(count);
  const knows = new Float64Array(workers).fill(0.5);
  const spams = new Float64Array(workers).fill(0.5);
  const draws = new Float64Array(habits).fill(1 / classes);
  const knowing = new Float64Array(workers);
  const drawn = new Float64Array(habits);

  let round = 0;
  while (round < rounds) {
    round++;
    // E-step: who gave a class either knew it or drew it; who gave another drew that.
    for (let a = 0; a < count; a++) {
      const spam = spams[worker[a]!]! * draws[habit[a]!]!;
      weight[a] = Math.log1p(knows[worker[a]!]! / Math.max(spam, Number.MIN_VALUE));
    }
    if (weighPosterior(layout, weight, share, state) < tolerance) break;
    // M-step: expected counts of knowing, and of each class drawn while spamming.
    knowing.fill(0);
    drawn.fill(0);
    for (let a = 0; a < count; a++) {
      const w = worker[a]!;
      const known = knows[w]! / (knows[w]! + spams[w]! * draws[habit[a]!]!);
      const byKnowledge = posterior[choice[a]!]! * known;
      knowing[w]! += byKnowledge;
      drawn[habit[a]!]! += 1 - byKnowledge;
    }
    for (let w = 0; w < workers; w++) {
      const all = digamma(answered[w]! + 2 * KNOWING);
      knows[w] = Math.exp(digamma(knowing[w]! + KNOWING) - all);
      spams[w] = Math.exp(digamma(answered[w]! - knowing[w]! + KNOWING) - all);
    }
    const scale = knowing.map((known, w) => digamma(answered[w]! - known + DRAWN * classes));
    for (let h = 0; h < habits; h++) draws[h] = Math.exp(digamma(drawn[h]! + DRAWN) - scale[owner[h]!]!);
  }
  const right = new Float64Array(workers);
  for (let a = 0; a < count; a++) right[worker[a]!]! += posterior[choice[a]!]!;
  return {
    ...likeliest(layout, posterior),
    competences: knows.map((know, w) => know / (know + spams[w]!)),
    accuracies: right.map((sum, w) => (answered[w]! > 0 ? sum / answered[w]! : 0.5)),
    rounds: round,
  };
}

/** Derivative of the log gamma function: recurrence up to 6, then the asymptotic series (Abramowitz and Stegun 6.3.5, 6.3.18). */
function digamma(x: number): number {
  let shift = 0;
  let y = x;
  while (y < 6) {
    shift -= 1 / y;
    y++;
  }
  const inverse = 1 / (y * y);
  return shift + Math.log(y) - 0.5 / y - inverse * (1 / 12 - inverse * (1 / 120 - inverse / 252));
}
