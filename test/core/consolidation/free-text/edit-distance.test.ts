import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editDistance } from '../../../../core/consolidation/free-text/edit-distance';

/** As Wagner and Fischer have it, cell by cell. */
function byTheBook(a: number[], b: number[]): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, x] of a.entries()) {
    const row = [i + 1];
    for (const [j, y] of b.entries()) row.push(Math.min(above[j + 1]! + 1, row[j]! + 1, above[j]! + (x === y ? 0 : 1)));
    above = row;
  }
  return above.at(-1)!;
}

describe('edit distance', () => {
  test('is that of the textbook, over the 32-bit boundary and back', () => {
    for (const letters of [1, 2, 4, 20]) {
      const sequence = fc.array(fc.integer({ min: 0, max: letters }), { maxLength: 140 });
      fc.assert(
        fc.property(sequence, sequence, (a, b) => {
          expect(editDistance(a, b)).toBe(byTheBook(a, b));
        }),
        { numRuns: 100 },
      );
    }
  });

  test.each([31, 32, 33, 64, 65])('of %i equal and unequal symbols', (n) => {
    const zeros = Array<number>(n).fill(0);
    expect(editDistance(zeros, zeros)).toBe(0);
    expect(editDistance(zeros, Array<number>(n).fill(1))).toBe(n);
    expect(editDistance(zeros, [])).toBe(n);
    expect(editDistance([1, ...zeros], [...zeros, 1])).toBe(2);
  });
});
