import type { NetworkOutput } from './network';

export type Pooling = 'cls' | 'mean' | 'none';

/**
 * One row of features an object, out of the network's output for a batch: [batch, features] as it is; [batch, positions, features] the first position (`cls`) or the
 * mean of those the object has; [batch, channels, height, width], as convolutions give it, the mean over places. `lengths` are the positions each object has.
 */
export function pool(
  output: NetworkOutput,
  pooling: Pooling | undefined,
  batch: number,
  lengths?: readonly number[],
): Float32Array[] {
  const { dims, data } = output;
  const shape = `[${dims.join(', ')}]`;
  if (dims[0] !== batch)
    throw new Error(`the network's output has shape ${shape} for ${batch} object${batch === 1 ? '' : 's'}`);
  if (data.length === 0) throw new Error(`the network's output of shape ${shape} is empty`);
  const size = data.length / batch;
  const objects = Array.from({ length: batch }, (_, i) => data.subarray(i * size, (i + 1) * size));
  if (dims.length === 2) {
    if (pooling === 'cls' || pooling === 'mean')
      throw new Error(
        `pooling "${pooling}" needs an output of positions, the network's has shape ${shape}; use "none"`,
      );
    return objects.map((object) => object.slice());
  }
  if (dims.length === 4) {
    if (pooling === 'cls' || pooling === 'none')
      throw new Error(`an output of shape ${shape} can only be averaged over its places; use "pooling": "mean"`);
    const places = dims[2]! * dims[3]!;
    return objects.map((object) =>
      Float32Array.from({ length: dims[1]! }, (_, c) => meanOf(object, c * places, places)),
    );
  }
  if (dims.length !== 3)
    throw new Error(`the network's output has shape ${shape}; features of 2, 3 or 4 dimensions are understood`);
  const [, positions, features] = dims as [number, number, number];
  if (pooling === 'none') {
    if (positions !== 1)
      throw new Error(
        `the network's output has shape ${shape}: without pooling there would be ${positions} rows an object`,
      );
    return objects.map((object) => object.slice());
  }
  const how = pooling ?? (lengths ? 'mean' : 'cls');
  return objects.map((object, i) =>
    how === 'cls'
      ? object.slice(0, features)
      : meanRow(object, features, Math.min(positions, lengths?.[i] ?? positions)),
  );
}

function meanOf(values: Float32Array, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += values[i]!;
  return sum / count;
}

function meanRow(rows: Float32Array, features: number, count: number): Float32Array {
  const sums = new Float64Array(features);
  for (let row = 0; row < count; row++) for (let f = 0; f < features; f++) sums[f]! += rows[row * features + f]!;
  return Float32Array.from(sums, (sum) => sum / count);
}

/** Brings features to length 1. All 0 stays as it is. */
export function normalise(features: Float32Array): Float32Array {
  let square = 0;
  for (const value of features) square += value * value;
  const length = Math.sqrt(square);
  return length > 0 ? features.map((value) => value / length) : features;
}
