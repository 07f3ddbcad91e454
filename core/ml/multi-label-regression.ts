import type { RandomGenerator } from '../random/generator';
import type { SparseRows } from './rows';
import { shuffledIndices } from './shuffled-indices';

/** One logistic regression a label on the same features: score_l(x) = bias_l + x · weights[:, l]. */
export interface MultiLabelModel {
  labels: number;
  /** Labels side by side: `feature * labels + l`. */
  weights: Float64Array;
  bias: Float64Array;
}

export interface MultiLabelProblem {
  rows: SparseRows;
  /** Which rows to learn from. */
  members: Uint32Array;
  /** 1 where the row carries the label, at `row * labels + l`. */
  carries: Uint8Array;
  labels: number;
  /** What an example's loss counts against the penalty of 1/2 ‖weights‖². */
  cost: number;
  random: RandomGenerator;
}

/** Where a fit stands: the model and, for every member and label, the log odds of its share of the cost. */
interface Progress extends MultiLabelModel {
  odds: Float64Array;
}

const mostPasses = 40;
/** A pass that moves no share by more than this part of the cost ends the fit. */
const tolerance = 0.01;

/**
 * Logistic regression with an L2 penalty for every label by dual coordinate descent (H.-F. Yu, F.-L. Huang, C.-J. Lin, "Dual coordinate descent methods for logistic regression and maximum
 * entropy models", 2011): example i holds a share a_i of the cost, at the optimum cost · sigmoid(-y_i score_i), and each step makes that true of one example. The step's equation is
 * solved in the log odds of the share, where it is well conditioned. `start` only saves passes.
 */
export function fitMultiLabel(problem: MultiLabelProblem, start?: MultiLabelFit): MultiLabelFit {
  const { rows, members, carries, labels, cost, random } = problem;
  const state: Progress = {
    labels,
    weights: new Float64Array(rows.dimensions * labels),
    bias: new Float64Array(labels),
    odds: new Float64Array(members.length * labels).fill(firstOdds),
  };
  if (start) state.odds.set(start.odds);
  const scores = new Float64Array(labels);
  const change = new Float64Array(labels);
  const lengths = Float64Array.from(members, (row) => squaredLength(rows, row) + 1);
  for (let m = 0; m < members.length; m++) {
    const row = members[m]!;
    for (let l = 0; l < labels; l++)
      change[l] = signOf(carries[row * labels + l]!) * cost * sigmoid(state.odds[m * labels + l]!);
    add(state, rows, row, change);
  }
  for (let pass = 0; pass < mostPasses; pass++) {
    let largest = 0;
    for (const m of shuffledIndices(members.length, random)) {
      const row = members[m]!;
      for (let l = 0; l < labels; l++) scores[l] = state.bias[l]!;
      rows.addScores(row, state.weights, labels, scores);
      let moved = false;
      for (let l = 0; l < labels; l++) {
        const at = m * labels + l;
        const sign = signOf(carries[row * labels + l]!);
        const before = cost * sigmoid(state.odds[at]!);
        const odds = solveOdds(state.odds[at]!, sign * scores[l]! - lengths[m]! * before, lengths[m]! * cost);
        const difference = cost * sigmoid(odds) - before;
        state.odds[at] = odds;
        change[l] = sign * difference;
        if (Math.abs(difference) > largest) largest = Math.abs(difference);
        moved ||= Math.abs(difference) > 1e-9 * cost;
      }
      if (moved) add(state, rows, row, change);
    }
    if (largest <= tolerance * cost) break;
  }
  return state;
}

/** A fitted model, and what a fit with another cost on the same members may start from. */
export type MultiLabelFit = Readonly<Progress>;

/** Scores of one row. */
export function multiLabelScores(model: MultiLabelModel, rows: SparseRows, row: number, out: Float64Array): void {
  for (let l = 0; l < model.labels; l++) out[l] = model.bias[l]!;
  rows.addScores(row, model.weights, model.labels, out);
}

/** The label is rare until shown otherwise: shares start small. */
const firstOdds = -5;

const signOf = (carries: number): number => (carries ? 1 : -1);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function squaredLength(rows: SparseRows, row: number): number {
  let sum = 0;
  for (let i = rows.starts[row]!; i < rows.starts[row + 1]!; i++) sum += rows.values[i]! ** 2;
  return sum;
}

/** The bias is the weight of a feature that is always 1. */
function add(state: Progress, rows: SparseRows, row: number, change: Float64Array): void {
  for (let l = 0; l < state.labels; l++) state.bias[l]! += change[l]!;
  rows.addOuter(row, change, state.labels, state.weights);
}

/** Root of u + rest + reach · sigmoid(u): Newton's method, halving where it would leave the bracket. */
function solveOdds(start: number, rest: number, reach: number): number {
  let low = -rest - reach;
  let high = -rest;
  let u = Math.min(high, Math.max(low, start));
  for (let i = 0; i < 30; i++) {
    const s = sigmoid(u);
    const value = u + rest + reach * s;
    if (value > 0) high = u;
    else low = u;
    let next = u - value / (1 + reach * s * (1 - s));
    if (!(next >= low && next <= high)) next = (low + high) / 2;
    if (Math.abs(next - u) < 1e-4) return next;
    u = next;
  }
  return u;
}
