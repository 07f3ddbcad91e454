import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measureRankings, rankingDistance } from '../../../../core/consolidation/ranking/measure-rankings';
import type { Ranking } from '../../../../core/consolidation/ranking/ranking';

describe('measures of rankings', () => {
  test.each<[Ranking | undefined, Ranking, number, number, number]>([
    [['a', 'b', 'c'], ['a', 'b', 'c'], 1, 1, 1],
    [['c', 'b', 'a'], ['a', 'b', 'c'], -1, -1, 0],
    [['a', 'c', 'b'], ['a', 'b', 'c'], 1 / 3, 0.5, 1],
    [undefined, ['a', 'b'], -1, -1, 0],
    // b and c are left out: tied behind a. Of three pairs one is tied.
    [['a'], ['a', 'b', 'c'], 2 / Math.sqrt(6), Math.sqrt(3) / 2, 1],
    [['b', 'a'], [['a', 'b'], 'c'], 2 / Math.sqrt(6), Math.sqrt(3) / 2, 1],
  ])('%j for %j', (label, gold, tau, rho, top) => {
    const measured = measureRankings([{ label, gold }]);
    expect(measured.kendallTau).toBeCloseTo(tau);
    expect(measured.spearman).toBeCloseTo(rho);
    expect(measured.topAccuracy).toBe(top);
  });
});

describe('Kendall distance', () => {
  test.each<[Ranking, Ranking, number]>([
    [['a', 'b', 'c'], ['a', 'b', 'c'], 0],
    [['a', 'b', 'c'], ['c', 'b', 'a'], 1],
    [['a', 'b', 'c'], ['a', 'c', 'b'], 1 / 3],
    [['a', 'b'], [['a', 'b']], 0.5],
    [['a', 'b'], ['c', 'd'], 1],
    [[['a', 'b']], [['a', 'b']], 0],
  ])('%j and %j', (a, b, distance) => {
    expect(rankingDistance(a, b)).toBeCloseTo(distance);
  });

  test('is symmetric and between 0 and 1', () => {
    const orders = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'));
    fc.assert(
      fc.property(orders, orders, (a, b) => {
        expect(rankingDistance(a, b)).toBeCloseTo(rankingDistance(b, a), 12);
        expect(rankingDistance(a, b)).toBeGreaterThanOrEqual(0);
        expect(rankingDistance(a, b)).toBeLessThanOrEqual(1);
        expect(rankingDistance(a, a)).toBe(0);
      }),
    );
  });
});
