import type { RandomGenerator } from '../random/generator';
import { calibratedQuality } from './calibrated-quality';
import { type Calibration, fitCalibration } from './calibration';
import { stratifiedFolds } from './folds';
import type { Rows } from './rows';
import { fitSoftmaxRegression, type LinearModel, scoreRow } from './softmax-regression';

export interface SelectionOptions {
  /** Penalties to try, strongest first: each fit starts from the one before. */
  penalties: readonly number[];
  classWeights: Float64Array;
  folds: number;
  /** Folds held out and scored; fewer than `folds` where there are examples enough to judge by a part of them. */
  foldsScored: number;
  random: RandomGenerator;
}

export interface Selection {
  penalty: number;
  calibration: Calibration;
  /** Over the held-out examples. */
  accuracy: number;
  logLoss: number;
  /** The model of the chosen penalty from one of the folds: a start near the solution for the fit on everything. */
  start: LinearModel;
}

/**
 * Chooses the penalty and fits the calibration by stratified cross-validation on the training examples alone: every example is scored
 * by a model that has not seen it. The validation channel stays untouched for the thresholds drawn on it later. A penalty is judged by
 * its log loss after calibration, because the confidences are what the labeling loop uses.
 */
export function selectPenalty(
  rows: Rows,
  targets: Int32Array,
  classes: number,
  options: SelectionOptions,
  progress: (penalty: number, accuracy: number, logLoss: number) => void,
): Selection {
  const fold = stratifiedFolds(targets, options.folds, options.random);
  const held: number[] = [];
  const scores = options.penalties.map(() => [] as number[]);
  const lastModels: LinearModel[] = [];
  const row = new Float64Array(classes);
  for (let f = 0; f < options.foldsScored; f++) {
    const members: number[] = [];
    for (let i = 0; i < rows.count; i++) if (fold[i] !== f) members.push(i);
    const out: number[] = [];
    for (let i = 0; i < rows.count; i++) if (fold[i] === f) out.push(i);
    held.push(...out);
    let start: LinearModel | undefined;
    options.penalties.forEach((penalty, p) => {
      start = fitSoftmaxRegression(
        { rows, members: Uint32Array.from(members), targets, classes, classWeights: options.classWeights, penalty },
        { start },
      );
      lastModels[p] = start;
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
    const { accuracy, logLoss } = calibratedQuality(flat, heldTargets, classes, calibration);
    progress(penalty, accuracy, logLoss);
    if (!best || logLoss < best.logLoss) best = { penalty, calibration, accuracy, logLoss, start: lastModels[p]! };
  });
  return best!;
}
