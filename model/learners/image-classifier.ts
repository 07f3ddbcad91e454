import { type Calibration, calibrate } from '../../core/ml/calibration';
import { imageFeatureLength, imageFeatures } from '../../core/ml/image-features';
import { trainKernelClassifier } from '../../core/ml/kernel-classifier';
import { type KernelModel, kernelScores } from '../../core/ml/kernel-ridge';
import { seededRandom } from '../../core/ml/random';
import type { ModelFile } from '../model-file';
import { ClassMap } from './class-map';
import { decodeImage } from './decode-image';
import type { Example, Learner, Model } from './learner';

const slug = 'image-classifier';

/** Edges, small copy and colours of a picture into a calibrated kernel classifier. Works from a few dozen labels on. */
export const imageClassifier: Learner<Float32Array> = {
  slug,
  fromText() {
    throw new Error('a picture must be given by "source-ref", the line has inline text in "source"');
  },
  async fromFile(bytes) {
    const features = new Float32Array(imageFeatureLength);
    imageFeatures(await decodeImage(bytes), features, 0);
    return features;
  },
  async train(examples: Example<Float32Array>[], { labels, seed }, progress) {
    const targets = Int32Array.from(examples, (example) => example.target);
    const classMap = ClassMap.of(targets);
    const { model, calibration } = trainKernelClassifier(
      packed(examples.map((example) => example.input)),
      imageFeatureLength,
      classMap.classesOf(targets),
      classMap.classes,
      seededRandom(seed),
      ({ width, noise, accuracy, logLoss }) =>
        progress({ width, noise, 'cross-validation:accuracy': accuracy, 'cross-validation:log-loss': logLoss }),
    );
    return imageModel(labels, classMap, model, calibration);
  },
  load: ({ labels, parameters, tensors }) =>
    imageModel(
      labels,
      new ClassMap(tensors.present as Uint32Array),
      {
        kernel: { width: parameters.width as number, dimensions: imageFeatureLength },
        landmarks: tensors.landmarks as Float32Array,
        coefficients: tensors.coefficients as Float64Array,
        shares: tensors.shares as Float64Array,
      },
      { slope: parameters.slope as number, bias: tensors.calibrationBias as Float64Array },
    ),
};

function imageModel(
  labels: string[],
  classMap: ClassMap,
  model: KernelModel,
  calibration: Calibration,
): Model<Float32Array> {
  const { classes } = classMap;
  return {
    labels,
    predict(inputs) {
      const scores = kernelScores(model, packed(inputs));
      return inputs.map((_, i) => {
        const row = scores.subarray(i * classes, (i + 1) * classes);
        calibrate(calibration, row);
        return classMap.spread(row, labels.length);
      });
    },
    save: (): ModelFile => ({
      learner: slug,
      labels,
      parameters: { width: model.kernel.width, slope: calibration.slope },
      tensors: {
        present: classMap.present,
        landmarks: model.landmarks,
        coefficients: model.coefficients,
        shares: model.shares,
        calibrationBias: calibration.bias,
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
