import { fitSetModel, setLogLoss } from './multi-label-joint';
import { type KernelData, type KernelSettings, labelShares, solveExact } from './multi-label-kernel';
import { innerProducts } from './products';

export interface KernelTrial extends KernelSettings {
  /** What each block of features is multiplied by before the kernel sees it. */
  blockWeights: Float64Array;
}

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
  let from = 0;
  const distances = blocks.map((size) => {
    from += size;
    return squaredDistances(columns(rows, dimensions, from - size, size), size);
  });
  const shares = labelShares(carries, labels);
  const total = new Float64Array(count * count);
  const judge = (trial: KernelTrial) => {
    total.fill(0);
    distances.forEach((block, b) => {
      const weight = trial.blockWeights[b]! ** 2;
      for (let i = 0; i < total.length; i++) total[i]! += weight * block[i]!;
    });
    const width = trial.width / typical(total, count);
    for (let i = 0; i < total.length; i++) total[i] = Math.exp(-width * total[i]!) + 1;
    const { heldOut } = solveExact(total, carries, labels, shares, trial.noise);
    return { trial, width, loss: setLogLoss(fitSetModel(heldOut, carries, labels, expectedSlope), heldOut, carries) };
  };
  let best = judge({ blockWeights: new Float64Array(blocks.length).fill(1), width: 1.5, noise: 0.1 });
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (const change of changes(blocks.length)) {
      const judged = judge(change(best.trial));
      if (judged.loss < best.loss) best = judged;
    }
  return { ...best.trial, width: best.width };
}

function* changes(blocks: number): Generator<(trial: KernelTrial) => KernelTrial> {
  for (const factor of [0.5, 2]) yield (trial) => ({ ...trial, width: trial.width * factor });
  for (let block = 0; block < blocks; block++)
    for (const factor of [0.4, 2])
      yield (trial) => ({ ...trial, blockWeights: trial.blockWeights.map((w, b) => (b === block ? w * factor : w)) });
  for (const factor of [0.2, 5]) yield (trial) => ({ ...trial, noise: trial.noise * factor });
}

/** Rows with each block multiplied by its weight. */
export function weightedRows(rows: Float32Array, blocks: readonly number[], weights: Float64Array): Float32Array {
  const scale = Float64Array.from(blocks.flatMap((size, block) => new Array<number>(size).fill(weights[block]!)));
  return rows.map((value, i) => value * scale[i % scale.length]!);
}

function columns(rows: Float32Array, dimensions: number, start: number, size: number): Float32Array {
  const count = rows.length / dimensions;
  const out = new Float32Array(count * size);
  for (let i = 0; i < count; i++)
    out.set(rows.subarray(i * dimensions + start, i * dimensions + start + size), i * size);
  return out;
}

function squaredDistances(rows: Float32Array, dimensions: number): Float32Array {
  const count = rows.length / dimensions;
  const products = innerProducts(rows, rows, dimensions);
  const lengths = Float32Array.from({ length: count }, (_, i) => products[i * count + i]!);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++)
      products[i * count + j] = Math.max(0, lengths[i]! + lengths[j]! - 2 * products[i * count + j]!);
  return products;
}

/** Median squared distance of two examples, over pairs near the diagonal: the examples are in random order. */
function typical(distances: Float64Array, count: number): number {
  const some: number[] = [];
  for (let step = 1; step <= 5; step++)
    for (let i = 0; i + step < count; i++) some.push(distances[i * count + i + step]!);
  some.sort((a, b) => a - b);
  // All examples alike: any width will do.
  return some[some.length >> 1] || 1;
}
