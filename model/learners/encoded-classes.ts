import { calibrate } from '../../core/ml/calibration';
import { type KernelClassifier, trainKernelClassifier, weighted } from '../../core/ml/kernel-classifier';
import { kernelScores } from '../../core/ml/kernel-ridge';
import { calibrateTop, type TopCalibration } from '../../core/ml/top-calibration';
import { randomGenerator } from '../../core/random/generator';
import { ClassMap } from './class-map';
import { classPrediction } from './class-targets';
import type { EncodedHead, EncodedModel } from './encoded-head';
import { packedRows } from './encoded-head';
import type { Prediction } from './learner';

/** What a score needs of memory is bounded by this, however many objects are asked about. */
const scoredTogether = 512;

/** One class an object: the calibrated kernel classifier of the picture learner, on an encoder's features as its one block. */
export const encodedClasses: EncodedHead<number> = {
  async train(rows, dimensions, given, { labels, seed }, progress) {
    const targets = Int32Array.from(given);
    const classMap = ClassMap.of(targets);
    const classifier = trainKernelClassifier(
      rows,
      [dimensions],
      classMap.classesOf(targets),
      classMap.classes,
      randomGenerator(seed),
      ({ width, noise, accuracy, logLoss }) =>
        progress({ width, noise, 'cross-validation:accuracy': accuracy, 'cross-validation:log-loss': logLoss }),
    );
    return classModel(labels, dimensions, classMap, classifier);
  },
  load: ({ labels, parameters, tensors }) => {
    const dimensions = parameters.dimensions as number;
    return classModel(labels, dimensions, new ClassMap(tensors.present as Uint32Array), {
      model: {
        kernel: { width: parameters.width as number, dimensions },
        landmarks: tensors.landmarks as Float32Array,
        coefficients: tensors.coefficients as Float64Array,
        shares: tensors.shares as Float64Array,
      },
      calibration: { slope: parameters.slope as number, bias: tensors.calibrationBias as Float64Array },
      top: parameters.top as TopCalibration,
      blockWeights: tensors.blockWeights as Float64Array,
    });
  },
};

function classModel(
  labels: readonly string[],
  dimensions: number,
  classMap: ClassMap,
  { model, calibration, top, blockWeights }: KernelClassifier,
): EncodedModel<number> {
  const { classes } = classMap;
  return {
    labels,
    predict(inputs) {
      const predictions: Prediction<number>[] = [];
      for (let start = 0; start < inputs.length; start += scoredTogether) {
        const part = inputs.slice(start, start + scoredTogether);
        const scores = kernelScores(model, weighted(packedRows(part, dimensions), [dimensions], blockWeights));
        part.forEach((_, i) => {
          const row = scores.subarray(i * classes, (i + 1) * classes);
          calibrate(calibration, row);
          calibrateTop(top, row);
          predictions.push(classPrediction(classMap.spread(row, labels.length)));
        });
      }
      return predictions;
    },
    save: () => ({
      parameters: { dimensions, width: model.kernel.width, slope: calibration.slope, top },
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
