import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { masiDistance, measureLabelSets } from '../../../../core/consolidation/multi-label/measure-label-sets';

describe('measures of label sets', () => {
  test('by hand', () => {
    const measured = measureLabelSets([
      { label: ['a', 'b'], gold: ['a', 'b'] },
      { label: ['a'], gold: ['b'] },
      { label: [], gold: [] },
      { label: undefined, gold: ['a'] },
    ]);
    // a: hit 1, extra 1, missed 1; b: hit 1, missed 1.
    expect(measured.exactMatch).toBe(0.5);
    expect(measured.microF1).toBeCloseTo(4 / 7);
    expect(measured.macroF1).toBeCloseTo((2 / 4 + 2 / 3) / 2);
    // Of 4 × 2 decisions: two wrong in the second, both in the last.
    expect(measured.hammingLoss).toBe(0.5);
  });

  test('nothing to find and nothing found is right; nothing to measure is 0', () => {
    expect(measureLabelSets([{ label: [], gold: [] }])).toEqual({
      exactMatch: 1,
      microF1: 1,
      macroF1: 1,
      hammingLoss: 0,
    });
    expect(measureLabelSets([])).toMatchObject({ exactMatch: 0, hammingLoss: 0 });
  });
});

describe('MASI distance', () => {
  test.each<[string[], string[], number]>([
    [['a', 'b'], ['b', 'a'], 0],
    [[], [], 0],
    [['a'], ['b'], 1],
    [['a'], [], 1],
    [['a'], ['a', 'b'], 1 - (1 / 2) * (2 / 3)],
    [['a', 'b'], ['b', 'c'], 1 - (1 / 3) * (1 / 3)],
  ])('%j and %j', (a, b, distance) => {
    expect(masiDistance(a, b)).toBeCloseTo(distance);
  });

  test('is symmetric, and 0 only for the same', () => {
    const sets = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        expect(masiDistance(a, b)).toBe(masiDistance(b, a));
        expect(masiDistance(a, b) === 0).toBe([...a].sort().join() === [...b].sort().join());
      }),
    );
  });
});
