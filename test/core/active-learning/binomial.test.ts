import { describe, expect, test } from '@jest/globals';
import { binomialCdf, upperTail } from '../../../core/active-learning/binomial';

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
