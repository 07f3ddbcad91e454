/** What is believed about a worker's confusion matrix before its counts speak: the worker's accuracy, and the confusions the whole crowd shares. */

import type { RecalledCounts } from '../recalled-counts';
import type { WorkerLayout } from '../worker-layout';

export interface Crowd {
  /** Expected share of right answers over all. */
  meanAccuracy: number;
  /** Believed accuracy by worker, between the worker's own share of right answers and the mean. */
  accuracy: Float64Array;
  /** Which wrong class the crowd takes a true class `k` for: `confusion[k * classes + l]`, each row adding up to 1. Undefined: all alike. */
  confusion: Float64Array | undefined;
  classes: number;
}

/** A worker's own accuracy counts fully after some twenty answers. */
export const ACCURACY_BELIEF = 20;
/** Accuracy of a crowd nobody knows, and how many answers it takes to know better. */
const INITIAL_ACCURACY = 0.7;
const CROWD_BELIEF = 4;
/** No accuracy is believed to be nearer to 0 or 1, or unanimous workers would rule everything else out for ever. */
const MARGIN = 1e-4;
/** Beyond this a table of classes by classes would outgrow the answers. */
const MOST_CLASSES_SHARED = 1000;

export const boundedAccuracy = (right: number, answers: number, mean: number, belief = ACCURACY_BELIEF): number =>
  Math.min(1 - MARGIN, Math.max(MARGIN, (right + belief * mean) / (answers + belief)));

/** `count` holds expected counts by cell, `kinds` of them for each; `right` and `answers` are by worker. */
export function crowdOf(
  { workers, classes, workerStart, trueClass, answer }: WorkerLayout,
  { count, kinds, right, answers }: { count: Float64Array; kinds: number; right: Float64Array; answers: Float64Array },
  earlier?: RecalledCounts,
  accuracyBelief: number = ACCURACY_BELIEF,
): Crowd {
  let allRight = 0;
  let all = 0;
  for (let w = 0; w < workers; w++) {
    allRight += right[w]! + (earlier?.right[w] ?? 0);
    all += answers[w]! + (earlier?.answers[w] ?? 0);
  }
  const meanAccuracy = (allRight + CROWD_BELIEF * INITIAL_ACCURACY) / (all + CROWD_BELIEF);
  const accuracy = new Float64Array(workers);
  for (let w = 0; w < workers; w++) {
    accuracy[w] = boundedAccuracy(
      right[w]! + (earlier?.right[w] ?? 0),
      answers[w]! + (earlier?.answers[w] ?? 0),
      meanAccuracy,
      accuracyBelief,
    );
  }
  if (classes > MOST_CLASSES_SHARED || classes < 3) return { meanAccuracy, accuracy, confusion: undefined, classes };
  const confusion = new Float64Array(classes * classes);
  for (let id = 0; id < workerStart[workers]!; id++) {
    const place = trueClass[id]! * classes + answer[id]!;
    for (let m = 0; m < kinds; m++) confusion[place]! += count[id * kinds + m]!;
    if (earlier) confusion[place]! += earlier.cell[id]!;
  }
  // One answer more for each wrong class: what the crowd never did is still possible.
  for (let k = 0; k < classes; k++) {
    let wrong = 0;
    for (let l = 0; l < classes; l++) if (l !== k) wrong += ++confusion[k * classes + l]!;
    for (let l = 0; l < classes; l++) confusion[k * classes + l]! = l === k ? 0 : confusion[k * classes + l]! / wrong;
  }
  return { meanAccuracy, accuracy, confusion, classes };
}

/** Believed probability that worker `w` answers `l` when `k` is true. */
export function believed({ accuracy, confusion, classes }: Crowd, w: number, k: number, l: number): number {
  if (k === l) return accuracy[w]!;
  const wrong = 1 - accuracy[w]!;
  return confusion ? wrong * confusion[k * classes + l]! : wrong / Math.max(1, classes - 1);
}
