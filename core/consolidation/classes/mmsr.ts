/**
 * M-MSR, matrix mean-subsequence-reduced: skills out of how often pairs of workers agree, robust to some who answer as they please.
 *
 * Q. Ma, A. Olshevsky, "Adversarial Crowdsourcing Through Robust Rank-One Matrix Completion", NeurIPS 2020. Corrected for chance, the agreement of
 * two workers is the product of their skills, a rank-one matrix of which pairs with common objects show an entry. Each skill is set in turn to the
 * mean of (entry / other's skill) after the highest and lowest quotients are struck out. Labels are the vote weighted by the skills' log-odds.
 *
 * Departures: every worker begins at, and is held a little towards, the skill that the agreement of all workers shows; entries weigh what they tell (common objects × skill²), since few common objects make a quotient of anything; skills keep their sign from
 * round to round instead of finding signs afterwards; only pairs with common objects are held, for each worker those with most.
 */
import { type ClassAnswers, type ClassConsensus, inOrder, runStarts, stableSort } from './class-answers';
import { emptyPosterior, layOutVotes, likeliest, type VoteLayout, weighPosterior } from './weighted-votes';

export interface MmsrOptions {
  rounds?: number;
  /** Stop when no skill moves by more than this. */
  tolerance?: number;
}

export interface MmsrResult extends ClassConsensus {
  /** 1 always right, 0 guesses, -1 / (classes - 1) always wrong. */
  skills: Float64Array;
  /** The same as probability of a right answer. */
  accuracies: Float64Array;
  rounds: number;
}

/** Pairs of workers with common objects: those of worker `w` are `start[w] … start[w+1]`. */
interface Pairs {
  start: Int32Array;
  other: Int32Array;
  common: Float64Array;
  /** Share of common objects on which both agree, less what chance gives: 1 always, 0 as by chance. */
  agreement: Float64Array;
}

const ROUNDS = 200;
const TOLERANCE = 1e-6;
/** Share of quotients struck out at either end: at most so many of a worker's partners may answer as they please. */
const STRUCK = 0.2;
/** Common objects' worth of belief that a worker is like all, who are presumed to know at least something. */
const BELIEF = 4;
const PRESUMED = 0.5;
/** Partners held per worker, and common answers looked at per worker: bounds on memory and time when crowds share all objects. */
const MOST_PARTNERS = 512;
const MOST_LOOKED_AT = 200_000;

export function mmsr(answers: ClassAnswers, { rounds = ROUNDS, tolerance = TOLERANCE }: MmsrOptions = {}): MmsrResult {
  const layout = layOutVotes(answers);
  const { workers, classes, worker, answered } = layout;
  const pairs = pairsOf(layout);
  // Nobody is nearer to certain than the answers allow to know.
  const margin = answered.reduce((most, n) => Math.max(most, n), 1);
  const highest = 1 - 1 / Math.sqrt(Math.max(4, margin));
  const lowest = -(1 - 1 / Math.sqrt(Math.max(4, margin))) / Math.max(1, classes - 1);
  const clip = (skill: number) => Math.min(highest, Math.max(lowest, skill));
  const usual = usualSkill(pairs);
  const skills = new Float64Array(workers).fill(clip(usual));
  let round = 0;
  while (round < rounds) {
    round++;
    let moved = 0;
    for (let w = 0; w < workers; w++) {
      const skill = clip(reducedMean(pairs, w, skills, usual));
      moved = Math.max(moved, Math.abs(skill - skills[w]!));
      skills[w] = skill;
    }
    if (moved < tolerance) break;
  }
  // All skills with the other sign fit as well; most people try.
  let sign = 0;
  for (let w = 0; w < workers; w++) sign += skills[w]! * answered[w]!;
  if (sign < 0) for (let w = 0; w < workers; w++) skills[w] = clip(-skills[w]!);
  const choices = Math.max(2, classes);
  const accuracies = skills.map((skill) => (1 + (choices - 1) * skill) / choices);
  const odds = accuracies.map((p) => Math.log((p * (choices - 1)) / (1 - p)));
  const state = emptyPosterior(layout);
  weighPosterior(
    layout,
    Float64Array.from(worker, (w) => odds[w]!),
    new Float64Array(classes).fill(1 / classes),
    state,
  );
  return { ...likeliest(layout, state.posterior), skills, accuracies, rounds: round };
}

/** The mean of (agreement / other's skill) over the worker's partners, extremes struck out, with the usual skill in it as one more partner's word. */
function reducedMean(
  { start, other, common, agreement }: Pairs,
  w: number,
  skills: Float64Array,
  usual: number,
): number {
  const quotients: { value: number; weight: number }[] = [];
  for (let i = start[w]!; i < start[w + 1]!; i++) {
    const skill = skills[other[i]!]!;
    if (skill !== 0) quotients.push({ value: agreement[i]! / skill, weight: common[i]! * skill * skill });
  }
  quotients.sort((a, b) => a.value - b.value || a.weight - b.weight);
  const struck = Math.floor(quotients.length * STRUCK);
  let total = BELIEF * usual * usual;
  let sum = total * usual;
  for (let i = struck; i < quotients.length - struck; i++) {
    sum += quotients[i]!.value * quotients[i]!.weight;
    total += quotients[i]!.weight;
  }
  return sum / total;
}

/** The skill of all workers if they were alike: the square root of the mean agreement. */
function usualSkill({ common, agreement }: Pairs): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < common.length; i++) {
    sum += common[i]! * agreement[i]!;
    total += common[i]!;
  }
  return Math.max(PRESUMED, total > 0 ? Math.sqrt(Math.max(0, sum / total)) : 0);
}

function pairsOf({ workers, classes, object, worker, label, answerStart }: VoteLayout): Pairs {
  const byWorker = stableSort(inOrder(worker.length), worker, workers);
  const workerStart = runStarts(worker, workers);
  const common = new Int32Array(workers);
  const agreed = new Int32Array(workers);
  const chance = 1 / Math.max(2, classes);
  const start = new Int32Array(workers + 1);
  const held: { other: number; common: number; agreement: number }[] = [];
  for (let w = 0; w < workers; w++) {
    let met: number[] = [];
    let looked = 0;
    for (let at = workerStart[w]!; at < workerStart[w + 1]! && looked < MOST_LOOKED_AT; at++) {
      const a = byWorker[at]!;
      for (let b = answerStart[object[a]!]!; b < answerStart[object[a]! + 1]!; b++, looked++) {
        const v = worker[b]!;
        if (v === w) continue;
        if (common[v] === 0) met.push(v);
        common[v]!++;
        if (label[a] === label[b]) agreed[v]!++;
      }
    }
    const all = met;
    met.sort((a, b) => common[b]! - common[a]! || a - b);
    met = met.slice(0, MOST_PARTNERS);
    for (const v of met) {
      const share = agreed[v]! / common[v]!;
      held.push({ other: v, common: common[v]!, agreement: (share - chance) / (1 - chance) });
    }
    for (const v of all) {
      common[v] = 0;
      agreed[v] = 0;
    }
    start[w + 1] = held.length;
  }
  return {
    start,
    other: Int32Array.from(held, (pair) => pair.other),
    common: Float64Array.from(held, (pair) => pair.common),
    agreement: Float64Array.from(held, (pair) => pair.agreement),
  };
}
