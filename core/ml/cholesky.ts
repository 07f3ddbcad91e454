import { doubleProducts } from './products';

/** Columns finished at a time; what lies left of them comes in as inner products of rows. */
const blockColumns = 48;

/**
 * Lower Cholesky factor of a symmetric positive definite matrix, written over its lower triangle (row by row; the upper triangle is left
 * as it was). Golub and Van Loan, *Matrix Computations*, §4.2, by blocks of columns. Throws when the matrix is not positive definite.
 */
export function choleskyInPlace(matrix: Float64Array, size: number): void {
  const update = new Float64Array(size * Math.min(size, blockColumns));
  for (let start = 0; start < size; start += blockColumns) {
    const end = Math.min(size, start + blockColumns);
    const width = end - start;
    if (start > 0)
      doubleProducts(
        { values: matrix, at: start * size, stride: size, rows: size - start },
        { values: matrix, at: start * size, stride: size, rows: width },
        start,
        update,
        0,
        width,
      );
    for (let i = start; i < size; i++) {
      const row = i * size;
      for (let j = start; j < end && j <= i; j++) {
        const other = j * size;
        let sum = matrix[row + j]! - update[(i - start) * width + j - start]!;
        for (let k = start; k < j; k++) sum -= matrix[row + k]! * matrix[other + k]!;
        if (j < i) matrix[row + j] = sum / matrix[other + j]!;
        else if (sum > 0) matrix[row + i] = Math.sqrt(sum);
        else throw new Error(`matrix is not positive definite: pivot ${i} is ${sum}`);
      }
    }
  }
}

/** Solves L Lᵀ x = b for each of `columns` right-hand sides lying side by side (`b[i * columns + c]`), in place. */
export function solveCholesky(factor: Float64Array, size: number, b: Float64Array, columns: number): void {
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) subtractRow(b, i, k, factor[i * size + k]!, columns);
    scaleRow(b, i, 1 / factor[i * size + i]!, columns);
  }
  for (let i = size - 1; i >= 0; i--) {
    scaleRow(b, i, 1 / factor[i * size + i]!, columns);
    for (let k = 0; k < i; k++) subtractRow(b, k, i, factor[i * size + k]!, columns);
  }
}

/** Diagonal of (L Lᵀ)⁻¹: the squared lengths of the columns of L⁻¹. */
export function inverseDiagonal(factor: Float64Array, size: number): Float64Array {
  // Row j of `inverse` is column j of L⁻¹, so that sums run along memory; left of its diagonal it is zero.
  const inverse = new Float64Array(size * size);
  const update = new Float64Array(size * Math.min(size, blockColumns));
  const diagonal = new Float64Array(size);
  for (let start = 0; start < size; start += blockColumns) {
    const end = Math.min(size, start + blockColumns);
    const width = end - start;
    if (start > 0)
      doubleProducts(
        { values: inverse, at: 0, stride: size, rows: start },
        { values: factor, at: start * size, stride: size, rows: width },
        start,
        update,
        0,
        width,
      );
    for (let j = 0; j < end; j++) {
      const column = j * size;
      for (let i = Math.max(j, start); i < end; i++) {
        const row = i * size;
        let sum = i === j ? 1 : 0;
        if (j < start) sum -= update[j * width + i - start]!;
        for (let k = Math.max(j, start); k < i; k++) sum -= factor[row + k]! * inverse[column + k]!;
        const value = sum / factor[row + i]!;
        inverse[column + i] = value;
        diagonal[j]! += value * value;
      }
    }
  }
  return diagonal;
}

function subtractRow(b: Float64Array, to: number, from: number, factor: number, columns: number): void {
  const t = to * columns;
  const f = from * columns;
  for (let c = 0; c < columns; c++) b[t + c]! -= factor * b[f + c]!;
}

function scaleRow(b: Float64Array, row: number, by: number, columns: number): void {
  for (let c = 0; c < columns; c++) b[row * columns + c]! *= by;
}

/** ‖L⁻¹ v‖². */
export function squaredSolve(factor: Float64Array, size: number, v: Float32Array): number {
  const x = new Float64Array(size);
  let squares = 0;
  for (let i = 0; i < size; i++) {
    let sum = v[i]!;
    const row = i * size;
    for (let k = 0; k < i; k++) sum -= factor[row + k]! * x[k]!;
    x[i] = sum / factor[row + i]!;
    squares += x[i]! ** 2;
  }
  return squares;
}
