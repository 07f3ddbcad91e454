import { calibrate } from '../../core/ml/calibration';
import { imageBlocks, imageFeatureLength, imageFeatures } from '../../core/ml/image-features';
import { type KernelClassifier, trainKernelClassifier, weighted } from '../../core/ml/kernel-classifier';
import { kernelScores } from '../../core/ml/kernel-ridge';
import { calibrateTop, type TopCalibration } from '../../core/ml/top-calibration';
import { randomGenerator } from '../../core/random/generator';
import type { ModelFile } from '../model-file';
import { ClassMap } from './class-map';
import { classPrediction, classTargets } from './class-targets';
import { decodeImage } from './decode-image';
import type { Example, Learner, Model, Prediction } from './learner';

const slug = 'image-classifier';

/** What a score needs of memory is then bounded, however many pictures are asked about. */
const scoredTogether = 512;

/** Edges, small copy and colours of a picture into a calibrated kernel classifier. Works from a few dozen labels on. */
export const imageClassifier: Learner<Float32Array, number> = {
  slug,
  ...classTargets,
  fromText() {
    throw new Error('a picture must be given by "source-ref", the line has inline text in "source"');
  },
  async fromFile(bytes) {
    const features = new Float32Array(imageFeatureLength);
    imageFeatures(await decodeImage(bytes), features, 0);
    return features;
  },
  async train(examples: Example<Float32Array, number>[], { labels, seed }, progress) {
    const targets = Int32Array.from(examples, (example) => example.target);
    const classMap = ClassMap.of(targets);
    const classifier = trainKernelClassifier(
      packed(examples.map((example) => example.input)),
      imageBlocks,
      classMap.classesOf(targets),
      classMap.classes,
      randomGenerator(seed),
      ({ blockWeights, width, noise, accuracy, logLoss }) =>
        progress({
          width,
          noise,
          'block-weights': blockWeights.map((weight) => Number(weight.toFixed(2))).join(','),
          'cross-validation:accuracy': accuracy,
          'cross-validation:log-loss': logLoss,
        }),
    );
    return imageModel(labels, classMap, classifier);
  },
  load: ({ labels, parameters, tensors }) =>
    imageModel(labels, new ClassMap(tensors.present as Uint32Array), {
      model: {
        kernel: { width: parameters.width as number, dimensions: imageFeatureLength },
        landmarks: tensors.landmarks as Float32Array,
        coefficients: tensors.coefficients as Float64Array,
        shares: tensors.shares as Float64Array,
      },
      calibration: { slope: parameters.slope as number, bias: tensors.calibrationBias as Float64Array },
      top: parameters.top as TopCalibration,
      blockWeights: tensors.blockWeights as Float64Array,
    }),
};

function imageModel(
  labels: readonly string[],
  classMap: ClassMap,
  classifier: KernelClassifier,
): Model<Float32Array, number> {
  const { model, calibration, top, blockWeights } = classifier;
  const { classes } = classMap;
  return {
    labels,
    predict(inputs) {
      const predictions: Prediction<number>[] = [];
      for (let start = 0; start < inputs.length; start += scoredTogether) {
        const part = inputs.slice(start, start + scoredTogether);
        const scores = kernelScores(model, weighted(packed(part), imageBlocks, blockWeights));
        part.forEach((_, i) => {
          const row = scores.subarray(i * classes, (i + 1) * classes);
          calibrate(calibration, row);
          calibrateTop(top, row);
          predictions.push(classPrediction(classMap.spread(row, labels.length)));
        });
      }
      return predictions;
    },
    save: (): ModelFile => ({
      learner: slug,
      labels: [...labels],
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

function packed(inputs: Float32Array[]): Float32Array {
  const rows = new Float32Array(inputs.length * imageFeatureLength);
  inputs.forEach((input, i) => {
    rows.set(input, i * imageFeatureLength);
  });
  return rows;
}
