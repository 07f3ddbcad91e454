import { weightedRows } from '../../core/ml/kernel-blocks';
import { gatherRows } from '../../core/ml/kernel-values';
import { fitSetModel, type SetModel, setDecoder } from '../../core/ml/multi-label-joint';
import {
  fitMultiLabelKernel,
  type MultiLabelKernelModel,
  multiLabelKernelScores,
} from '../../core/ml/multi-label-kernel';
import { expectedSlope, searchKernel } from '../../core/ml/multi-label-kernel-search';
import { shuffledIndices } from '../../core/ml/shuffled-indices';
import { randomGenerator } from '../../core/random/generator';
import { type DenseHead, type DenseModel, lengthOf, packedParts } from './dense-head';
import type { Prediction } from './learner';
import { carriedLabels, type LabelSetTarget, setPrediction } from './multi-label-targets';

/** Examples the kernel is chosen on; examples up to which the fit is exact; landmarks beyond that; examples the sets are calibrated on. */
const searched = 400;
const exactLimit = 1200;
const landmarkCount = 1000;
const judgedExamples = 2000;

/** Several labels an object: kernel regressions of all labels, then the most probable set. */
export const setHead: DenseHead<LabelSetTarget> = {
  train(rows, blocks, targets, { labels, seed }, progress) {
    const dimensions = lengthOf(blocks);
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
    const { blockWeights, width, noise } = searchKernel(dataOf(order.slice(0, searched), rows), blocks);
    const data = dataOf(order, weightedRows(rows, blocks, blockWeights));
    const landmarks = first(order.length <= exactLimit ? order.length : landmarkCount);
    const judged = first(judgedExamples);
    const { model, heldOut } = fitMultiLabelKernel(data, { width, noise }, landmarks, judged);
    const carries = data.carries.subarray(0, judged.length * labels.length);
    const sets = fitSetModel(heldOut, carries, labels.length, expectedSlope);
    progress({ width, noise, landmarks: landmarks.length, slope: sets.slope });
    return setModel(labels, blocks, model, blockWeights, sets);
  },
  load: ({ labels, parameters, tensors }, blocks) =>
    setModel(
      labels,
      blocks,
      {
        dimensions: lengthOf(blocks),
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

function setModel(
  labels: readonly string[],
  blocks: readonly number[],
  model: MultiLabelKernelModel,
  blockWeights: Float64Array,
  sets: SetModel,
): DenseModel<LabelSetTarget> {
  const decode = setDecoder(sets);
  return {
    labels,
    predict(inputs) {
      const predictions: Prediction<LabelSetTarget>[] = [];
      for (const { rows, count } of packedParts(inputs)) {
        const scores = multiLabelKernelScores(model, weightedRows(rows, blocks, blockWeights));
        for (let i = 0; i < count; i++)
          predictions.push(setPrediction(decode(scores.subarray(i * labels.length, (i + 1) * labels.length))));
      }
      return predictions;
    },
    save: () => ({
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
