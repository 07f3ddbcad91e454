/**
 * The default rule for single classes. Its label is, of those somebody named, the most probable one on average over the votes, Dawid-Skene with rows shrunk by two weights of belief
 * (a fixed one and the likeliest one), and, as far as the evidence in the answers speaks for it, Dawid-Skene with two kinds of objects per class. Its
 * confidence is calibrated on answers left out.
 *
 * Averaging over models by their evidence: J. A. Hoeting, D. Madigan, A. E. Raftery, C. T. Volinsky, "Bayesian Model Averaging: A Tutorial", Statistical
 * Science 14(4), 1999. The members err differently: counting is safe where workers follow one another, confusion matrices where they differ in
 * skill, kinds of objects where a class is a mixture.
 */
import type { ClassAnswers, ClassConsensus, ConfusionCounts } from '../class-answers';
import { type RecalledCounts, recallCounts } from '../recalled-counts';
import { layOutByWorker, type WorkerLayout } from '../worker-layout';
import { believed } from './crowd';
import { type HeldOut, heldOutConfidence } from './held-out-confidence';
import { cellsInWhole, sampleObjects } from './object-sample';
import { ShrunkDawidSkene, type ShrunkOptions } from './shrunk-dawid-skene';
import { countVotes, type Votes } from './votes';

export interface ModelAverage extends ClassConsensus {
  skills: Float64Array;
  workers: ConfusionCounts;
  /** How strongly the answers speak for two kinds of objects per class, 0 … 1. */
  mixture: number;
  /** Correlation of the answers to one object. */
  correlation: number;
  posterior(object: number): { label: number; probability: number }[];
  logLikelihood(worker: number, answer: number, trueClass: number): number;
}

/** Answers' worth of belief in each row, of the member with a fixed weight. */
const WEIGHT = 4;
/** EM is stopped early: later rounds explain the answers better and the objects no better. */
const ROUNDS = 8;
/** Kinds begin alike and take longer to part. */
const ROUNDS_OF_KINDS = 16;
/** More answers than this are learnt from in part, and then in a few rounds as a whole. */
const ENOUGH_ANSWERS = 100_000;
const ROUNDS_ON_ALL = 2;
/** A member of less weight changes no second decimal. */
const NEGLIGIBLE = 1e-3;
/** The votes' part beside the confusion matrices' two: it decides where those disagree. */
const VOTES_COUNT = 0.5;
/** Two probabilities closer than this are a tie; the lower class wins. */
const TIE = 1e-9;

export function modelAverage(
  answers: ClassAnswers,
  { earlier, enoughAnswers = ENOUGH_ANSWERS }: { earlier?: ConfusionCounts; enoughAnswers?: number } = {},
): ModelAverage {
  const layout = layOutByWorker(answers);
  const votes = countVotes(layout, answers);
  const known = earlier && earlier.count.length > 0 ? earlier : undefined;
  const recalled = known && recallCounts(layout, known);
  const members = learnThriftily(answers, layout, votes, { earlier: known, recalled, enoughAnswers });
  const posterior = average(votes, members);
  const held = heldOutConfidence(layout, votes, posterior, recalled);
  const labels = likeliest(layout, posterior, votes.share);
  const confident = confidentOf(layout, labels, held.posterior);
  return {
    labels,
    confidences: confidencesOf(layout, labels, confident),
    ...learntOf(layout, votes, held.count, confident, recalled),
    mixture: members.mixture,
    correlation: held.correlation,
    posterior: (o) => {
      const { candidateStart, candidate } = layout;
      const probabilities: { label: number; probability: number }[] = [];
      for (let i = candidateStart[o]!; i < candidateStart[o + 1]!; i++)
        probabilities.push({ label: candidate[i]!, probability: confident[i]! });
      return probabilities;
    },
    logLikelihood: (w, l, k) => logLikelihood(layout, held, recalled, w, l, k),
  };
}

type Members = {
  fixed: ShrunkDawidSkene;
  estimated: ShrunkDawidSkene;
  kinds: ShrunkDawidSkene | undefined;
  mixture: number;
};

function learn(layout: WorkerLayout, votes: Votes, earlier: RecalledCounts | undefined): Members {
  const fixed = new ShrunkDawidSkene(layout, votes, { weight: WEIGHT, earlier });
  const estimated = new ShrunkDawidSkene(layout, votes, { weight: 'estimated', earlier });
  for (let round = 0; round < ROUNDS; round++) {
    fixed.round();
    estimated.round();
  }
  if (layout.partial || layout.classes < 2) return { fixed, estimated, kinds: undefined, mixture: 0 };
  const kinds = new ShrunkDawidSkene(layout, votes, { weight: WEIGHT, kinds: 2, earlier });
  for (let round = 0; round < ROUNDS_OF_KINDS; round++) kinds.round();
  return { fixed, estimated, kinds, mixture: 1 / (1 + Math.exp(fixed.evidence() - kinds.evidence())) };
}

