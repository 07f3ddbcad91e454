import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assign } from '../../../core/geometry/assign';
import { randomGenerator } from '../../../core/random/generator';

/** Every way to give rows columns, for small problems. */
function bestTotal(cost: number[][]): { assigned: number; total: number } {
  let best = { assigned: 0, total: 0 };
  const go = (row: number, used: number, assigned: number, total: number) => {
    if (row === cost.length) {
      if (assigned > best.assigned || (assigned === best.assigned && total < best.total)) best = { assigned, total };
      return;
    }
    go(row + 1, used, assigned, total);
    for (const [column, value] of cost[row]!.entries())
      if (!(used & (1 << column)) && value !== Number.POSITIVE_INFINITY)
        go(row + 1, used | (1 << column), assigned + 1, total + value);
  };
  go(0, 0, 0, 0);
  return best;
}

describe('assign', () => {
  test('takes the cheapest pairs together, not the cheapest first', () => {
    expect([
      ...assign([
        [1, 2],
        [1.5, 9],
      ]),
    ]).toEqual([1, 0]);
  });

  test('leaves a row alone where it may meet no column', () => {
    expect([...assign([[Number.POSITIVE_INFINITY], [3]])]).toEqual([-1, 0]);
    expect([...assign([])]).toEqual([]);
    expect([...assign([[], []])]).toEqual([-1, -1]);
  });

  test('refuses what is no cost', () => {
    expect(() => assign([[Number.NaN]])).toThrow(RangeError);
  });

  test('is as good as trying everything', () => {
    const cell = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: -20, max: 20 }) },
      { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
    );
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 5 })
          .chain((columns) =>
            fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 }),
          ),
        (cost) => {
          const chosen = [...assign(cost)];
          const pairs = chosen.flatMap((column, row) => (column < 0 ? [] : [cost[row]![column]!]));
          const columns = chosen.filter((column) => column >= 0);
          expect(new Set(columns).size).toBe(columns.length);
          const best = bestTotal(cost);
          expect(pairs.length).toBe(best.assigned);
          expect(pairs.reduce((sum, value) => sum + value, 0)).toBeCloseTo(best.total, 9);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('finds a planted matching of 500 rows and columns', () => {
    const random = randomGenerator('planted');
    const planted = random.shuffle(Array.from({ length: 500 }, (_, i) => i));
    const cost = planted.map((column) =>
      Float64Array.from({ length: 500 }, (_, j) => (j === column ? random.next() : 1 + random.next())),
    );
    expect([...assign(cost)]).toEqual(planted);
  });
});
