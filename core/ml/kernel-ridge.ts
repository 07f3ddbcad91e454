import { choleskyInPlace, inverseDiagonal, solveCholesky, squaredSolve } from './cholesky';
import { gatherRows, kernelValues } from './kernel-values';
import { gram } from './products';

/** k(x, y) = exp(-width · ‖x - y‖²) + 1; the 1 stands for a bias. */
export interface Kernel {
  width: number;
  dimensions: number;
}

/** score_c(x) = share_c + Σ_i k(x, landmark_i) coefficients[i, c] */
export interface KernelModel {
  kernel: Kernel;
  landmarks: Float32Array;
  /** One row a landmark, classes side by side. */
  coefficients: Float64Array;
  /** Class shares in training: what a score falls back to far from every example. */
  shares: Float64Array;
}

export interface KernelFit {
  model: KernelModel;
  /** Scores of training examples by a model that has not seen that example, row by row. */
  heldOut: { examples: Uint32Array; scores: Float64Array };
}

interface Problem {
  rows: Float32Array;
  targets: Int32Array;
  classes: number;
  kernel: Kernel;
  /** Variance of the label noise relative to the kernel's: larger is smoother. */
  noise: number;
}

/**
 * Kernel ridge regression on class indicators (Rifkin and Klautau 2004: as good as support vector machines; Rasmussen and Williams,
 * *Gaussian Processes for Machine Learning*, §2.2 and §6.5, without error bars). Exact: every example is a landmark; n³/3 products.
 * Held-out scores have a closed form, y_i - α_i / (K⁻¹)_ii (there §5.4.2), so that calibration needs no second fit.
 */
export function fitExact(problem: Problem): KernelFit {
  const { rows, targets, classes, kernel, noise } = problem;
  const matrix = Float64Array.from(kernelValues(kernel.width, rows, rows, kernel.dimensions));
  const { coefficients, shares, scores } = fitKernelMatrix(matrix, targets, classes, noise);
  return {
    model: { kernel, landmarks: rows, coefficients, shares },
    heldOut: { examples: Uint32Array.from({ length: targets.length }, (_, i) => i), scores },
  };
}

/** The exact fit from the examples' kernel matrix, which is overwritten. */
export function fitKernelMatrix(
  matrix: Float64Array,
  targets: Int32Array,
  classes: number,
  noise: number,
): { coefficients: Float64Array; shares: Float64Array; scores: Float64Array } {
  const count = targets.length;
  for (let i = 0; i < count; i++) matrix[i * count + i]! += noise;
  choleskyInPlace(matrix, count);
  const shares = classShares(targets, classes);
  const coefficients = indicators(targets, shares);
  solveCholesky(matrix, count, coefficients, classes);
  const diagonal = inverseDiagonal(matrix, count);
  const scores = new Float64Array(count * classes);
  for (let i = 0; i < count; i++)
    for (let c = 0; c < classes; c++)
      scores[i * classes + c] = (targets[i] === c ? 1 : 0) - coefficients[i * classes + c]! / diagonal[i]!;
  return { coefficients, shares, scores };
}

/**
 * The same with only `landmarks` of the examples carrying coefficients (subset of regressors: Rasmussen and Williams §8.3.1), for sets
 * the exact fit would be too slow on: n · m²/2 products. Solves (KᵀK + noise · Kₘ) a = Kᵀy in chunks of examples, so memory grows with m
 * alone. `judged` are the examples to give held-out scores for, y_i - (y_i - ŷ_i) / (1 - h_i) with h the leverage.
 */
