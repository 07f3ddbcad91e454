import { calibrate } from '../../core/ml/calibration';
import { weightedRows } from '../../core/ml/kernel-blocks';
import { type KernelClassifier, trainKernelClassifier } from '../../core/ml/kernel-classifier';
import { kernelScores } from '../../core/ml/kernel-ridge';
import { calibrateTop, type TopCalibration } from '../../core/ml/top-calibration';
import { randomGenerator } from '../../core/random/generator';
import { ClassMap } from './class-map';
import { classPrediction } from './class-targets';
import { type DenseHead, type DenseModel, lengthOf, packedParts } from './dense-head';
import type { Prediction } from './learner';

/** One class an object: a calibrated kernel classifier. Works from a few dozen labels on. */
export const classHead: DenseHead<number> = {
  train(rows, blocks, given, { labels, seed }, progress) {
    const targets = Int32Array.from(given);
    const classMap = ClassMap.of(targets);
    const classifier = trainKernelClassifier(
      rows,
      blocks,
      classMap.classesOf(targets),
      classMap.classes,
      randomGenerator(seed),
      ({ blockWeights, width, noise, accuracy, logLoss }) =>
        progress({
          width,
          noise,
          'block-weights': blockWeights.map((weight) => Number(weight.toFixed(2))).join(','),
          ...(accuracy !== undefined && { 'cross-validation:accuracy': accuracy }),
          'cross-validation:log-loss': logLoss,
        }),
    );
    return classModel(labels, blocks, classMap, classifier);
  },
  load: ({ labels, parameters, tensors }, blocks) =>
    classModel(labels, blocks, new ClassMap(tensors.present as Uint32Array), {
      model: {
        kernel: { width: parameters.width as number, dimensions: lengthOf(blocks) },
        landmarks: tensors.landmarks as Float32Array,
        coefficients: tensors.coefficients as Float64Array,
        shares: tensors.shares as Float64Array,
      },
      calibration: { slope: parameters.slope as number, bias: tensors.calibrationBias as Float64Array },
      top: parameters.top as TopCalibration,
      blockWeights: tensors.blockWeights as Float64Array,
    }),
};

function classModel(
  labels: readonly string[],
  blocks: readonly number[],
  classMap: ClassMap,
  { model, calibration, top, blockWeights }: KernelClassifier,
): DenseModel<number> {
  const { classes } = classMap;
  return {
    labels,
    predict(inputs) {
      const predictions: Prediction<number>[] = [];
      for (const { rows, count } of packedParts(inputs)) {
        const scores = kernelScores(model, weightedRows(rows, blocks, blockWeights));
        for (let i = 0; i < count; i++) {
          const row = scores.subarray(i * classes, (i + 1) * classes);
          calibrate(calibration, row);
          calibrateTop(top, row);
          predictions.push(classPrediction(classMap.spread(row, labels.length)));
        }
      }
      return predictions;
    },
    save: () => ({
      parameters: { width: model.kernel.width, slope: calibration.slope, top },
      tensors: {
        present: classMap.present,
        landmarks: model.landmarks,
        coefficients: model.coefficients,
        shares: model.shares,
        calibrationBias: calibration.bias,
        blockWeights,
      },
    }),
  };
}
