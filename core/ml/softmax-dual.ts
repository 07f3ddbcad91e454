import type { SparseRows } from './rows';
import { softmax } from './softmax';
import { addOuter, addScores } from './sparse-products';

export interface DualProblem {
  rows: SparseRows;
  /** Class of every row, 0 … classes - 1. */
  targets: Int32Array;
  classes: number;
  /** How much an example of each class counts. */
  classWeights: Float64Array;
  /** Strength of the L2 penalty against the sum (not the mean) of the examples' losses. */
  penalty: number;
}

/**
 * Multinomial logistic regression by dual coordinate ascent: each example has a dual variable per class, and one step moves them towards the class
 * probabilities the model gives the example now, as far as a bound on the gain allows in closed form (S. Shalev-Shwartz, T. Zhang, "Accelerated proximal
 * stochastic dual coordinate ascent for regularized loss minimization", 2014, option of the logistic loss with its smoothness estimated from the two
 * distributions). A pass costs as much as one gradient and a few passes do; and because the weights are the sum of what every example put into
 * them, an example can be taken out again: `forget` and a pass or two give the model that never saw it.
 *
 * Made for rows that have little in common, as texts have: examples then hardly disturb each other, and five passes do. Many rows of few features (where
 * `fitSoftmaxRegression` is at home) take hundreds.
 *
 * The bias is the weight of a feature that is 1 everywhere. Two classes need one output, the difference of their scores.
 */
export class SoftmaxDual {
  readonly outputs: number;
  readonly weights: Float32Array;
  readonly bias: Float64Array;
  /** By example and output: what the example put into the weights, before penalty and features. */
  private readonly given: Float32Array;
  private readonly step: Float64Array;

  private constructor(
    private readonly problem: DualProblem,
    private readonly lengths: Float64Array,
    from?: SoftmaxDual,
  ) {
    const { rows, classes } = problem;
    this.outputs = outputsOf(classes);
    this.weights = from ? from.weights.slice() : new Float32Array(rows.dimensions * this.outputs);
    this.bias = from ? from.bias.slice() : new Float64Array(this.outputs);
    this.given = from ? from.given.slice() : new Float32Array(rows.count * this.outputs);
    this.step = new Float64Array(this.outputs);
  }

  static of(problem: DualProblem): SoftmaxDual {
    const { rows } = problem;
    const lengths = new Float64Array(rows.count);
    for (let row = 0; row < rows.count; row++) {
      let sum = 1;
      for (let i = rows.starts[row]!; i < rows.starts[row + 1]!; i++) sum += rows.values[i]! ** 2;
      lengths[row] = sum;
    }
    return new SoftmaxDual(problem, lengths);
  }

  copy(): SoftmaxDual {
    return new SoftmaxDual(this.problem, this.lengths, this);
  }

  /** One step for each of these examples, in their order. Returns the mean distance (symmetric Kullback-Leibler) the duals had to the model. */
  pass(order: Uint32Array): number {
    let distance = 0;
    for (let k = 0; k < order.length; k++)
      distance += this.outputs === 1 ? this.binary(order[k]!) : this.many(order[k]!);
    return distance / Math.max(1, order.length);
  }

  /** Takes what these examples gave out of the weights. */
  forget(examples: Uint32Array): void {
    const { outputs, given, step } = this;
    for (let k = 0; k < examples.length; k++) {
      const at = examples[k]! * outputs;
      for (let c = 0; c < outputs; c++) {
        step[c] = -given[at + c]!;
        given[at + c] = 0;
      }
      this.give(examples[k]!);
    }
  }

  /** Scores of a row for each class, before softmax. */
  scores(row: number, out: Float64Array): void {
    const { rows, classes } = this.problem;
    const { outputs, weights, bias } = this;
    for (let c = 0; c < outputs; c++) out[c] = bias[c]!;
    addScores(rows, row, weights, outputs, out);
    classScores(out, classes);
  }

  private many(row: number): number {
    const { rows, targets, classWeights, penalty } = this.problem;
    const { outputs, weights, bias, given, step } = this;
    const target = targets[row]!;
    const weight = classWeights[target]!;
    const at = row * outputs;
    for (let c = 0; c < outputs; c++) step[c] = bias[c]!;
    addScores(rows, row, weights, outputs, step);
    softmax(step);
    let distance = 0;
    let square = 0;
    for (let c = 0; c < outputs; c++) {
      const dual = (c === target ? 1 : 0) - given[at + c]! / weight;
      const difference = step[c]! - dual;
      distance += difference * Math.log(Math.max(step[c]!, tiny) / Math.max(dual, dualFloor));
      square += difference * difference;
      step[c] = Math.abs(difference) < still ? 0 : difference;
    }
    if (square < negligible || distance <= 0) return 0;
    const size = (-weight * distance) / (distance + (this.lengths[row]! / penalty) * weight * square);
    for (let c = 0; c < outputs; c++) {
      step[c]! *= size;
      given[at + c]! += step[c]!;
    }
    this.give(row);
    return distance;
  }

  private binary(row: number): number {
    const { rows, targets, classWeights, penalty } = this.problem;
    const { starts, columns, values } = rows;
    const { weights, bias, given, step } = this;
    const weight = classWeights[targets[row]!]!;
    const sign = targets[row] === 1 ? 1 : -1;
    let score = bias[0]!;
    const end = starts[row + 1]!;
    for (let i = starts[row]!; i < end; i++) score += values[i]! * weights[columns[i]!]!;
    const wrong = 1 / (1 + Math.exp(sign * score));
    const dual = (sign * given[row]!) / weight;
    const difference = wrong - dual;
    const distance =
      difference *
      Math.log(
        (Math.max(wrong, tiny) * Math.max(1 - dual, dualFloor)) /
          (Math.max(1 - wrong, tiny) * Math.max(dual, dualFloor)),
      );
    if (difference * difference < negligible || distance <= 0) return 0;
    const size =
      (weight * distance) / (distance + ((2 * this.lengths[row]!) / penalty) * weight * difference * difference);
    step[0] = sign * size * difference;
    given[row]! += step[0]!;
    this.give(row);
    return distance;
  }

  /** Adds the row times `step` to the weights. */
  private give(row: number): void {
    const { rows, penalty } = this.problem;
    const { outputs, weights, bias, step } = this;
    // The penalty of two classes falls on both their weight vectors, which are one the other's negative.
    const scale = (outputs === 1 ? 2 : 1) / penalty;
    for (let c = 0; c < outputs; c++) {
      step[c]! *= scale;
      bias[c]! += step[c]!;
    }
    addOuter(rows, row, step, outputs, weights);
  }
}

/** Numbers a model computes for a row. */
export const outputsOf = (classes: number) => (classes === 2 ? 1 : classes);

/** Outputs to class scores, in place. */
export function classScores(out: Float64Array, classes: number): void {
  if (classes !== 2) return;
  const half = out[0]! / 2;
  out[0] = -half;
  out[1] = half;
}

const tiny = 1e-9;
/** A dual of 0 has an infinite distance to any probability; with a finite one, tried down to 1e-7, first steps are small enough to converge soonest. */
const dualFloor = 1e-3;
const negligible = 1e-9;
/** Classes whose dual is this near are left where they are: with many classes those are most. */
const still = 1e-5;