export function fitWithLandmarks(problem: Problem, landmarks: Uint32Array, judged: Uint32Array): KernelFit {
  const { rows, targets, classes, kernel, noise } = problem;
  const m = landmarks.length;
  const centres = gatherRows(rows, landmarks, kernel.dimensions);
  const shares = classShares(targets, classes);
  const matrix = new Float64Array(m * m);
  const right = new Float64Array(m * classes);
  for (let start = 0; start < targets.length; start += chunkRows) {
    const end = Math.min(targets.length, start + chunkRows);
    const part = rows.subarray(start * kernel.dimensions, end * kernel.dimensions);
    // Transposed (a row a landmark), so that KᵀK is made of inner products of rows.
    const values = kernelValues(kernel.width, centres, part, kernel.dimensions);
    const products = gram(values, end - start);
    for (let i = 0; i < matrix.length; i++) matrix[i]! += products[i]!;
    const y = indicators(targets.subarray(start, end), shares);
    for (let l = 0; l < m; l++)
      for (let i = 0; i < end - start; i++) {
        const value = values[l * (end - start) + i]!;
        for (let c = 0; c < classes; c++) right[l * classes + c]! += value * y[i * classes + c]!;
      }
  }
  let trace = 0;
  for (let i = 0; i < m; i++) trace += matrix[i * m + i]!;
  const between = kernelValues(kernel.width, centres, centres, kernel.dimensions);
  for (let i = 0; i < matrix.length; i++) matrix[i]! += noise * between[i]!;
  // Landmarks nearly alike make the matrix singular to rounding; this is far below the noise.
  for (let i = 0; i < m; i++) matrix[i * m + i]! += (1e-6 * trace) / m;
  choleskyInPlace(matrix, m);
  solveCholesky(matrix, m, right, classes);
  const model: KernelModel = { kernel, landmarks: centres, coefficients: right, shares };
  return {
    model,
    heldOut: { examples: judged, scores: heldOutScores(problem, model, matrix, judged) },
  };
}

/** Scores of rows, row by row. */
export function kernelScores(model: KernelModel, rows: Float32Array): Float64Array {
  const { kernel, landmarks, coefficients, shares } = model;
  const classes = shares.length;
  const m = landmarks.length / kernel.dimensions;
  const count = rows.length / kernel.dimensions;
  const values = kernelValues(kernel.width, rows, landmarks, kernel.dimensions);
  const scores = new Float64Array(count * classes);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < classes; c++) scores[i * classes + c] = shares[c]!;
    for (let l = 0; l < m; l++) {
      const value = values[i * m + l]!;
      for (let c = 0; c < classes; c++) scores[i * classes + c]! += value * coefficients[l * classes + c]!;
    }
  }
  return scores;
}

const chunkRows = 1024;

function heldOutScores(problem: Problem, model: KernelModel, factor: Float64Array, judged: Uint32Array): Float64Array {
  const { rows, targets, classes, kernel } = problem;
  const m = model.landmarks.length / kernel.dimensions;
  const out = new Float64Array(judged.length * classes);
  for (let start = 0; start < judged.length; start += chunkRows) {
    const part = judged.subarray(start, start + chunkRows);
    const own = gatherRows(rows, part, kernel.dimensions);
    const scores = kernelScores(model, own);
    const values = kernelValues(kernel.width, own, model.landmarks, kernel.dimensions);
    part.forEach((example, i) => {
      const leverage = Math.min(0.999999, squaredSolve(factor, m, values.subarray(i * m, (i + 1) * m)));
      for (let c = 0; c < classes; c++) {
        const y = targets[example] === c ? 1 : 0;
        out[(start + i) * classes + c] = y - (y - scores[i * classes + c]!) / (1 - leverage);
      }
    });
  }
  return out;
}

function classShares(targets: Int32Array, classes: number): Float64Array {
  const shares = new Float64Array(classes);
  for (const target of targets) shares[target]! += 1 / targets.length;
  return shares;
}

/** 1 for the class an example has, 0 for the others, less the class shares. */
function indicators(targets: Int32Array, shares: Float64Array): Float64Array {
  const classes = shares.length;
  const y = new Float64Array(targets.length * classes);
  for (let i = 0; i < targets.length; i++)
    for (let c = 0; c < classes; c++) y[i * classes + c] = (targets[i] === c ? 1 : 0) - shares[c]!;
  return y;
}
