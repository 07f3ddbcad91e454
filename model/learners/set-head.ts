import { weightedRows } from '../../core/ml/kernel-blocks';
import { fitKernel, type KernelModel, kernelScores } from '../../core/ml/kernel-ridge';
import { expectedSlope, searchedExamples, searchKernel } from '../../core/ml/kernel-search';
import { gatherRows } from '../../core/ml/kernel-values';
import { fitSetModel, type SetModel, setDecoder, setLogLoss } from '../../core/ml/multi-label-joint';
import { shuffledIndices } from '../../core/ml/shuffled-indices';
import { randomGenerator } from '../../core/random/generator';
import { type DenseHead, type DenseModel, lengthOf, packedParts } from './dense-head';
import type { Prediction } from './learner';
import { carriedLabels, type LabelSetTarget, setPrediction } from './multi-label-targets';

/** Several labels an object: kernel regressions of all labels, then the most probable set. */
export const setHead: DenseHead<LabelSetTarget> = {
  train(rows, blocks, targets, { labels: names, seed }, progress) {
    const labels = names.length;
    const dimensions = lengthOf(blocks);
    const order = shuffledIndices(targets.length, randomGenerator(seed));
    const carriesOf = (which: Uint32Array) =>
      carriedLabels(
        Array.from(which, (i) => targets[i]!),
        labels,
      );
    const fitSets = (heldOut: Float64Array, carries: Uint8Array) =>
      fitSetModel(heldOut, carries, labels, expectedSlope);
    const searched = order.slice(0, searchedExamples);
    const carries = carriesOf(searched);
    const { blockWeights, width, noise, kernelWidth } = searchKernel(
      gatherRows(rows, searched, dimensions),
      blocks,
      { carries, labels },
      (heldOut) => setLogLoss(fitSets(heldOut, carries), heldOut, carries),
    );
    const problem = {
      rows: weightedRows(rows, blocks, blockWeights),
      carries: carriedLabels(targets, labels),
      labels,
      kernel: { width: kernelWidth, dimensions },
      noise,
    };
    const { model, heldOut } = fitKernel(problem, order);
    const sets = fitSets(heldOut.scores, carriesOf(heldOut.examples));
    progress({ width, noise, landmarks: model.landmarks.length / dimensions, slope: sets.slope });
    return setModel(names, blocks, model, blockWeights, sets);
  },
  load: ({ labels, parameters, tensors }, blocks) =>
    setModel(
      labels,
      blocks,
      {
        kernel: { width: parameters.width as number, dimensions: lengthOf(blocks) },
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
  model: KernelModel,
  blockWeights: Float64Array,
  sets: SetModel,
): DenseModel<LabelSetTarget> {
  const decode = setDecoder(sets);
  return {
    labels,
    predict(inputs) {
      const predictions: Prediction<LabelSetTarget>[] = [];
      for (const { rows, count } of packedParts(inputs)) {
        const scores = kernelScores(model, weightedRows(rows, blocks, blockWeights));
        for (let i = 0; i < count; i++)
          predictions.push(setPrediction(decode(scores.subarray(i * labels.length, (i + 1) * labels.length))));
      }
      return predictions;
    },
    save: () => ({
      parameters: { width: model.kernel.width, slope: sets.slope },
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
