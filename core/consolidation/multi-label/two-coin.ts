/**
 * Which labels belong to an object, from workers who tick some of them: every worker has two coins per label, one thrown when the label belongs
 * to the object (sensitivity) and one when it does not (false alarm). Leaving a label unticked is evidence like ticking it.
 *
 * The two-coin model is that of V. C. Raykar et al., "Learning From Crowds", Journal of Machine Learning Research 11, 2010, solved by
 * expectation-maximisation as there (sections 2.2 and 2.3). What is ours is the prior: a rate of one worker on one label is rarely seen often
 * enough to be counted, so it is drawn towards what is expected from the label (some are hard for everyone) and the worker (some take less care
 * on every label), on the log-odds scale, log-odds of the label + log-odds of the worker − log-odds of all workers, and these towards the next
 * coarser one.
 */
import type { TickConsensus } from './consolidate-label-sets';
import { expectedTicks } from './expected-ticks';
import { addTicks, type TickCounts } from './tick-counts';
import type { TickLayout } from './tick-layout';

/** How many observations (objects with the label; false ticks) a belief is worth against what is counted. */
interface Beliefs {
  /** In what is expected of all labels, against what is counted for one. */
  label: number;
  /** In what is expected of all workers, or of a worker on a label, against what is counted for one. */
  worker: number;
}

/**
 * With every label and worker free from the start, few answers let the model talk itself into one where every tick is right; so the rates common
 * to all are found first, with everyone the same, and then held.
 */
const COMMON: Beliefs = { label: 1e9, worker: 1e9 };
const OWN: Beliefs = { label: 20, worker: 10 };
/** What is believed of all before anything is known, and how many observations that is worth. */
const SENSITIVITY = 0.7;
const WRONG_TICKS = 0.2;
const FIRST_BELIEF = 20;
const EPOCHS = 40;
/** Stop when no probability moves by more than this. */
const STILL = 1e-6;

/** What is common to all labels and workers: sensitivity, and the share of ticks that are wrong. */
interface Common {
  sensitivity: number;
  wrong: number;
}

interface Rates {
  /** Log prevalence odds by label. */
  prior: Float64Array;
  /** By cell: log-likelihood ratio of a tick, and of no tick. */
  tick: Float64Array;
  silence: Float64Array;
  /** By label, of a worker nobody knows: log-likelihood ratio of no tick. */
  usualSilence: Float64Array;
}

export function twoCoin(layout: TickLayout, earlier: TickCounts): TickConsensus {
  const probability = voteShares(layout);
  const together = estimate(layout, earlier, probability, COMMON);
  const common = commonOf(addTicks(together.counts, earlier));
  const { counts, rates } = estimate(layout, earlier, probability, OWN, common);
  return { probability, counts, evidence: evidenceOf(layout, rates), nothingMissed: nothingMissed(layout, rates) };
}

/** Expectation-maximisation from the probabilities given, in place, until they are still. */
function estimate(
  layout: TickLayout,
  earlier: TickCounts,
  probability: Float64Array,
  beliefs: Beliefs,
  common?: Common,
) {
  let counts = expectedTicks(layout, probability);
  let rates: Rates | undefined;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const all = addTicks(counts, earlier);
    rates = maximization(layout, all, beliefs, common ?? commonOf(all));
    const moved = expectation(layout, rates, probability);
    const { prior, usualSilence } = rates;
    counts = expectedTicks(layout, probability, (l, answers) => sigmoid(prior[l]! + answers * usualSilence[l]!));
    if (moved < STILL) break;
  }
  return { counts, rates: rates! };
}

/** Where expectation-maximisation begins: the share of the workers who ticked. */
function voteShares({ objects, answerStart, candidateStart, candidate, meetingStart, ticked }: TickLayout) {
  const shares = new Float64Array(candidate.length);
  for (let o = 0; o < objects; o++) {
    const answers = answerStart[o + 1]! - answerStart[o]!;
    for (let c = candidateStart[o]!, meeting = meetingStart[o]!; c < candidateStart[o + 1]!; c++)
      for (let a = 0; a < answers; a++) shares[c]! += ticked[meeting++]! / answers;
  }
  return shares;
}

/** E-step: probability of each candidate. Returns the largest change. */
function expectation(layout: TickLayout, { prior, tick, silence }: Rates, probability: Float64Array): number {
  const { objects, answerStart, candidateStart, candidate, meetingStart, ticked, cell } = layout;
  let moved = 0;
  for (let o = 0; o < objects; o++) {
    const answers = answerStart[o + 1]! - answerStart[o]!;
    for (let c = candidateStart[o]!, meeting = meetingStart[o]!; c < candidateStart[o + 1]!; c++) {
      let odds = prior[candidate[c]!]!;
      for (let a = 0; a < answers; a++, meeting++) odds += (ticked[meeting] ? tick : silence)[cell[meeting]!]!;
      const p = sigmoid(odds);
      moved = Math.max(moved, Math.abs(p - probability[c]!));
      probability[c] = p;
    }
  }
  return moved;
}

