import { describe, expect, test } from '@jest/globals';
import { binomialCdf, clopperPearsonLower, upperTail } from '../../../core/active-learning/binomial';

describe('binomial tails', () => {
  test('are the sums of their terms', () => {
    for (const n of [1, 2, 7, 20]) {
      for (const p of [0.01, 0.3, 0.5, 0.95]) {
        let sum = 0;
        let choose = 1;
        for (let k = 0; k <= n; k++) {
          expect(upperTail(k, n, p)).toBeCloseTo(1 - sum, 10);
          sum += choose * p ** k * (1 - p) ** (n - k);
          expect(binomialCdf(k, n, p)).toBeCloseTo(sum, 10);
          choose = (choose * (n - k)) / (k + 1);
        }
      }
    }
  });

  test('stay finite and ordered far out', () => {
    expect(upperTail(100_000, 100_000, 0.95)).toBeCloseTo(0, 12);
    expect(upperTail(95_000, 100_000, 0.95)).toBeGreaterThan(0.49);
    expect(upperTail(95_000, 100_000, 0.95)).toBeLessThan(0.52);
  });
});

describe('clopperPearsonLower', () => {
  // Published values of the exact one-sided bound.
  test.each([
    [59, 59, 0.05, 0.9505],
    [10, 10, 0.025, 0.6915],
    [81, 100, 0.025, 0.7193],
    [0, 10, 0.05, 0],
    [95, 100, 0.05, 0.8977],
  ])('%i of %i at %f', (right, n, delta, bound) => {
    expect(clopperPearsonLower(right, n, delta)).toBeCloseTo(bound, 4);
  });

  test('the bound is where the tail equals delta', () => {
    expect(upperTail(180, 200, clopperPearsonLower(180, 200, 0.05))).toBeCloseTo(0.05, 9);
  });
});
