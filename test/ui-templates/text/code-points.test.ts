import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CodePoints } from '../../../ui-templates/text/code-points';
import { anyText } from './texts';

describe('offsets in code points', () => {
  test('count an emoji as one, a line end of Windows as two, and a mark apart from its letter', () => {
    const text = '😀 a\r\ne\u0301';
    const points = new CodePoints(text);
    expect(points.length).toBe(7);
    expect(points.fromUnits(text.indexOf('a'))).toBe(2);
    expect(points.toUnits(2)).toBe(text.indexOf('a'));
    expect(points.fromUnits(text.indexOf('e'))).toBe(5);
    expect(points.toUnits(7)).toBe(text.length);
  });

  test('go there and back for every character of any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const points = new CodePoints(text);
        const characters = Array.from(text);
        expect(points.length).toBe(characters.length);
        let units = 0;
        for (let i = 0; i <= characters.length; i += 1) {
          expect(points.toUnits(i)).toBe(units);
          expect(points.fromUnits(units)).toBe(i);
          units += characters[i]?.length ?? 0;
        }
      }),
    );
  });
});
