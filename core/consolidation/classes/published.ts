/**
 * Annotation consolidation for classes as Amazon published it for SageMaker Ground Truth (notebook "Understanding Annotation Consolidation: A
 * SageMaker Ground Truth Demonstration for Image Classification"): Dawid-Skene's EM with confusion matrices that start at 0.7 on the diagonal and are
 * filled up by n answers of the worker's own accuracy and n/2 of everybody's, n being the number of the worker's answers.
 *
 * It runs two rounds. The text speaks of up to 20 until the log-likelihood changes by less than 1e-8 of itself, but the change is taken with its sign
 * and divided by a negative number: a likelihood that rises ends the loop at once, after the second round. (Of the notebook's job, whose output is
 * public, two rounds give every confidence, and twenty do not.) Every batch is consolidated by itself.
 *
 * Two rounds allow exact results in memory proportional to the answers: the first starts from even classes, so all classes nobody chose for an object
 * get one probability, `even` below, and counts are that one number per (worker, answer) plus what chosen classes have more.
 */
import type { ClassAnswers, ClassConsensus, ConfusionCounts } from './class-answers';
import {
  emptyPosterior,
  habitsOf,
  layOutVotes,
  TIE,
  type VoteLayout,
  type VotePosterior,
  weighPosterior,
} from './weighted-votes';

export interface PublishedResult extends ClassConsensus {
  /** Expected counts of the chosen classes. */
  workers: ConfusionCounts;
  /** Expected share of right answers by worker; the initial accuracy where there is none. */
  accuracies: Float64Array;
}

const INITIAL_ACCURACY = 0.7;
/** Products of so many probabilities stay in range. */
const IN_RANGE = 16;

export function publishedConsolidation(answers: ClassAnswers): PublishedResult {
  const layout = layOutVotes(answers);
  const { classes, worker } = layout;
  const habits = habitsOf(layout);
  const state = emptyPosterior(layout);
  // First E-step: all workers alike, so an answer weighs the same whoever gave it.
  const odds = Math.log((INITIAL_ACCURACY * Math.max(1, classes - 1)) / (1 - INITIAL_ACCURACY));
  const weight = new Float64Array(worker.length).fill(odds);
  weighPosterior(layout, weight, new Float64Array(classes).fill(1 / classes), state);
  const counts = countsOf(layout, habits, state);
  const consensus = secondRound(layout, habits, state, counts);
  state.rest.fill(0);
  const { start, trueClass, answer, more } = countsOf(layout, habits, state);
  return {
    ...consensus,
    workers: { start, trueClass, answer, count: more },
    accuracies: accuraciesOf(layout, state),
  };
}

/**
 * What Ground Truth's service wrote as confidence for a posterior in the notebook's job: one twentieth at either end is set aside, so that no label is
 * certain, then two decimals. The notebook itself only rounds.
 */
export const reportedConfidence = (posterior: number): number => Math.round((0.05 + 0.9 * posterior) * 100) / 100;

type Habits = ReturnType<typeof habitsOf>;

/** Expected counts c[worker][true class][answer]: `even[habit]` for every true class, and `more` for those in the habit's cells. */
interface Counts {
  /** Cells of habit `h`: `cellStart[h] … cellStart[h+1]`, by rising true class; `start` is the same by worker. */
  cellStart: Int32Array;
  start: Int32Array;
  trueClass: Int32Array;
  answer: Int32Array;
  more: Float64Array;
  even: Float64Array;
}

function countsOf(layout: VoteLayout, { order, owner, given, habit }: Habits, state: VotePosterior): Counts {
  const { object, classes, chosenStart, chosen } = layout;
  let most = 0;
  for (const o of object) most += chosenStart[o + 1]! - chosenStart[o]!;
  const cellStart = new Int32Array(owner.length + 1);
  const trueClass = new Int32Array(most);
  const answer = new Int32Array(most);
  const more = new Float64Array(most);
  const even = new Float64Array(owner.length);
  const sum = new Float64Array(classes);
  const met = new Int32Array(classes).fill(-1);
  let cells = 0;
  for (let h = 0, at = 0; h < owner.length; h++) {
    const first = cells;
    for (; at < order.length && habit[order[at]!] === h; at++) {
      const o = object[order[at]!]!;
      const others = classes - (chosenStart[o + 1]! - chosenStart[o]!);
      const each = others > 0 ? state.rest[o]! / others : 0;
      even[h]! += each;
      for (let c = chosenStart[o]!; c < chosenStart[o + 1]!; c++) {
        const k = chosen[c]!;
        if (met[k] !== h) {
          met[k] = h;
          sum[k] = 0;
          trueClass[cells++] = k;
        }
        sum[k]! += state.posterior[c]! - each;
      }
    }
    trueClass.subarray(first, cells).sort();
    for (let i = first; i < cells; i++) {
      more[i] = sum[trueClass[i]!]!;
      answer[i] = given[h]!;
    }
    cellStart[h + 1] = cells;
  }
  const start = new Int32Array(layout.workers + 1);
  for (let h = 0; h < owner.length; h++) start[owner[h]! + 1] = cellStart[h + 1]!;
  for (let w = 0; w < layout.workers; w++) start[w + 1] = Math.max(start[w]!, start[w + 1]!);
  return {
    cellStart,
    start,
    trueClass: trueClass.slice(0, cells),
    answer: answer.slice(0, cells),
    more: more.slice(0, cells),
    even,
  };
}

