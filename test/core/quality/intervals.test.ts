import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { upperTail } from '../../../core/active-learning/binomial';
import { betaCdf, betaQuantile, studentQuantile } from '../../../core/quality/beta-distribution';
import { meanInterval, probabilityBelow, shareInterval } from '../../../core/quality/interval';
import { randomGenerator } from '../../../core/random/generator';

describe('the beta distribution', () => {
  test('is the binomial tail: P(X ≥ k) of n draws at p is P(Beta(k, n - k + 1) ≤ p)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share, p) => {
          const k = Math.max(1, Math.min(n, Math.round(share * n)));
          expect(betaCdf(p, k, n - k + 1)).toBeCloseTo(upperTail(k, n, p), 10);
        },
      ),
    );
  });

  test('has a closed form at one half: 2/π · asin √x', () => {
    for (const x of [0.001, 0.1, 0.5, 0.7, 0.999])
      expect(betaCdf(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 12);
  });

  test('its quantile undoes it', () => {
    for (const [a, b] of [
      [0.5, 0.5],
      [3, 40],
      [500.5, 0.5],
    ] as const)
      for (const p of [0.025, 0.5, 0.975]) expect(betaCdf(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 8);
  });

  test("gives Student's table", () => {
    for (const [degrees, t] of [
      [1, 12.706],
      [2, 4.303],
      [5, 2.571],
      [30, 2.042],
      [1e6, 1.96],
    ] as const)
      expect(studentQuantile(0.95, degrees)).toBeCloseTo(t, 3);
  });
});

describe('intervals', () => {
  test("of a share are Jeffreys', but open at the ends", () => {
    // Table 5 of Brown, Cai and DasGupta (2001) for n = 10: 3 of 10 and 0 of 10.
    expect(shareInterval(3, 10).low).toBeCloseTo(0.093, 3);
    expect(shareInterval(3, 10).high).toBeCloseTo(0.606, 3);
    expect(shareInterval(0, 10)).toEqual({ low: 0, high: expect.closeTo(0.217, 3) });
    expect(shareInterval(10, 10).high).toBe(1);
    expect(shareInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });

  test('of a mean hold it about 95 times in 100, and single or equal values leave room', () => {
    expect(meanInterval({ n: 0, sum: 0, squares: 0 })).toEqual({ low: 0, high: 1 });
    expect(meanInterval({ n: 1, sum: 1, squares: 1 })).toEqual({ low: 0, high: 1 });
    expect(meanInterval({ n: 10, sum: 10, squares: 10 }).low).toBeLessThan(0.9);
    const random = randomGenerator('means');
    for (const n of [5, 20, 300]) {
      let held = 0;
      for (let turn = 0; turn < 300; turn++) {
        let sum = 0;
        let squares = 0;
        for (let i = 0; i < n; i++) {
          const value = Math.sqrt(random.next());
          sum += value;
          squares += value * value;
        }
        const { low, high } = meanInterval({ n, sum, squares });
        if (low <= 2 / 3 && 2 / 3 <= high) held++;
      }
      expect(held).toBeGreaterThan(273);
    }
  });

  test('the probability below a bar agrees with them', () => {
    const { low, high } = shareInterval(7, 10);
    expect(probabilityBelow(low, 7, 10)).toBeCloseTo(0.025, 6);
    expect(probabilityBelow(high, 7, 10)).toBeCloseTo(0.975, 6);
  });
});
