import { type Calibration, fitCalibration } from './calibration';
import { stratifiedFolds } from './folds';
import type { Random } from './random';
import type { Rows } from './rows';
import { softmax } from './softmax';
import { fitSoftmaxRegression, type LinearModel, scoreRow } from './softmax-regression';

export interface SelectionOptions {
  /** Penalties to try, strongest first: each fit starts from the one before. */
  penalties: readonly number[];
  classWeights: Float64Array;
  folds: number;
  /** Folds held out and scored; fewer than `folds` where there are examples enough to judge by a part of them. */
  foldsScored: number;
  /** Examples of one group stay in one fold (a picture and its shifted copies); only the first `originals` rows are scored. */
  random: Random;
}

export interface Selection {
  penalty: number;
  calibration: Calibration;
  /** Over the held-out examples. */
  accuracy: number;
  logLoss: number;
}

/**
 * Chooses the penalty and fits the calibration by stratified cross-validation on the training examples alone: every example is scored
 * by a model that has not seen it. The validation channel stays untouched for the thresholds drawn on it later. A penalty is judged by
 * its log loss after calibration, because the confidences are what the labeling loop uses.
 *
 * `groups` gives the example every row belongs to (a row may be an altered copy of an example); rows at or past `originals` are
 * learnt from, never scored.
 */
export function selectPenalty(
  rows: Rows,
  targets: Int32Array,
  classes: number,
  options: SelectionOptions,
  progress: (penalty: number, accuracy: number, logLoss: number) => void,
  copies: { originals: number; groups: Uint32Array } = {
    originals: rows.count,
    groups: Uint32Array.from({ length: rows.count }, (_, i) => i),
  },
): Selection {
  const { originals, groups } = copies;
  const fold = stratifiedFolds(targets.subarray(0, originals), options.folds, options.random);
  const held: number[] = [];
  const scores = options.penalties.map(() => [] as number[]);
  const row = new Float64Array(classes);
  for (let f = 0; f < options.foldsScored; f++) {
    const members: number[] = [];
    for (let i = 0; i < rows.count; i++) if (fold[groups[i]!] !== f) members.push(i);
    const out: number[] = [];
    for (let i = 0; i < originals; i++) if (fold[i] === f) out.push(i);
    held.push(...out);
    let start: LinearModel | undefined;
    options.penalties.forEach((penalty, p) => {
      start = fitSoftmaxRegression(
        { rows, members: Uint32Array.from(members), targets, classes, classWeights: options.classWeights, penalty },
        { start },
      );
      for (const i of out) {
        scoreRow(start, rows, i, row);
        for (let c = 0; c < classes; c++) scores[p]!.push(row[c]!);
      }
    });
  }
  const heldTargets = Int32Array.from(held, (i) => targets[i]!);
  let best: Selection | undefined;
  options.penalties.forEach((penalty, p) => {
    const flat = Float64Array.from(scores[p]!);
    const calibration = fitCalibration(flat, heldTargets, classes);
    const { accuracy, logLoss } = quality(flat, heldTargets, classes, calibration);
    progress(penalty, accuracy, logLoss);
    if (!best || logLoss < best.logLoss) best = { penalty, calibration, accuracy, logLoss };
  });
  return best!;
}

function quality(scores: Float64Array, targets: Int32Array, classes: number, calibration: Calibration) {
  const row = new Float64Array(classes);
  let right = 0;
  let loss = 0;
  for (let i = 0; i < targets.length; i++) {
    let best = 0;
    for (let c = 0; c < classes; c++) {
      row[c] = scores[i * classes + c]! * calibration.slope + calibration.bias[c]!;
      if (row[c]! > row[best]!) best = c;
    }
    const target = targets[i]!;
    const targetScore = row[target]!;
    if (best === target) right++;
    loss += softmax(row) - targetScore;
  }
  return { accuracy: right / targets.length, logLoss: loss / targets.length };
}
