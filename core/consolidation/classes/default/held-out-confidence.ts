/**
 * How sure to be of a label. Answers to one object depend on one another (the object is hard, or tempts everybody the same way), so multiplying their
 * likelihoods makes too sure. With a correlation ρ, n answers tell as much as n / (1 + (n - 1) ρ) independent ones (Kish's design effect; L. Kish, "Survey
 * Sampling", 1965); ρ is the one with which all but one of the answers to an object best foretell the one left out. What an answer itself taught about its
 * worker is left out as well, so a lone answer is believed as far as its worker is, and no further.
 */

import type { RecalledCounts } from '../recalled-counts';
import type { WorkerLayout } from '../worker-layout';
import { heldShare } from './class-shares';
import { boundedAccuracy, type Crowd, crowdOf } from './crowd';
import type { Votes } from './votes';

/** Correlations tried; finer steps change no second decimal. */
const CORRELATIONS = [0, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1];
/** One number needs no more objects than this. */
const ENOUGH_OBJECTS = 5_000;
/** Answers' worth of belief in each row. */
const WEIGHT = 4;

export interface HeldOut {
  /** Probability of each candidate of each object. */
  posterior: Float64Array;
  correlation: number;
  /** What is believed of the workers, and the counts behind it by cell and row. */
  crowd: Crowd;
  count: Float64Array;
  rowCount: Float64Array;
  /** Expected right answers by worker, and answers, to objects with several. */
  right: Float64Array;
  answers: Float64Array;
}

/** `posterior` is what is believed of each candidate, its answers taken as independent. */
export function heldOutConfidence(
  layout: WorkerLayout,
  votes: Votes,
  posterior: Float64Array,
  earlier: RecalledCounts | undefined,
): HeldOut {
  const known = countAnswers(layout, votes, posterior);
  const crowd = crowdOf(layout, { ...known, kinds: 1 }, earlier);
  const state = { ...known, crowd };
  const share = sharesElsewhere(layout, votes, posterior);
  const { score, rest } = scores(layout, votes, posterior, state, earlier);
  const logShare = share.map(Math.log);
  const correlation = likeliestCorrelation(layout, votes, posterior, state, earlier, {
    score,
    rest,
    share,
    logShare,
  });
  const { objects, candidateStart, candidate, partial } = layout;
  const held = new Float64Array(candidate.length);
  for (let o = 0; o < objects; o++) {
    const first = candidateStart[o]!;
    const end = candidateStart[o + 1]!;
    if (first === end) continue;
    const part = effective(votes.ofObject[o]!, correlation);
    let others = 1;
    let top = Number.NEGATIVE_INFINITY;
    for (let i = first; i < end; i++) {
      others -= share[i]!;
      held[i] = logShare[i]! + part * score[i]!;
      if (held[i]! > top) top = held[i]!;
    }
    let total = 0;
    if (partial && others > 0) {
      const ofRest = Math.log(others) + part * rest[o]!;
      top = Math.max(top, ofRest);
      total = Math.exp(ofRest - top);
    }
    for (let i = first; i < end; i++) {
      held[i] = Math.exp(held[i]! - top);
      total += held[i]!;
    }
    for (let i = first; i < end; i++) held[i]! /= total;
  }
  return { posterior: held, correlation, ...state };
}

/** What one of `n` correlated answers is worth. */
const effective = (n: number, correlation: number): number => 1 / (1 + (n - 1) * correlation);

function countAnswers(layout: WorkerLayout, { ofObject }: Votes, posterior: Float64Array) {
  const { workers, classes, partial, first, answerStart, object, cellStart, cell, workerStart, trueClass, answer } =
    layout;
  const { row, rowStart } = layout;
  const count = new Float64Array(trueClass.length);
  const rowCount = new Float64Array(rowStart[workers]!);
  const right = new Float64Array(workers);
  const answers = new Float64Array(workers);
  for (let w = 0; w < workers; w++) {
    for (let a = answerStart[w]!; a < answerStart[w + 1]!; a++) {
      // A lone answer cannot be right or wrong by others' lights, and must not vouch for the next lone one.
      if (ofObject[object[a]!] === 1) continue;
      answers[w]!++;
      const slots = partial ? cellStart[a + 1]! - cellStart[a]! : classes;
      for (let slot = 0; slot < slots; slot++) {
        const at = cellStart[a]! + slot;
        count[partial ? cell[at]! : at]! += posterior[first[a]! + slot]!;
      }
    }
    for (let id = workerStart[w]!; id < workerStart[w + 1]!; id++) {
      rowCount[row[id]!]! += count[id]!;
      if (trueClass[id] === answer[id]) right[w]! += count[id]!;
    }
  }
  return { count, rowCount, right, answers };
}

/** Share of each candidate's class among the other objects: what an object says of itself is no reason to believe it. */
function sharesElsewhere(
  { objects, classes, candidate, candidateStart, label }: WorkerLayout,
  votes: Votes,
  posterior: Float64Array,
): Float64Array {
  const found = new Float64Array(classes);
  for (let i = 0; i < candidate.length; i++) found[candidate[i]!]! += posterior[i]!;
  const share = new Float64Array(candidate.length);
  for (let o = 0; o < objects; o++) {
    const given = votes.ofObject[o]!;
    const answers = label.length - given + classes;
    for (let i = candidateStart[o]!; i < candidateStart[o + 1]!; i++) {
      const k = candidate[i]!;
      const votesElsewhere = (votes.classShare[k]! * label.length - votes.share[i]! * given + 1) / answers;
      share[i] = heldShare(found[k]! - posterior[i]!, votes.objects - 1, classes, votesElsewhere, label.length - given);
    }
  }
  return share;
}

