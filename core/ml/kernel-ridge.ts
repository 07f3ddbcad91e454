import { choleskyInPlace, inverseDiagonal, solveCholesky, squaredSolve } from './cholesky';
import { gatherRows, kernelValues } from './kernel-values';
import { gram } from './products';

/** k(x, y) = exp(-width · ‖x - y‖²) + 1; the 1 stands for a bias. */
export interface Kernel {
  width: number;
  dimensions: number;
}

/** Which labels each example carries: 1 at `example * labels + l`. Of classes each carries one. */
export interface Carried {
  carries: Uint8Array;
  labels: number;
}

/** score_l(x) = share_l + Σ_i k(x, landmark_i) coefficients[i, l] */
export interface KernelModel {
  kernel: Kernel;
  landmarks: Float32Array;
  /** One row a landmark, labels side by side. */
  coefficients: Float64Array;
  /** Share of examples that carry each label: what a score falls back to far from every example. */
  shares: Float64Array;
}

export interface KernelFit {
  model: KernelModel;
  /** Scores of training examples by a model that has not seen that example, row by row. */
  heldOut: { examples: Uint32Array; scores: Float64Array };
}

export interface KernelProblem extends Carried {
  rows: Float32Array;
  kernel: Kernel;
  /** Variance of the label noise relative to the kernel's: larger is smoother. */
  noise: number;
}

/** Examples up to which the fit is exact; beyond it, this many landmarks. A fit takes ten seconds with either. */
const affordable = { exact: 4500, landmarks: 2500 };
const judgedBesideLandmarks = 1000;

/** The exact fit, or one with landmarks where that would be too slow. `order` are all examples, in random order. */
export function fitKernel(problem: KernelProblem, order: Uint32Array, { exact, landmarks } = affordable): KernelFit {
  if (order.length <= exact) return fitExact(problem);
  // Not the landmarks: what is held out must be as new objects are, without a coefficient of its own.
  const judged = order.slice(landmarks, landmarks + judgedBesideLandmarks);
  return fitWithLandmarks(problem, order.slice(0, landmarks).sort(), judged);
}

/**
 * Kernel ridge regression of each label's indicator on one kernel (Rifkin and Klautau 2004: as good as support vector machines; Rasmussen and Williams,
 * *Gaussian Processes for Machine Learning*, §2.2 and §6.5, without error bars). Exact: every example is a landmark; n³/3 products.
 * Held-out scores have a closed form, y_i - α_i / (K⁻¹)_ii (there §5.4.2), so that calibration needs no second fit.
 */
export function fitExact(problem: KernelProblem): KernelFit {
  const { rows, labels, carries, kernel, noise } = problem;
  const matrix = Float64Array.from(kernelValues(kernel.width, rows, rows, kernel.dimensions));
  const { coefficients, shares, scores } = fitKernelMatrix(matrix, problem, noise);
  return {
    model: { kernel, landmarks: rows, coefficients, shares },
    heldOut: { examples: Uint32Array.from({ length: carries.length / labels }, (_, i) => i), scores },
  };
}

/** The exact fit from the examples' kernel matrix, which is overwritten. */
export function fitKernelMatrix(
  matrix: Float64Array,
  carried: Carried,
  noise: number,
): { coefficients: Float64Array; shares: Float64Array; scores: Float64Array } {
  const { carries, labels } = carried;
  const count = carries.length / labels;
  for (let i = 0; i < count; i++) matrix[i * count + i]! += noise;
  choleskyInPlace(matrix, count);
  const shares = sharesOf(carried);
  const coefficients = centred(carries, shares);
  solveCholesky(matrix, count, coefficients, labels);
  const diagonal = inverseDiagonal(matrix, count);
  const scores = Float64Array.from(carries, (carried, i) => carried - coefficients[i]! / diagonal[(i / labels) | 0]!);
  return { coefficients, shares, scores };
}

/**
 * The same with only `landmarks` of the examples carrying coefficients (subset of regressors: Rasmussen and Williams §8.3.1), for sets
 * the exact fit would be too slow on: n · m²/2 products. Solves (KᵀK + noise · Kₘ) a = Kᵀy in chunks of examples, so memory grows with m
 * alone. `judged` are the examples to give held-out scores for, y_i - (y_i - ŷ_i) / (1 - h_i) with h the leverage.
 */
