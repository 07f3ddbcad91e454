import { describe, expect, test } from '@jest/globals';
import { classWeights } from '../../../core/ml/class-weights';
import { stratifiedFolds } from '../../../core/ml/folds';
import { minimize } from '../../../core/ml/lbfgs';
import { DenseRows, SparseRows } from '../../../core/ml/rows';
import { argmax, softmax } from '../../../core/ml/softmax';
import { fitSoftmaxRegression, regressionObjective, scoreRow } from '../../../core/ml/softmax-regression';
import { randomGenerator } from '../../../core/random/generator';
import { expectGradientMatches } from './numeric-gradient';

const random = randomGenerator('regression');
const noise = (length: number) => Float64Array.from({ length }, () => random.normal());
const dense = new DenseRows(Float32Array.from(noise(12)), 3);
const sparse = new SparseRows(
  Uint32Array.of(0, 2, 2, 5),
  Uint32Array.of(0, 3, 1, 2, 4),
  Float32Array.of(1, -2, 0.5, 3, 1),
  5,
);

describe('L-BFGS', () => {
  test('finds the minimum of the Rosenbrock function', () => {
    const { x, value } = minimize(
      ([a, b], gradient) => {
        gradient[0] = -400 * a! * (b! - a! * a!) - 2 * (1 - a!);
        gradient[1] = 200 * (b! - a! * a!);
        return 100 * (b! - a! * a!) ** 2 + (1 - a!) ** 2;
      },
      Float64Array.of(-1.2, 1),
      { maxIterations: 200, tolerance: 1e-10, improvement: 0 },
    );
    expect(value).toBeLessThan(1e-12);
    expect(x[0]).toBeCloseTo(1, 5);
    expect(x[1]).toBeCloseTo(1, 5);
  });

  test('solves a badly scaled quadratic', () => {
    const scales = [1, 100, 10_000];
    const { x } = minimize(
      (at, gradient) => {
        let value = 0;
        scales.forEach((scale, i) => {
          gradient[i] = scale * (at[i]! - i);
          value += 0.5 * scale * (at[i]! - i) ** 2;
        });
        return value;
      },
      Float64Array.of(5, 5, 5),
      { maxIterations: 100, tolerance: 1e-9, improvement: 0 },
    );
    x.forEach((value, i) => {
      expect(value).toBeCloseTo(i, 5);
    });
  });

  test('says so when the start has no finite value', () => {
    expect(() => minimize(() => Number.NaN, new Float64Array(1), { maxIterations: 5 })).toThrow('the objective is NaN');
  });
});

describe('softmax regression', () => {
  const problem = (rows: DenseRows | SparseRows, targets: number[]) => ({
    rows,
    members: Uint32Array.from(targets, (_, i) => i),
    targets: Int32Array.from(targets),
    classes: 3,
    classWeights: Float64Array.of(0.5, 1, 2),
    penalty: 0.1,
  });

  test('has the gradient its value has, on dense and on sparse rows', () => {
    expectGradientMatches(regressionObjective(problem(dense, [0, 1, 2, 1])), noise(12));
    expectGradientMatches(regressionObjective(problem(sparse, [2, 0, 1])), noise(18));
  });

  test('without features that help gives the weighted class shares', () => {
    const rows = new DenseRows(new Float32Array(4), 1);
    const model = fitSoftmaxRegression({ ...problem(rows, [0, 0, 1, 2]), classWeights: Float64Array.of(1, 1, 1) });
    const scores = new Float64Array(3);
    scoreRow(model, rows, 0, scores);
    softmax(scores);
    [0.5, 0.25, 0.25].forEach((share, c) => {
      expect(scores[c]).toBeCloseTo(share, 2);
    });
  });

  test('parts classes that a line can part', () => {
    const rows = new DenseRows(Float32Array.of(-2, 0, -1, 0.5, 2, 0, 1, -0.5, 0, 3, 0.5, 2), 2);
    const targets = [0, 0, 1, 1, 2, 2];
    const model = fitSoftmaxRegression({ ...problem(rows, targets), penalty: 1e-3 });
    const scores = new Float64Array(3);
    targets.forEach((target, row) => {
      scoreRow(model, rows, row, scores);
      expect(argmax(scores)).toBe(target);
    });
  });

  test('softmax of huge scores neither overflows nor loses the order', () => {
    const scores = Float64Array.of(1000, 999, -1000);
    expect(softmax(scores)).toBeCloseTo(1000.3133, 3);
    expect(scores[0]).toBeCloseTo(0.7311, 3);
    expect(scores[2]).toBe(0);
  });
});

test('class weights average one over the examples and grow for rare classes', () => {
  const weights = classWeights(Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 2, 0.5);
  expect((9 * weights[0]! + weights[1]!) / 10).toBeCloseTo(1, 12);
  expect(weights[1]! / weights[0]!).toBeCloseTo(3, 12);
  expect([...classWeights(Int32Array.of(0, 0, 1), 2, 0)]).toEqual([1, 1]);
});

test('stratified folds hold their share of every class', () => {
  const targets = Int32Array.from({ length: 103 }, (_, i) => (i % 10 === 0 ? 1 : 0));
  const folds = stratifiedFolds(targets, 5, randomGenerator(1));
  for (const [target, least, most] of [
    [0, 18, 19],
    [1, 2, 3],
  ] as const)
    for (let fold = 0; fold < 5; fold++) {
      const count = targets.filter((value, i) => value === target && folds[i] === fold).length;
      expect(count).toBeGreaterThanOrEqual(least);
      expect(count).toBeLessThanOrEqual(most);
    }
});
