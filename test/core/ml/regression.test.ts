import { describe, expect, test } from '@jest/globals';
import { classWeights } from '../../../core/ml/class-weights';
import { stratifiedFolds } from '../../../core/ml/folds';
import { minimize } from '../../../core/ml/lbfgs';
import { softmax } from '../../../core/ml/softmax';
import { randomGenerator } from '../../../core/random/generator';

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

test('softmax of huge scores neither overflows nor loses the order', () => {
  const scores = Float64Array.of(1000, 999, -1000);
  expect(softmax(scores)).toBeCloseTo(1000.3133, 3);
  expect(scores[0]).toBeCloseTo(0.7311, 3);
  expect(scores[2]).toBe(0);
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
