import type { RandomGenerator } from '../random/generator';
import { calibratedQuality } from './calibrated-quality';
import { type Calibration, calibrate, fitCalibration } from './calibration';
import {
  addUpBlocks,
  blockDistances,
  type KernelTrial,
  kernelChanges,
  typicalDistance,
  weightedRows,
} from './kernel-blocks';
import { fitExact, fitKernelMatrix, fitWithLandmarks, type KernelModel } from './kernel-ridge';
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
  accuracy: number;
  logLoss: number;
}

/** Examples up to which the exact fit is used; beyond it, this many landmarks. A fit takes ten seconds with either. */
const affordable = { exact: 4500, landmarks: 2500 };
/** Weights, width and noise are chosen on this many examples: they hardly depend on the number, and the fits are then quick. */
const trialExamples = 400;
const judgedExamples = 1000;
const sweeps = 2;
/** Indicator scores lie between 0 and 1: a sure prediction needs about this slope to become a probability near 1. */
const expectedSlope = 8;

/**
 * Kernel classifier whose block weights, width, noise and calibration are chosen by held-out scores of the training examples. Rows are
 * blocks of features of length 1 each (`blocks` are their sizes); a block that does not help, such as colours where colours say
 * nothing, loses its weight (automatic relevance determination, by blocks and by coordinate search instead of gradients).
 */
export function trainKernelClassifier(
  rows: Float32Array,
  blocks: readonly number[],
  targets: Int32Array,
  classes: number,
  random: RandomGenerator,
  progress: (trial: JudgedTrial) => void,
  { exact, landmarks } = affordable,
): KernelClassifier {
  const dimensions = blocks.reduce((sum, size) => sum + size, 0);
  const order = shuffledIndices(targets.length, random);
  const trialSet = order.slice(0, trialExamples);
  const judge = trialJudge(
    gatherRows(rows, trialSet, dimensions),
    blocks,
    Int32Array.from(trialSet, (i) => targets[i]!),
    classes,
  );
  let best = judge({ blockWeights: new Float64Array(blocks.length).fill(1), width: 1.5, noise: 0.1 });
  progress(best);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const change of kernelChanges(blocks.length)) {
      const trial = judge(change(best));
      if (trial.logLoss >= best.logLoss) continue;
      best = trial;
      progress(best);
    }
  }
  const { blockWeights, noise } = best;
  const problem = {
    rows: weightedRows(rows, blocks, blockWeights),
    targets,
    classes,
    kernel: { width: best.width / judge.typicalDistance(blockWeights), dimensions },
    noise,
  };
  const { model, heldOut } =
    targets.length <= exact
      ? fitExact(problem)
      : fitWithLandmarks(
          problem,
          order.slice(0, landmarks).sort(),
          // Not the landmarks: what is held out must be as new objects are, without a coefficient of its own.
          order.slice(landmarks, landmarks + judgedExamples),
        );
  const heldTargets = Int32Array.from(heldOut.examples, (i) => targets[i]!);
  const calibration = fitCalibration(heldOut.scores, heldTargets, classes, expectedSlope);
  progress({ ...best, ...calibratedQuality(heldOut.scores, heldTargets, classes, calibration) });
  return { model, calibration, top: topCalibration(heldOut.scores, heldTargets, calibration), blockWeights };
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

/** Judges a trial by its held-out log loss. */
function trialJudge(rows: Float32Array, blocks: readonly number[], targets: Int32Array, classes: number) {
  const count = targets.length;
  const distances = blockDistances(rows, blocks);
  const total = (blockWeights: Float64Array) => {
    const sum = new Float64Array(count * count);
    addUpBlocks(distances, blockWeights, sum);
    return sum;
  };
  const judge = (trial: KernelTrial): JudgedTrial => {
    const matrix = total(trial.blockWeights);
    const width = trial.width / typicalDistance(matrix, count);
    for (let i = 0; i < matrix.length; i++) matrix[i] = Math.exp(-width * matrix[i]!) + 1;
    const { scores } = fitKernelMatrix(matrix, targets, classes, trial.noise);
    const calibration = fitCalibration(scores, targets, classes, expectedSlope);
    return { ...trial, ...calibratedQuality(scores, targets, classes, calibration) };
  };
  return Object.assign(judge, { typicalDistance: (weights: Float64Array) => typicalDistance(total(weights), count) });
}
