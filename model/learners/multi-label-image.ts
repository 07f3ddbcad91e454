import { imageBlocks, imageFeatureLength } from '../../core/ml/image-features';
import { fitSetModel, type SetModel, setDecoder } from '../../core/ml/multi-label-joint';
import {
  fitMultiLabelKernel,
  gatherRows,
  type MultiLabelKernelModel,
  multiLabelKernelScores,
} from '../../core/ml/multi-label-kernel';
import { expectedSlope, searchKernel, weightedRows } from '../../core/ml/multi-label-kernel-search';
import { shuffledIndices } from '../../core/ml/shuffled-indices';
import { randomGenerator } from '../../core/random/generator';
import type { ModelFile } from '../model-file';
import { imageClassifier } from './image-classifier';
import type { Example, Learner, Model, Prediction } from './learner';
import { carriedLabels, type LabelSetTarget, multiLabelTargets, setPrediction } from './multi-label-targets';

const slug = 'multi-label-image';

/** Examples the kernel is chosen on; examples up to which the fit is exact; landmarks beyond that; examples the sets are calibrated on. */
const searched = 400;
const exactLimit = 1200;
const landmarkCount = 1000;
const judgedExamples = 2000;
/** What a score needs of memory is then bounded, however many pictures are asked about. */
const scoredTogether = 512;

/** The picture features of the learner of one class per picture into kernel regressions of all labels, then into the most probable set of labels. */
export const multiLabelImage: Learner<Float32Array, LabelSetTarget> = {
  slug,
  ...multiLabelTargets,
  fromText: imageClassifier.fromText,
  fromFile: imageClassifier.fromFile,
  async train(examples: Example<Float32Array, LabelSetTarget>[], { labels, seed }, progress) {
    const rows = packed(examples.map(({ input }) => input));
    const targets = examples.map(({ target }) => target);
    const order = shuffledIndices(examples.length, randomGenerator(seed));
    const part = order.slice(0, searched);
    const dataOf = (which: Uint32Array, from: Float32Array) => ({
      rows: gatherRows(from, which, imageFeatureLength),
      dimensions: imageFeatureLength,
      carries: carriedLabels(
        Array.from(which, (i) => targets[i]!),
        labels.length,
      ),
      labels: labels.length,
    });
    const { blockWeights, width, noise } = searchKernel(dataOf(part, rows), imageBlocks);
    const data = dataOf(order, weightedRows(rows, imageBlocks, blockWeights));
    const first = (count: number) => Uint32Array.from({ length: Math.min(count, order.length) }, (_, i) => i);
    const landmarks = first(order.length <= exactLimit ? order.length : landmarkCount);
    const judged = first(judgedExamples);
    const { model, heldOut } = fitMultiLabelKernel(data, { width, noise }, landmarks, judged);
    const sets = fitSetModel(
      heldOut,
      data.carries.subarray(0, judged.length * labels.length),
      labels.length,
      expectedSlope,
    );
    progress({ width, noise, landmarks: landmarks.length, slope: sets.slope });
    return multiLabelImageModel(labels, model, blockWeights, sets);
  },
  load: ({ labels, parameters, tensors }) =>
    multiLabelImageModel(
      labels,
      {
        dimensions: imageFeatureLength,
        width: parameters.width as number,
        landmarks: tensors.landmarks as Float32Array,
        coefficients: tensors.coefficients as Float64Array,
        shares: tensors.shares as Float64Array,
      },
      tensors.blockWeights as Float64Array,
      {
        slope: parameters.slope as number,
        bias: tensors.setBias as Float64Array,
        sizes: tensors.sizes as Float64Array,
      },
    ),
};

function multiLabelImageModel(
  labels: readonly string[],
  model: MultiLabelKernelModel,
  blockWeights: Float64Array,
  sets: SetModel,
): Model<Float32Array, LabelSetTarget> {
  const decode = setDecoder(sets);
  return {
    labels,
    predict(inputs) {
      const predictions: Prediction<LabelSetTarget>[] = [];
      for (let start = 0; start < inputs.length; start += scoredTogether) {
        const part = inputs.slice(start, start + scoredTogether);
        const scores = multiLabelKernelScores(model, weightedRows(packed(part, 2), imageBlocks, blockWeights));
        part.forEach((_, i) => {
          predictions.push(setPrediction(decode(scores.subarray(i * labels.length, (i + 1) * labels.length))));
        });
      }
      return predictions;
    },
    save: (): ModelFile => ({
      learner: slug,
      labels: [...labels],
      parameters: { width: model.width, slope: sets.slope },
      tensors: {
        landmarks: model.landmarks,
        coefficients: model.coefficients,
        shares: model.shares,
        blockWeights,
        setBias: sets.bias,
        sizes: sets.sizes,
      },
    }),
  };
}

/** Rows one after another, at least so many: products of a single row are rounded in another order than those of several. */
function packed(inputs: Float32Array[], least = 1): Float32Array {
  const rows = new Float32Array(Math.max(least, inputs.length) * imageFeatureLength);
  inputs.forEach((input, i) => {
    rows.set(input, i * imageFeatureLength);
  });
  return rows;
}
