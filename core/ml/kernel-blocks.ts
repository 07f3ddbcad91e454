/** Features in blocks, each with a weight of its own in the kernel: what the searches for a kernel's settings share. */
import { innerProducts } from './products';

export interface KernelTrial {
  /** What each block of features is multiplied by before the kernel sees it. */
  blockWeights: Float64Array;
  /** Relative to the median squared distance of two examples. */
  width: number;
  noise: number;
}

/** Squared distances of all rows from each other, within each block: they add up over blocks, so each is computed once. */
export function blockDistances(rows: Float32Array, blocks: readonly number[]): Float32Array[] {
  const dimensions = blocks.reduce((sum, size) => sum + size, 0);
  let from = 0;
  return blocks.map((size) => {
    from += size;
    return squaredDistances(columns(rows, dimensions, from - size, size), size);
  });
}

/** Squared distances of weighted rows. `out` is overwritten. */
export function addUpBlocks(distances: readonly Float32Array[], blockWeights: Float64Array, out: Float64Array): void {
  out.fill(0);
  distances.forEach((block, b) => {
    const weight = blockWeights[b]! ** 2;
    for (let i = 0; i < out.length; i++) out[i]! += weight * block[i]!;
  });
}

/** Median squared distance of two of `count` examples, over pairs near the diagonal: the examples are in random order. */
export function typicalDistance(distances: Float64Array, count: number): number {
  const some: number[] = [];
  for (let step = 1; step <= 5; step++)
    for (let i = 0; i + step < count; i++) some.push(distances[i * count + i + step]!);
  some.sort((a, b) => a - b);
  // All examples alike: any width will do.
  return some[some.length >> 1] || 1;
}

/** Rows with each block multiplied by its weight. */
export function weightedRows(rows: Float32Array, blocks: readonly number[], weights: Float64Array): Float32Array {
  const scale = Float64Array.from(blocks.flatMap((size, block) => new Array<number>(size).fill(weights[block]!)));
  return rows.map((value, i) => value * scale[i % scale.length]!);
}

/** One sweep of a coordinate search. */
export function* kernelChanges(blocks: number): Generator<(trial: KernelTrial) => KernelTrial> {
  for (const factor of [0.5, 2]) yield (trial) => ({ ...trial, width: trial.width * factor });
  for (let block = 0; block < blocks; block++)
    for (const factor of [0.4, 2])
      yield (trial) => ({ ...trial, blockWeights: trial.blockWeights.map((w, b) => (b === block ? w * factor : w)) });
  for (const factor of [0.2, 5]) yield (trial) => ({ ...trial, noise: trial.noise * factor });
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
