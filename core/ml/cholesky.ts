/**
 * Lower Cholesky factor of a symmetric positive definite matrix, written over its lower triangle (row by row; the upper triangle is left
 * as it was). Golub and Van Loan, *Matrix Computations*, §4.2. Throws when the matrix is not positive definite.
 */
export function choleskyInPlace(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j < i; j++) {
      const other = j * size;
      matrix[row + j] = (matrix[row + j]! - innerPart(matrix, row, other, j)) / matrix[other + j]!;
    }
    const pivot = matrix[row + i]! - innerPart(matrix, row, row, i);
    if (!(pivot > 0)) throw new Error(`matrix is not positive definite: pivot ${i} is ${pivot}`);
    matrix[row + i] = Math.sqrt(pivot);
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
  // Row j of `inverse` is column j of L⁻¹, so that the inner loop runs along memory.
  const diagonal = new Float64Array(size);
  const column = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    column[j] = 1 / factor[j * size + j]!;
    let squares = column[j]! ** 2;
    for (let i = j + 1; i < size; i++) {
      const row = i * size;
      let sum = 0;
      for (let k = j; k < i; k++) sum += factor[row + k]! * column[k]!;
      column[i] = -sum / factor[row + i]!;
      squares += column[i]! ** 2;
    }
    diagonal[j] = squares;
  }
  return diagonal;
}

function innerPart(matrix: Float64Array, a: number, b: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += matrix[a + k]! * matrix[b + k]!;
    s1 += matrix[a + k + 1]! * matrix[b + k + 1]!;
    s2 += matrix[a + k + 2]! * matrix[b + k + 2]!;
    s3 += matrix[a + k + 3]! * matrix[b + k + 3]!;
  }
  for (; k < length; k++) s0 += matrix[a + k]! * matrix[b + k]!;
  return s0 + s1 + s2 + s3;
}

function subtractRow(b: Float64Array, to: number, from: number, factor: number, columns: number): void {
  const t = to * columns;
  const f = from * columns;
  for (let c = 0; c < columns; c++) b[t + c]! -= factor * b[f + c]!;
}

function scaleRow(b: Float64Array, row: number, by: number, columns: number): void {
  for (let c = 0; c < columns; c++) b[row * columns + c]! *= by;
}
