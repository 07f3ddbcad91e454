import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pairPosterior } from '../../../../core/consolidation/ranking/kemeny';

const matrices = (n: number) =>
  fc
    .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: n * n, maxLength: n * n })
    .map((weights) => Float64Array.from(weights));

const weightOf = (order: number[], weight: Float64Array): number => {
  const n = order.length;
  let sum = 0;
  for (let a = 0; a < n; a++) for (let b = a + 1; b < n; b++) sum += weight[order[a]! * n + order[b]!]!;
  return sum;
};

function permutations(items: number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

describe('the posterior of orders', () => {
  test.each([1, 2, 4, 5])('of %i items is that of trying all orders', (n) => {
    const all = permutations([...Array(n).keys()]);
    fc.assert(
      fc.property(matrices(n), (weight) => {
        const { order, probability, before } = pairPosterior(weight, n);
        const weights = all.map((tried) => Math.exp(weightOf(tried, weight)));
        const total = weights.reduce((sum, w) => sum + w, 0);
        expect(weightOf(order, weight)).toBeCloseTo(Math.max(...all.map((tried) => weightOf(tried, weight))), 6);
        expect(probability).toBeCloseTo(Math.max(...weights) / total, 9);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            const expected = all.reduce(
              (sum, tried, k) => sum + (tried.indexOf(i) < tried.indexOf(j) ? weights[k]! : 0),
              0,
            );
            if (i !== j) expect(before[i * n + j]).toBeCloseTo(expected / total, 9);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test('of items that nobody ordered leaves them as they were, every order alike', () => {
    const { order, probability } = pairPosterior(new Float64Array(16), 4);
    expect(order).toEqual([0, 1, 2, 3]);
    expect(probability).toBeCloseTo(1 / 24);
  });

  test('of a dozen items has the best order there is by moving one item', () => {
    const n = 12;
    fc.assert(
      fc.property(matrices(n), (weight) => {
        const { order, probability } = pairPosterior(weight, n);
        const reached = weightOf(order, weight);
        for (let from = 0; from < n; from++) {
          for (let to = 0; to < n; to++) {
            const moved = order.toSpliced(from, 1).toSpliced(to, 0, order[from]!);
            expect(weightOf(moved, weight)).toBeLessThanOrEqual(reached + 1e-6);
          }
        }
        expect(probability).toBeGreaterThan(0);
        expect(probability).toBeLessThanOrEqual(1);
      }),
      { numRuns: 10 },
    );
  });

  test('stands weights too large to be multiplied', () => {
    // Three cycles of three, each stronger than a number holds.
    const n = 9;
    const weight = new Float64Array(n * n);
    for (const first of [0, 3, 6]) for (let k = 0; k < 3; k++) weight[(first + k) * n + first + ((k + 1) % 3)] = 700;
    const { order, probability, before } = pairPosterior(weight, n);
    expect([...order].sort()).toEqual([...Array(n).keys()]);
    expect(Number.isFinite(probability)).toBe(true);
    expect(before.every((p) => p >= 0 && p <= 1)).toBe(true);
  });
});
