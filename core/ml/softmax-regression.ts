import { minimize, type Objective } from './lbfgs';
import type { Rows } from './rows';
import { softmax } from './softmax';

/** A linear model of `classes` classes: score_c(x) = bias_c + x · weights[:, c]. */
export interface LinearModel {
  dimensions: number;
  classes: number;
  weights: Float64Array;
  bias: Float64Array;
}

export interface RegressionProblem {
  rows: Rows;
  /** Which rows to learn from. */
  members: Uint32Array;
  /** Class of every row of `rows`. */
  targets: Int32Array;
  classes: number;
  /** How much an example of each class counts; they should average 1 over the members. */
  classWeights: Float64Array;
  /** Strength of the L2 penalty; the bias is free. */
  penalty: number;
}

/**
 * Multinomial logistic regression with an L2 penalty (Hastie, Tibshirani, Friedman, *The Elements of Statistical Learning*, §4.4):
 * mean over examples of w_y (log Σ_c exp score_c - score_y) + penalty / 2 · ‖weights‖². Convex, so the answer does not depend on where
 * it starts; `start` only saves iterations. Parameters: the weights, then the biases.
 */
export function regressionObjective(problem: RegressionProblem): Objective {
  const { rows, members, targets, classes, classWeights, penalty } = problem;
  const biasAt = rows.dimensions * classes;
  const scores = new Float64Array(classes);
  const share = 1 / members.length;
  return (x, gradient) => {
    gradient.fill(0);
    let value = 0;
    for (let m = 0; m < members.length; m++) {
      const row = members[m]!;
      for (let c = 0; c < classes; c++) scores[c] = x[biasAt + c]!;
      rows.addScores(row, x, classes, scores);
      const target = targets[row]!;
      const weight = classWeights[target]! * share;
      const targetScore = scores[target]!;
      value += weight * (softmax(scores) - targetScore);
      scores[target]! -= 1;
      for (let c = 0; c < classes; c++) {
        scores[c]! *= weight;
        gradient[biasAt + c]! += scores[c]!;
      }
      rows.addOuter(row, scores, classes, gradient);
    }
    let squares = 0;
    for (let i = 0; i < biasAt; i++) {
      squares += x[i]! * x[i]!;
      gradient[i]! += penalty * x[i]!;
    }
    return value + 0.5 * penalty * squares;
  };
}

export function fitSoftmaxRegression(
  problem: RegressionProblem,
  options: { maxIterations?: number; start?: LinearModel } = {},
  progress?: (iteration: number, value: number) => void,
): LinearModel {
  const { rows, classes } = problem;
  const start = new Float64Array((rows.dimensions + 1) * classes);
  if (options.start) {
    start.set(options.start.weights);
    start.set(options.start.bias, rows.dimensions * classes);
  }
  const { x } = minimize(
    regressionObjective(problem),
    start,
    { maxIterations: options.maxIterations ?? 100, tolerance: 1e-3, improvement: 1e-5 },
    progress,
  );
  return {
    dimensions: rows.dimensions,
    classes,
    weights: x.subarray(0, rows.dimensions * classes),
    bias: x.slice(rows.dimensions * classes),
  };
}

/** Scores of one row, before softmax. */
export function scoreRow(model: LinearModel, rows: Rows, row: number, out: Float64Array): void {
  for (let c = 0; c < model.classes; c++) out[c] = model.bias[c]!;
  rows.addScores(row, model.weights, model.classes, out);
}
