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
import { type EncodedHead, type EncodedModel, packedRows } from './encoded-head';
import { carriedLabels, type LabelSetTarget, setPrediction } from './multi-label-targets';

/** As of the picture learner: examples the kernel is chosen on; examples up to which the fit is exact; landmarks beyond that; examples the sets are calibrated on. */
const searched = 400;
const exactLimit = 1200;
const landmarkCount = 1000;
const judgedExamples = 2000;

/** Several labels an object: kernel regressions of all labels on an encoder's features, then the most probable set. */
export const encodedSets: EncodedHead<LabelSetTarget> = {
  async train(rows, dimensions, targets, { labels, seed }, progress) {
    const order = shuffledIndices(targets.length, randomGenerator(seed));
    const first = (count: number) => Uint32Array.from({ length: Math.min(count, order.length) }, (_, i) => i);
    const dataOf = (which: Uint32Array, from: Float32Array) => ({
      rows: gatherRows(from, which, dimensions),
      dimensions,
      carries: carriedLabels(
        Array.from(which, (i) => targets[i]!),
        labels.length,
      ),
      labels: labels.length,
    });
    const { blockWeights, width, noise } = searchKernel(dataOf(order.slice(0, searched), rows), [dimensions]);
    const data = dataOf(order, weightedRows(rows, [dimensions], blockWeights));
    const landmarks = first(order.length <= exactLimit ? order.length : landmarkCount);
    const judged = first(judgedExamples);
    const { model, heldOut } = fitMultiLabelKernel(data, { width, noise }, landmarks, judged);
    const carries = data.carries.subarray(0, judged.length * labels.length);
    const sets = fitSetModel(heldOut, carries, labels.length, expectedSlope);
    progress({ width, noise, landmarks: landmarks.length, slope: sets.slope });
    return setsModel(labels, model, blockWeights, sets);
  },
  load: ({ labels, parameters, tensors }) =>
    setsModel(
      labels,
      {
        dimensions: parameters.dimensions as number,
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

function setsModel(
  labels: readonly string[],
  model: MultiLabelKernelModel,
  blockWeights: Float64Array,
  sets: SetModel,
): EncodedModel<LabelSetTarget> {
  const decode = setDecoder(sets);
  const { dimensions } = model;
  return {
    labels,
    predict(inputs) {
      const rows = weightedRows(packedRows(inputs, dimensions), [dimensions], blockWeights);
      const scores = multiLabelKernelScores(model, rows);
      return inputs.map((_, i) => setPrediction(decode(scores.subarray(i * labels.length, (i + 1) * labels.length))));
    },
    save: () => ({
      parameters: { dimensions, width: model.width, slope: sets.slope },
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