type Known = Pick<HeldOut, 'count' | 'rowCount' | 'right' | 'answers' | 'crowd'>;

/** Log probabilities of answers, each worker judged by the other objects; `of(w, a)` fills `log` for the candidates of the object of `w`'s answer `a`. */
function judge(
  layout: WorkerLayout,
  { ofObject }: Votes,
  posterior: Float64Array,
  { count, rowCount, right, answers, crowd }: Known,
  earlier: RecalledCounts | undefined,
) {
  const { classes, partial, object, label, first, cellStart, cell, trueClass, row } = layout;
  const slotsOf = (a: number): number => (partial ? cellStart[a + 1]! - cellStart[a]! : classes);
  const log = new Float64Array(classes);
  const wrongs = Math.max(1, classes - 1);
  const of = (w: number, a: number): number => {
    const from = first[a]!;
    const start = cellStart[a]!;
    const slots = slotsOf(a);
    const l = label[a]!;
    const several = ofObject[object[a]!]! > 1;
    let own = 0;
    for (let slot = 0; several && slot < slots; slot++)
      if (trueClass[partial ? cell[start + slot]! : start + slot] === l) own = posterior[from + slot]!;
    const accuracy = boundedAccuracy(
      right[w]! - own + (earlier?.right[w] ?? 0),
      answers[w]! - (several ? 1 : 0) + (earlier?.answers[w] ?? 0),
      crowd.meanAccuracy,
    );
    for (let slot = 0; slot < slots; slot++) {
      const id = partial ? cell[start + slot]! : start + slot;
      const k = trueClass[id]!;
      const prior =
        k === l ? accuracy : (1 - accuracy) * (crowd.confusion ? crowd.confusion[k * classes + l]! : 1 / wrongs);
      const itself = several ? posterior[from + slot]! : 0;
      const counted = Math.max(0, count[id]! - itself) + (earlier ? earlier.cell[id]! : 0);
      const all = Math.max(0, rowCount[row[id]!]! - itself) + (earlier ? earlier.row[row[id]!]! : 0);
      log[slot] = Math.log((counted + WEIGHT * prior) / (all + WEIGHT));
    }
    return Math.log((1 - accuracy) / wrongs);
  };
  return { log, of, slotsOf };
}

function scores(
  layout: WorkerLayout,
  votes: Votes,
  posterior: Float64Array,
  known: Known,
  earlier: RecalledCounts | undefined,
) {
  const { objects, workers, answerStart, object, candidate, first } = layout;
  const score = new Float64Array(candidate.length);
  const rest = new Float64Array(objects);
  const { log, of, slotsOf } = judge(layout, votes, posterior, known, earlier);
  for (let w = 0; w < workers; w++) {
    for (let a = answerStart[w]!; a < answerStart[w + 1]!; a++) {
      rest[object[a]!]! += of(w, a);
      const slots = slotsOf(a);
      for (let slot = 0; slot < slots; slot++) score[first[a]! + slot]! += log[slot]!;
    }
  }
  return { score, rest };
}

/** The correlation with which the other answers best foretell each answer. */
function likeliestCorrelation(
  layout: WorkerLayout,
  votes: Votes,
  posterior: Float64Array,
  known: Known,
  earlier: RecalledCounts | undefined,
  {
    score,
    rest,
    share,
    logShare,
  }: { score: Float64Array; rest: Float64Array; share: Float64Array; logShare: Float64Array },
): number {
  const { workers, classes, partial, answerStart, object, candidateStart } = layout;
  const { log, of } = judge(layout, votes, posterior, known, earlier);
  const every = Math.max(1, Math.ceil(votes.objects / ENOUGH_OBJECTS));
  const foretold = new Float64Array(CORRELATIONS.length);
  const others = new Float64Array(classes);
  for (let w = 0; w < workers; w++) {
    for (let a = answerStart[w]!; a < answerStart[w + 1]!; a++) {
      const o = object[a]!;
      if (votes.ofObject[o] === 1 || votes.hash[o]! % every !== 0) continue;
      const ofRest = of(w, a);
      const first = candidateStart[o]!;
      const slots = candidateStart[o + 1]! - first;
      let left = partial ? 1 : 0;
      for (let s = 0; s < slots; s++) {
        others[s] = score[first + s]! - log[s]!;
        if (partial) left -= share[first + s]!;
      }
      for (let c = 0; c < CORRELATIONS.length; c++) {
        const part = effective(votes.ofObject[o]! - 1, CORRELATIONS[c]!);
        let top = left > 0 ? Math.log(left) + part * (rest[o]! - ofRest) : Number.NEGATIVE_INFINITY;
        const scoreOfRest = top;
        for (let s = 0; s < slots; s++) top = Math.max(top, logShare[first + s]! + part * others[s]!);
        let total = Math.exp(scoreOfRest - top);
        let given = total * Math.exp(ofRest);
        for (let s = 0; s < slots; s++) {
          const probability = Math.exp(logShare[first + s]! + part * others[s]! - top);
          total += probability;
          given += probability * Math.exp(log[s]!);
        }
        foretold[c]! += Math.log(given / total);
      }
    }
  }
  let best = 0;
  for (let c = 1; c < CORRELATIONS.length; c++) if (foretold[c]! > foretold[best]! + 1e-9) best = c;
  return CORRELATIONS[best]!;
}