/** M-step of the first round and E-step of the second; `state` then holds the second round's posteriors. */
function secondRound(layout: VoteLayout, habits: Habits, state: VotePosterior, counts: Counts): ClassConsensus {
  const { objects, workers, classes, worker, label, answerStart, chosenStart, chosen, answered } = layout;
  const share = sharesOf(layout, state);
  const rows = rowsOf(counts, workers, classes);
  const evenRow = new Float64Array(workers);
  for (let h = 0; h < habits.owner.length; h++) evenRow[habits.owner[h]!]! += counts.even[h]!;
  const accuracies = accuraciesOf(layout, state);
  const wrongClasses = Math.max(1, classes - 1);
  const labels = new Int32Array(objects).fill(-1);
  const confidences = new Float64Array(objects);
  const p = new Float64Array(classes);

  /** Multiplies by p(answer | true class) of every class, over what it is for classes without a row: a factor all have in common changes nothing. */
  const multiply = (a: number): void => {
    const w = worker[a]!;
    const h = habits.habit[a]!;
    const n = answered[w]!;
    const rightPrior = n * accuracies[w]! + (n / 2) * INITIAL_ACCURACY;
    const wrongPrior = (1.5 * n - rightPrior) / wrongClasses;
    const without = (counts.even[h]! + wrongPrior) / (evenRow[w]! + 1.5 * n);
    let cell = counts.cellStart[h]!;
    for (let r = rows.start[w]!; r < rows.start[w + 1]!; r++) {
      const k = rows.trueClass[r]!;
      let count = counts.even[h]! + (k === label[a] ? rightPrior : wrongPrior);
      if (cell < counts.cellStart[h + 1]! && counts.trueClass[cell] === k) count += counts.more[cell++]!;
      p[k]! *= count / (evenRow[w]! + rows.more[r]! + 1.5 * n) / without;
    }
  };

  for (let o = 0; o < objects; o++) {
    const from = answerStart[o]!;
    if (from === answerStart[o + 1]) continue;
    p.set(share);
    for (let a = from; a < answerStart[o + 1]!; a++) {
      multiply(a);
      if ((a - from) % IN_RANGE === IN_RANGE - 1) normalise(p);
    }
    normalise(p);
    let best = 0;
    for (let k = 1; k < classes; k++) if (p[k]! > p[best]! + TIE) best = k;
    labels[o] = best;
    confidences[o] = p[best]!;
    for (let c = chosenStart[o]!; c < chosenStart[o + 1]!; c++) state.posterior[c] = p[chosen[c]!]!;
  }
  return { labels, confidences };
}

/** Sums over the answers a worker gave, by true class: the rows of the confusion matrix. */
function rowsOf({ start, trueClass, more }: Counts, workers: number, classes: number) {
  const rowStart = new Int32Array(workers + 1);
  const rowClass = new Int32Array(trueClass.length);
  const rowMore = new Float64Array(trueClass.length);
  const sum = new Float64Array(classes);
  const met = new Int32Array(classes).fill(-1);
  let rows = 0;
  for (let w = 0; w < workers; w++) {
    const first = rows;
    for (let i = start[w]!; i < start[w + 1]!; i++) {
      const k = trueClass[i]!;
      if (met[k] !== w) {
        met[k] = w;
        sum[k] = 0;
        rowClass[rows++] = k;
      }
      sum[k]! += more[i]!;
    }
    rowClass.subarray(first, rows).sort();
    for (let r = first; r < rows; r++) rowMore[r] = sum[rowClass[r]!]!;
    rowStart[w + 1] = rows;
  }
  return { start: rowStart, trueClass: rowClass, more: rowMore };
}

function sharesOf(
  { objects, classes, chosenStart, chosen }: VoteLayout,
  { posterior, rest }: VotePosterior,
): Float64Array {
  const share = new Float64Array(classes);
  let everywhere = 0;
  for (let o = 0; o < objects; o++) {
    const others = classes - (chosenStart[o + 1]! - chosenStart[o]!);
    const each = others > 0 ? rest[o]! / others : 0;
    everywhere += each;
    for (let c = chosenStart[o]!; c < chosenStart[o + 1]!; c++) share[chosen[c]!]! += posterior[c]! - each;
  }
  for (let k = 0; k < classes; k++) share[k]! += everywhere;
  normalise(share);
  return share;
}

function accuraciesOf({ workers, worker, choice, answered }: VoteLayout, { posterior }: VotePosterior): Float64Array {
  const right = new Float64Array(workers);
  for (let a = 0; a < choice.length; a++) right[worker[a]!]! += posterior[choice[a]!]!;
  return right.map((sum, w) => (answered[w]! > 0 ? sum / answered[w]! : INITIAL_ACCURACY));
}

function normalise(p: Float64Array): void {
  let total = 0;
  for (const x of p) total += x;
  if (total > 0) for (let k = 0; k < p.length; k++) p[k]! /= total;
}