/** With many answers the models learn on a part of the objects, and a few rounds on all of them finish what they learnt. */
function learnThriftily(
  answers: ClassAnswers,
  layout: WorkerLayout,
  votes: Votes,
  {
    earlier,
    recalled,
    enoughAnswers,
  }: { earlier: ConfusionCounts | undefined; recalled: RecalledCounts | undefined; enoughAnswers: number },
): Members {
  const every = Math.floor(answers.object.length / enoughAnswers);
  if (every < 2) return learn(layout, votes, recalled);
  const sample = sampleObjects(answers, votes.hash, every);
  const part = layOutByWorker(sample);
  const members = learn(part, countVotes(part, sample), earlier && recallCounts(part, earlier));
  const place = cellsInWhole(part, layout);
  const finish = (learnt: ShrunkDawidSkene, options: ShrunkOptions): ShrunkDawidSkene => {
    const whole = new ShrunkDawidSkene(layout, votes, { ...options, earlier: recalled }, { part: learnt, place });
    for (let round = 0; round < ROUNDS_ON_ALL; round++) whole.round();
    return whole;
  };
  return {
    fixed: finish(members.fixed, { weight: WEIGHT }),
    estimated: finish(members.estimated, { weight: 'estimated' }),
    kinds:
      members.kinds && members.mixture > NEGLIGIBLE ? finish(members.kinds, { weight: WEIGHT, kinds: 2 }) : undefined,
    mixture: members.mixture,
  };
}

/** The mean of the members: confusion matrices count twice, kinds of objects as much as far as the evidence speaks for them, votes little. */
function average({ share }: Votes, { fixed, estimated, kinds, mixture }: Members): Float64Array {
  const posterior = share.map((part) => VOTES_COUNT * part);
  let sum = VOTES_COUNT;
  const add = (member: ShrunkDawidSkene, weight: number) => {
    sum += weight;
    const probability = member.posterior();
    for (let i = 0; i < posterior.length; i++) posterior[i]! += weight * probability[i]!;
  };
  add(fixed, 1);
  add(estimated, 1);
  if (kinds) add(kinds, 2 * mixture);
  for (let i = 0; i < posterior.length; i++) posterior[i]! /= sum;
  return posterior;
}

/** Of the classes that somebody named: a lone answer is never turned into another, however rare its class. */
function likeliest(
  { objects, candidateStart, candidate }: WorkerLayout,
  posterior: Float64Array,
  share: Float64Array,
): Int32Array {
  const labels = new Int32Array(objects).fill(-1);
  for (let o = 0; o < objects; o++) {
    let best = -1;
    for (let i = candidateStart[o]!; i < candidateStart[o + 1]!; i++)
      if (share[i]! > 0 && (best < 0 || posterior[i]! > posterior[best]! + TIE)) best = i;
    if (best >= 0) labels[o] = candidate[best]!;
  }
  return labels;
}

/** The calibrated probabilities; where they would put another class first by a little, the two change places, so that the label is never less likely than an alternative. */
function confidentOf({ objects, candidateStart, candidate }: WorkerLayout, labels: Int32Array, held: Float64Array) {
  const confident = held.slice();
  for (let o = 0; o < objects; o++) {
    let label = -1;
    let top = candidateStart[o]!;
    for (let i = candidateStart[o]!; i < candidateStart[o + 1]!; i++) {
      if (candidate[i] === labels[o]) label = i;
      if (held[i]! > held[top]!) top = i;
    }
    if (label < 0) continue;
    confident[label] = held[top]!;
    confident[top] = held[label]!;
  }
  return confident;
}

function confidencesOf(
  { objects, candidateStart, candidate }: WorkerLayout,
  labels: Int32Array,
  confident: Float64Array,
) {
  const confidences = new Float64Array(objects);
  for (let o = 0; o < objects; o++)
    for (let i = candidateStart[o]!; i < candidateStart[o + 1]!; i++)
      if (candidate[i] === labels[o]) confidences[o] = confident[i]!;
  return confidences;
}

/** Expected counts of this batch, and skills: what answers to objects with several taught, and of a lone answer no more than was believed of its worker before. */
function learntOf(
  layout: WorkerLayout,
  { ofObject, answers }: Votes,
  ofSeveral: Float64Array,
  confident: Float64Array,
  earlier: RecalledCounts | undefined,
): { workers: ConfusionCounts; skills: Float64Array } {
  const { workers, partial, candidateStart, answerStart, object, cellStart, cell, workerStart, trueClass, answer } =
    layout;
  const count = ofSeveral.slice();
  const skills = new Float64Array(workers);
  for (let w = 0; w < workers; w++) {
    for (let a = answerStart[w]!; a < answerStart[w + 1]!; a++) {
      const o = object[a]!;
      if (ofObject[o] !== 1) continue;
      for (let i = candidateStart[o]!, at = cellStart[a]!; i < candidateStart[o + 1]!; i++, at++)
        count[partial ? cell[at]! : at]! += confident[i]!;
    }
    let right = earlier?.right[w] ?? 0;
    for (let id = workerStart[w]!; id < workerStart[w + 1]!; id++)
      if (trueClass[id] === answer[id]) right += count[id]!;
    const all = answers[w]! + (earlier?.answers[w] ?? 0);
    skills[w] = all > 0 ? right / all : 0;
  }
  return { workers: { start: workerStart, trueClass, answer, count }, skills };
}

function logLikelihood(
  { workerStart, trueClass, answer, row }: WorkerLayout,
  { crowd, count, rowCount }: HeldOut,
  earlier: RecalledCounts | undefined,
  w: number,
  l: number,
  k: number,
): number {
  // Cells of a worker lie by answer.
  let low = workerStart[w]!;
  let high = workerStart[w + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (answer[middle]! < l) low = middle + 1;
    else high = middle;
  }
  const prior = WEIGHT * believed(crowd, w, k, l);
  for (let id = low; id < workerStart[w + 1]! && answer[id] === l; id++) {
    if (trueClass[id] !== k) continue;
    const counted = count[id]! + (earlier?.cell[id] ?? 0);
    return Math.log((counted + prior) / (rowCount[row[id]!]! + (earlier?.row[row[id]!] ?? 0) + WEIGHT));
  }
  return Math.log(prior / WEIGHT);
}
