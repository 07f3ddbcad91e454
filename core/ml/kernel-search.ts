import { addUpBlocks, blockDistances, type KernelTrial, kernelChanges, typicalDistance } from './kernel-blocks';
import { type Carried, fitKernelMatrix } from './kernel-ridge';

/** Indicator scores lie between 0 and 1: a sure prediction needs about this slope to become a probability near 1. */
export const expectedSlope = 8;

/** Weights, width and noise are chosen on this many examples: they hardly depend on the number, and the fits are then quick. */
export const searchedExamples = 400;
const sweeps = 2;

export interface FoundKernel extends KernelTrial {
  /** The width in itself, for rows weighted by `blockWeights`. */
  kernelWidth: number;
}

/**
 * Block weights, width and noise by coordinate search, for the smallest loss of held-out scores. Rows are blocks of features of length 1 each (`blocks` are their sizes); a block that does not
 * help, such as colours where colours say nothing, loses its weight (automatic relevance determination, by blocks and by coordinate search instead of gradients).
 */
export function searchKernel(
  rows: Float32Array,
  blocks: readonly number[],
  carried: Carried,
  lossOf: (heldOut: Float64Array) => number,
  found: (trial: KernelTrial, loss: number) => void = () => {},
): FoundKernel {
  const count = carried.carries.length / carried.labels;
  const distances = blockDistances(rows, blocks);
  const matrix = new Float64Array(count * count);
  const judge = (trial: KernelTrial) => {
    addUpBlocks(distances, trial.blockWeights, matrix);
    const width = trial.width / typicalDistance(matrix, count);
    for (let i = 0; i < matrix.length; i++) matrix[i] = Math.exp(-width * matrix[i]!) + 1;
    return { trial, width, loss: lossOf(fitKernelMatrix(matrix, carried, trial.noise).scores) };
  };
  let best = judge({ blockWeights: new Float64Array(blocks.length).fill(1), width: 1.5, noise: 0.1 });
  found(best.trial, best.loss);
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (const change of kernelChanges(blocks.length)) {
      const judged = judge(change(best.trial));
      if (judged.loss >= best.loss) continue;
      best = judged;
      found(best.trial, best.loss);
    }
  return { ...best.trial, kernelWidth: best.width };
}
