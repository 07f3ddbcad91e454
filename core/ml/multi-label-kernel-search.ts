import { addUpBlocks, blockDistances, type KernelTrial, kernelChanges, typicalDistance } from './kernel-blocks';
import { fitSetModel, setLogLoss } from './multi-label-joint';
import { type KernelData, labelShares, solveExact } from './multi-label-kernel';

/** Indicator scores lie between 0 and 1: a sure label needs about this slope to become a probability near 1. */
export const expectedSlope = 8;

const sweeps = 2;

/**
 * Block weights, width and noise by coordinate search on a few hundred examples, judged by the held-out log loss of whole sets: a block that does not help, such as colours where colours say
 * nothing, loses its weight.
 */
export function searchKernel(data: KernelData, blocks: readonly number[]): KernelTrial {
  const { rows, dimensions, carries, labels } = data;
  const count = rows.length / dimensions;
  const distances = blockDistances(rows, blocks);
  const shares = labelShares(carries, labels);
  const total = new Float64Array(count * count);
  const judge = (trial: KernelTrial) => {
    addUpBlocks(distances, trial.blockWeights, total);
    const width = trial.width / typicalDistance(total, count);
    for (let i = 0; i < total.length; i++) total[i] = Math.exp(-width * total[i]!) + 1;
    const { heldOut } = solveExact(total, carries, labels, shares, trial.noise);
    return { trial, width, loss: setLogLoss(fitSetModel(heldOut, carries, labels, expectedSlope), heldOut, carries) };
  };
  let best = judge({ blockWeights: new Float64Array(blocks.length).fill(1), width: 1.5, noise: 0.1 });
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (const change of kernelChanges(blocks.length)) {
      const judged = judge(change(best.trial));
      if (judged.loss < best.loss) best = judged;
    }
  return { ...best.trial, width: best.width };
}