export function fitWithLandmarks(problem: KernelProblem, landmarks: Uint32Array, judged: Uint32Array): KernelFit {
  const { rows, carries, labels, kernel, noise } = problem;
  const count = carries.length / labels;
  const m = landmarks.length;
  const centres = gatherRows(rows, landmarks, kernel.dimensions);
  const shares = sharesOf(problem);
  const matrix = new Float64Array(m * m);
  const right = new Float64Array(m * labels);
  for (let start = 0; start < count; start += chunkRows) {
    const end = Math.min(count, start + chunkRows);
    const part = rows.subarray(start * kernel.dimensions, end * kernel.dimensions);
    // Transposed (a row a landmark), so that KᵀK is made of inner products of rows.
    const values = kernelValues(kernel.width, centres, part, kernel.dimensions);
    const products = gram(values, end - start);
    for (let i = 0; i < matrix.length; i++) matrix[i]! += products[i]!;
    const y = centred(carries.subarray(start * labels, end * labels), shares);
    for (let a = 0; a < m; a++)
      for (let i = 0; i < end - start; i++) {
        const value = values[a * (end - start) + i]!;
        for (let l = 0; l < labels; l++) right[a * labels + l]! += value * y[i * labels + l]!;
      }
  }
  let trace = 0;
  for (let i = 0; i < m; i++) trace += matrix[i * m + i]!;
  const between = kernelValues(kernel.width, centres, centres, kernel.dimensions);
  for (let i = 0; i < matrix.length; i++) matrix[i]! += noise * between[i]!;
  // Landmarks nearly alike make the matrix singular to rounding; this is far below the noise.
  for (let i = 0; i < m; i++) matrix[i * m + i]! += (1e-6 * trace) / m;
  choleskyInPlace(matrix, m);
  solveCholesky(matrix, m, right, labels);
  const model: KernelModel = { kernel, landmarks: centres, coefficients: right, shares };
  return {
    model,
    heldOut: { examples: judged, scores: heldOutScores(problem, model, matrix, judged) },
  };
}

/** Scores of rows, row by row. */
export function kernelScores(
  { kernel, landmarks, coefficients, shares }: KernelModel,
  rows: Float32Array,
): Float64Array {
  const labels = shares.length;
  const m = landmarks.length / kernel.dimensions;
  const count = rows.length / kernel.dimensions;
  const values = kernelValues(kernel.width, rows, landmarks, kernel.dimensions);
  const scores = new Float64Array(count * labels);
  for (let i = 0; i < count; i++) {
    for (let l = 0; l < labels; l++) scores[i * labels + l] = shares[l]!;
    for (let a = 0; a < m; a++) {
      const value = values[i * m + a]!;
      for (let l = 0; l < labels; l++) scores[i * labels + l]! += value * coefficients[a * labels + l]!;
    }
  }
  return scores;
}

const chunkRows = 1024;

function heldOutScores(
  problem: KernelProblem,
  model: KernelModel,
  factor: Float64Array,
  judged: Uint32Array,
): Float64Array {
  const { rows, carries, labels, kernel } = problem;
  const m = model.landmarks.length / kernel.dimensions;
  const out = new Float64Array(judged.length * labels);
  for (let start = 0; start < judged.length; start += chunkRows) {
    const part = judged.subarray(start, start + chunkRows);
    const own = gatherRows(rows, part, kernel.dimensions);
    const scores = kernelScores(model, own);
    const values = kernelValues(kernel.width, own, model.landmarks, kernel.dimensions);
    part.forEach((example, i) => {
      const leverage = Math.min(0.999999, squaredSolve(factor, m, values.subarray(i * m, (i + 1) * m)));
      for (let l = 0; l < labels; l++) {
        const y = carries[example * labels + l]!;
        out[(start + i) * labels + l] = y - (y - scores[i * labels + l]!) / (1 - leverage);
      }
    });
  }
  return out;
}

function sharesOf({ carries, labels }: Carried): Float64Array {
  const shares = new Float64Array(labels);
  for (let i = 0; i < carries.length; i++) shares[i % labels]! += (carries[i]! * labels) / carries.length;
  return shares;
}

/** What each example carries, less the shares. */
const centred = (carries: Uint8Array, shares: Float64Array): Float64Array =>
  Float64Array.from(carries, (carried, i) => carried - shares[i % shares.length]!);
