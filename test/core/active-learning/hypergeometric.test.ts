import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hypergeometricCdf } from '../../../core/active-learning/hypergeometric';

/** By Pascal's triangle. */
const choose = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

describe('hypergeometricCdf', () => {
  test('is the sum of its terms', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 30 })
          .chain((population) =>
            fc.tuple(
              fc.constant(population),
              fc.integer({ min: 0, max: population }),
              fc.integer({ min: 0, max: population }),
              fc.integer({ min: -1, max: 31 }),
            ),
          ),
        ([population, marked, draws, found]) => {
          let sum = 0;
          for (let i = 0; i <= found; i++)
            sum += (choose(marked, i) * choose(population - marked, draws - i)) / choose(population, draws);
          expect(hypergeometricCdf(found, draws, marked, population)).toBeCloseTo(sum, 9);
        },
      ),
    );
  });

  test('falls as more are marked, and stays finite for millions', () => {
    const at = (marked: number) => hypergeometricCdf(3, 200, marked, 5_000_000);
    expect(at(50_000)).toBeGreaterThan(at(100_000));
    expect(at(100_000)).toBeGreaterThan(at(250_000));
    expect(at(250_000)).toBeGreaterThan(0);
    expect(at(100_000)).toBeCloseTo(0.4314, 3);
  });
});
