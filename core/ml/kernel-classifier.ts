import type { RandomGenerator } from '../random/generator';
import { calibratedQuality } from './calibrated-quality';
import { type Calibration, calibrate, fitCalibration } from './calibration';
import { type KernelTrial, weightedRows } from './kernel-blocks';
import { type Carried, fitKernel, type KernelModel } from './kernel-ridge';
import { expectedSlope, searchedExamples, searchKernel } from './kernel-search';
import { gatherRows } from './kernel-values';
import { shuffledIndices } from './shuffled-indices';
import { argmax } from './softmax';
import { fitTopCalibration, type TopCalibration } from './top-calibration';

export interface KernelClassifier {
  model: KernelModel;
  calibration: Calibration;
  /** What is left to correct of the confidence in the likeliest class. */
  top: TopCalibration;
  /** What each block of features is multiplied by before the kernel sees it. */
  blockWeights: Float64Array;
}

export interface JudgedTrial extends KernelTrial {
  logLoss: number;
  /** Of the finished classifier. */
  accuracy?: number;
}

/** Kernel classifier whose block weights, width, noise and calibration are chosen by held-out scores of the training examples; see `searchKernel`. */
export function trainKernelClassifier(
  rows: Float32Array,
  blocks: readonly number[],
  targets: Int32Array,
  classes: number,
  random: RandomGenerator,
  progress: (trial: JudgedTrial) => void,
  limits?: Parameters<typeof fitKernel>[2],
): KernelClassifier {
  const dimensions = blocks.reduce((sum, size) => sum + size, 0);
  const order = shuffledIndices(targets.length, random);
  const searched = order.slice(0, searchedExamples);
  const searchedTargets = Int32Array.from(searched, (i) => targets[i]!);
  const lossOf = (scores: Float64Array) => {
    const calibration = fitCalibration(scores, searchedTargets, classes, expectedSlope);
    return calibratedQuality(scores, searchedTargets, classes, calibration).logLoss;
  };
  const found = searchKernel(
    gatherRows(rows, searched, dimensions),
    blocks,
    classesCarried(searchedTargets, classes),
    lossOf,
    (trial, logLoss) => progress({ ...trial, logLoss }),
  );
  const { blockWeights, noise, kernelWidth } = found;
  const problem = {
    rows: weightedRows(rows, blocks, blockWeights),
    ...classesCarried(targets, classes),
    kernel: { width: kernelWidth, dimensions },
    noise,
  };
  const { model, heldOut } = fitKernel(problem, order, limits);
  const heldTargets = Int32Array.from(heldOut.examples, (i) => targets[i]!);
  const calibration = fitCalibration(heldOut.scores, heldTargets, classes, expectedSlope);
  progress({ ...found, ...calibratedQuality(heldOut.scores, heldTargets, classes, calibration) });
  return { model, calibration, top: topCalibration(heldOut.scores, heldTargets, calibration), blockWeights };
}

function classesCarried(targets: Int32Array, classes: number): Carried {
  const carries = new Uint8Array(targets.length * classes);
  targets.forEach((target, i) => {
    carries[i * classes + target] = 1;
  });
  return { carries, labels: classes };
}

function topCalibration(scores: Float64Array, targets: Int32Array, calibration: Calibration): TopCalibration {
  const classes = calibration.bias.length;
  const said = new Float64Array(targets.length);
  const right = new Uint8Array(targets.length);
  for (let i = 0; i < targets.length; i++) {
    const row = scores.slice(i * classes, (i + 1) * classes);
    calibrate(calibration, row);
    const top = argmax(row);
    said[i] = row[top]!;
    right[i] = Number(top === targets[i]);
  }
  return fitTopCalibration(said, right);
}
