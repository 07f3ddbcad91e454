import { innerProducts, squaredLengths } from './products';

/** exp(-width · ‖x - y‖²) + 1 for every row x of `a` and y of `b`; the 1 stands for a bias. */
export function kernelValues(width: number, a: Float32Array, b: Float32Array, dimensions: number): Float32Array {
  const values = innerProducts(a, b, dimensions);
  const aLengths = squaredLengths(a, dimensions);
  const bLengths = squaredLengths(b, dimensions);
  const columns = bLengths.length;
  for (let i = 0; i < aLengths.length; i++)
    for (let j = 0; j < columns; j++) {
      const at = i * columns + j;
      const distance = Math.max(0, aLengths[i]! + bLengths[j]! - 2 * values[at]!);
      values[at] = Math.exp(-width * distance) + 1;
    }
  return values;
}

export function gatherRows(rows: Float32Array, which: Uint32Array, dimensions: number): Float32Array {
  const gathered = new Float32Array(which.length * dimensions);
  which.forEach((row, i) => {
    gathered.set(rows.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions);
  });
  return gathered;
}
