import { choleskyInPlace, inverseDiagonal, solveCholesky, squaredSolve } from './cholesky';
import { gatherRows, kernelValues } from './kernel-values';
import { gram } from './products';

/** score_l(x) = share_l + Σ_i (exp(-width · ‖x - landmark_i‖²) + 1) coefficients[i, l] */
export interface MultiLabelKernelModel {
  dimensions: number;
  width: number;
  landmarks: Float32Array;
  /** A row a landmark, labels side by side. */
  coefficients: Float64Array;
  /** Share of examples that carry each label: what a score falls back to far from every example. */
  shares: Float64Array;
}

export interface KernelSettings {
  width: number;
  /** Variance of the label noise relative to the kernel's: larger is smoother. */
  noise: number;
}

export interface KernelData {
  rows: Float32Array;
  dimensions: number;
  /** 1 where an example carries a label, at `example * labels + l`. */
  carries: Uint8Array;
  labels: number;
}

/**
 * Kernel ridge regression of every label's indicator on the same kernel (C. Rasmussen, C. Williams, *Gaussian Processes for Machine Learning*, 2006, §2.2): one factorisation serves all
 * labels. With as many landmarks as examples it is exact, with fewer it is the subset of regressors (§8.3.1), n · m² products. `heldOut` are scores by a model that has not seen the
 * example, y - (y - ŷ) / (1 - leverage), of the examples named.
 */
export function fitMultiLabelKernel(
  data: KernelData,
  settings: KernelSettings,
  landmarks: Uint32Array,
  judged: Uint32Array,
): { model: MultiLabelKernelModel; heldOut: Float64Array } {
  const { rows, dimensions, carries, labels } = data;
  const count = rows.length / dimensions;
  const shares = labelShares(carries, labels);
  const indicator = (i: number, l: number): number => carries[i * labels + l]! - shares[l]!;
  if (landmarks.length === count) {
    const matrix = Float64Array.from(kernelValues(settings.width, rows, rows, dimensions));
    const { coefficients, heldOut } = solveExact(matrix, carries, labels, shares, settings.noise);
    const model = { dimensions, width: settings.width, landmarks: rows, coefficients, shares };
    return { model, heldOut: gather(heldOut, judged, labels) };
  }
  const m = landmarks.length;
  const centres = gatherRows(rows, landmarks, dimensions);
  const matrix = new Float64Array(m * m);
  const right = new Float64Array(m * labels);
  for (let start = 0; start < count; start += chunk) {
    const end = Math.min(count, start + chunk);
    // A row a landmark, so that KᵀK is made of inner products of rows.
    const values = kernelValues(
      settings.width,
      centres,
      rows.subarray(start * dimensions, end * dimensions),
      dimensions,
    );
    const size = end - start;
    const products = gram(values, size);
    for (let i = 0; i < matrix.length; i++) matrix[i]! += products[i]!;
    for (let a = 0; a < m; a++)
      for (let i = 0; i < size; i++)
        for (let l = 0; l < labels; l++) right[a * labels + l]! += values[a * size + i]! * indicator(start + i, l);
  }
  let trace = 0;
  for (let i = 0; i < m; i++) trace += matrix[i * m + i]!;
  const between = kernelValues(settings.width, centres, centres, dimensions);
  for (let i = 0; i < matrix.length; i++) matrix[i]! += settings.noise * between[i]!;
  // Landmarks nearly alike make the matrix singular to rounding; this is far below the noise.
  for (let i = 0; i < m; i++) matrix[i * m + i]! += (1e-6 * trace) / m;
  choleskyInPlace(matrix, m);
  solveCholesky(matrix, m, right, labels);
  const model = { dimensions, width: settings.width, landmarks: centres, coefficients: right, shares };
  const heldOut = new Float64Array(judged.length * labels);
  for (let start = 0; start < judged.length; start += chunk) {
    const part = judged.subarray(start, start + chunk);
    const values = kernelValues(settings.width, gatherRows(rows, part, dimensions), centres, dimensions);
    const scores = scoresOf(model, values, part.length);
    part.forEach((example, i) => {
      const leverage = Math.min(0.999999, squaredSolve(matrix, m, values.subarray(i * m, (i + 1) * m)));
      for (let l = 0; l < labels; l++) {
        const y = carries[example * labels + l]!;
        heldOut[(start + i) * labels + l] = y - (y - scores[i * labels + l]!) / (1 - leverage);
      }
    });
  }
  return { model, heldOut };
}

/** Exact fit from the examples' kernel matrix (1 already added), which is overwritten. */
export function solveExact(
  matrix: Float64Array,
  carries: Uint8Array,
  labels: number,
  shares: Float64Array,
  noise: number,
): { coefficients: Float64Array; heldOut: Float64Array } {
  const count = carries.length / labels;
  for (let i = 0; i < count; i++) matrix[i * count + i]! += noise;
  choleskyInPlace(matrix, count);
  const coefficients = Float64Array.from(carries, (carried, i) => carried - shares[i % labels]!);
  solveCholesky(matrix, count, coefficients, labels);
  const diagonal = inverseDiagonal(matrix, count);
  const heldOut = Float64Array.from(carries, (carried, i) => carried - coefficients[i]! / diagonal[(i / labels) | 0]!);
  return { coefficients, heldOut };
}

export function labelShares(carries: Uint8Array, labels: number): Float64Array {
  const shares = new Float64Array(labels);
  for (let i = 0; i < carries.length; i++) shares[i % labels]! += (carries[i]! * labels) / carries.length;
  return shares;
}

/** Scores of rows, row by row. */
export function multiLabelKernelScores(model: MultiLabelKernelModel, rows: Float32Array): Float64Array {
  const { dimensions, width, landmarks } = model;
  return scoresOf(model, kernelValues(width, rows, landmarks, dimensions), rows.length / dimensions);
}

const chunk = 1024;

function scoresOf({ coefficients, shares }: MultiLabelKernelModel, values: Float32Array, count: number): Float64Array {
  const labels = shares.length;
  const m = coefficients.length / labels;
  const scores = new Float64Array(count * labels);
  for (let i = 0; i < count; i++) {
    const row = i * labels;
    for (let l = 0; l < labels; l++) scores[row + l] = shares[l]!;
    for (let a = 0; a < m; a++) {
      const value = values[i * m + a]!;
      for (let l = 0; l < labels; l++) scores[row + l]! += value * coefficients[a * labels + l]!;
    }
  }
  return scores;
}

function gather(values: Float64Array, which: Uint32Array, width: number): Float64Array {
  const gathered = new Float64Array(which.length * width);
  which.forEach((row, i) => {
    gathered.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return gathered;
}