function commonOf({ labelPresent, labelHits, labelFalseTicks }: TickCounts): Common {
  const hits = sum(labelHits);
  const falseTicks = sum(labelFalseTicks);
  return {
    sensitivity: (hits + FIRST_BELIEF * SENSITIVITY) / (sum(labelPresent) + FIRST_BELIEF),
    wrong: (falseTicks + FIRST_BELIEF * WRONG_TICKS) / (hits + falseTicks + FIRST_BELIEF),
  };
}

/** M-step: rates from expected counts, of labels, then of workers, then of each worker on each label. */
function maximization(
  { labels, workerIds, cellWorker, cellLabel }: TickLayout,
  counts: TickCounts,
  beliefs: Beliefs,
  common: Common,
): Rates {
  const { labelPresent, labelHits, labelFalseTicks, workerPresent, workerHits, workerFalseTicks } = counts;
  const prior = new Float64Array(labels.length);
  const usualSilence = new Float64Array(labels.length);
  const hitOdds = new Float64Array(labels.length);
  const alarmOdds = new Float64Array(labels.length);
  for (let l = 0; l < labels.length; l++) {
    prior[l] = logOdds((counts.positives[l]! + 0.5) / (counts.objects + 1));
    const hit = (labelHits[l]! + beliefs.label * common.sensitivity) / (labelPresent[l]! + beliefs.label);
    // False ticks are expected in proportion to all ticks of the label: what is often there is often suspected.
    const absent = Math.max(counts.allAnswers - labelPresent[l]!, 1);
    const ticks = labelHits[l]! + labelFalseTicks[l]!;
    const expected = Math.min(0.5, (common.wrong * (ticks + 0.5)) / absent);
    const alarm = rate(labelFalseTicks[l]!, absent, expected, beliefs.label);
    hitOdds[l] = logOdds(hit);
    alarmOdds[l] = logOdds(alarm);
    usualSilence[l] = Math.log((1 - hit) / (1 - alarm));
  }

  // A worker's own share is how far the worker lies from all workers; that all of them lie elsewhere is the labels' share already.
  const present = sum(workerPresent) + 1;
  const usualHit = (sum(workerHits) + common.sensitivity) / present;
  const absentInAll = Math.max(sum(counts.answers) * labels.length - present, 2);
  const usualAlarm = Math.min(0.5, (sum(workerFalseTicks) + common.wrong) / absentInAll);
  const hitOffset = workerIds.map((_, w) => {
    const own = (workerHits[w]! + beliefs.worker * usualHit) / (workerPresent[w]! + beliefs.worker);
    return logOdds(own) - logOdds(usualHit);
  });
  const alarmOffset = workerIds.map((_, w) => {
    const absent = Math.max(counts.answers[w]! * labels.length - workerPresent[w]!, 0);
    return logOdds(rate(workerFalseTicks[w]!, absent, usualAlarm, beliefs.worker)) - logOdds(usualAlarm);
  });

  const tick = new Float64Array(cellWorker.length);
  const silence = new Float64Array(cellWorker.length);
  for (let id = 0; id < cellWorker.length; id++) {
    const [w, l] = [cellWorker[id]!, cellLabel[id]!];
    const expectedHit = sigmoid(hitOdds[l]! + hitOffset[w]!);
    const expectedAlarm = sigmoid(alarmOdds[l]! + alarmOffset[w]!);
    const hit = (counts.hits[id]! + beliefs.worker * expectedHit) / (counts.present[id]! + beliefs.worker);
    const absent = Math.max(counts.answers[w]! - counts.present[id]!, 0);
    const alarm = rate(counts.falseTicks[id]!, absent, expectedAlarm, beliefs.worker);
    tick[id] = Math.log(hit / alarm);
    silence[id] = Math.log((1 - hit) / (1 - alarm));
  }
  return { prior, tick, silence, usualSilence };
}

/** A rare event's rate: the belief is worth so many events, not so many trials, or it would mean nothing for events of one in a thousand. */
const rate = (events: number, trials: number, expected: number, belief: number): number =>
  Math.min(0.999, (Math.min(events, trials) + belief) / (trials + belief / expected));

function evidenceOf({ ticked, cell }: TickLayout, { tick, silence }: Rates): Float64Array {
  return Float64Array.from(cell, (id, meeting) => (ticked[meeting] ? tick : silence)[id]!);
}

/** Probability that of the labels nobody ticked none belongs to the object. */
function nothingMissed(layout: TickLayout, { prior, usualSilence }: Rates): Float64Array {
  const { objects, labels, answerStart, candidateStart, candidate } = layout;
  const logNone = (l: number, answers: number) => Math.log1p(-sigmoid(prior[l]! + answers * usualSilence[l]!));
  const ofAll = new Map<number, number>();
  return Float64Array.from({ length: objects }, (_, o) => {
    const answers = answerStart[o + 1]! - answerStart[o]!;
    let all = ofAll.get(answers);
    if (all === undefined) {
      all = labels.reduce((total, _, l) => total + logNone(l, answers), 0);
      ofAll.set(answers, all);
    }
    for (let c = candidateStart[o]!; c < candidateStart[o + 1]!; c++) all -= logNone(candidate[c]!, answers);
    return Math.min(1, Math.exp(all));
  });
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const logOdds = (p: number): number => Math.log(p / (1 - p));
