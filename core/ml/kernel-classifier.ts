import { calibratedQuality } from './calibrated-quality';
import { type Calibration, fitCalibration } from './calibration';
import { fitExact, fitWithLandmarks, gatherRows, type KernelModel } from './kernel-ridge';
import { type Random, shuffledIndices } from './random';

export interface KernelClassifier {
  model: KernelModel;
  calibration: Calibration;
}

export interface KernelTrial {
  width: number;
  noise: number;
  accuracy: number;
  logLoss: number;
}

/** Examples up to which the exact fit is used; beyond it, this many landmarks. */
const exactLimit = 2000;
const landmarkCount = 1200;
/** Width and noise are chosen on this many examples: they hardly depend on the number, and the fits are then quick. */
const trialExamples = 500;
const judgedExamples = 2000;
const widths = [0.75, 1.5, 3];
const noises = [0.01, 0.1, 0.5];
/** Indicator scores lie between 0 and 1: a sure prediction needs about this slope to become a probability near 1. */
const expectedSlope = 8;

/**
 * Kernel classifier with its width (relative to the median distance of two examples), noise and calibration chosen by held-out scores
 * of the training examples.
 */
export function trainKernelClassifier(
  rows: Float32Array,
  dimensions: number,
  targets: Int32Array,
  classes: number,
  random: Random,
  progress: (trial: KernelTrial) => void,
): KernelClassifier {
  const order = shuffledIndices(targets.length, random);
  const trialSet = order.slice(0, trialExamples);
  const trialRows = gatherRows(rows, trialSet, dimensions);
  const trialTargets = Int32Array.from(trialSet, (i) => targets[i]!);
  const typical = medianSquaredDistance(trialRows, dimensions);
  let best: KernelTrial | undefined;
  for (const relativeWidth of widths) {
    for (const noise of noises) {
      const width = relativeWidth / typical;
      const { heldOut } = fitExact({
        rows: trialRows,
        targets: trialTargets,
        classes,
        kernel: { width, dimensions },
        noise,
      });
      const calibration = fitCalibration(heldOut.scores, trialTargets, classes, expectedSlope);
      const trial = { width, noise, ...calibratedQuality(heldOut.scores, trialTargets, classes, calibration) };
      progress(trial);
      if (!best || trial.logLoss < best.logLoss) best = trial;
    }
  }
  const problem = { rows, targets, classes, kernel: { width: best!.width, dimensions }, noise: best!.noise };
  const { model, heldOut } =
    targets.length <= exactLimit
      ? fitExact(problem)
      : fitWithLandmarks(problem, order.slice(0, landmarkCount).sort(), order.slice(0, judgedExamples));
  const heldTargets = Int32Array.from(heldOut.examples, (i) => targets[i]!);
  const calibration = fitCalibration(heldOut.scores, heldTargets, classes, expectedSlope);
  progress({ ...best!, ...calibratedQuality(heldOut.scores, heldTargets, classes, calibration) });
  return { model, calibration };
}

/** Over neighbours in the given order, which is random. */
function medianSquaredDistance(rows: Float32Array, dimensions: number): number {
  const count = rows.length / dimensions;
  const distances: number[] = [];
  for (let step = 1; step <= 3; step++) {
    for (let i = 0; i + step < count; i++) {
      let sum = 0;
      for (let d = 0; d < dimensions; d++) sum += (rows[i * dimensions + d]! - rows[(i + step) * dimensions + d]!) ** 2;
      distances.push(sum);
    }
  }
  distances.sort((a, b) => a - b);
  // All examples alike: any width will do.
  return distances[distances.length >> 1] || 1;
}
