import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Boundaries } from '../../../ui-templates/text/boundaries';
import { findAll, type SearchOptions } from '../../../ui-templates/text/search';
import { anyText } from './texts';

const found = (text: string, wanted: string, options?: SearchOptions): string[] =>
  findAll(new Boundaries(text), wanted, options).map(({ start, end }) => `${start}:${text.slice(start, end)}`);

describe('searching a text', () => {
  test('finds every place, whatever the case, and does not overlap them', () => {
    expect(found('Amazon, amazon AMAZON', 'amazon')).toEqual(['0:Amazon', '8:amazon', '15:AMAZON']);
    expect(found('Amazon, amazon', 'amazon', { matchCase: true })).toEqual(['8:amazon']);
    expect(found('aaaa', 'aa')).toEqual(['0:aa', '2:aa']);
  });

  test('finds whole words only, when asked', () => {
    expect(found('cat concat cat.', 'cat', { wholeWords: true })).toEqual(['0:cat', '11:cat']);
    expect(found('東京と東京都', '東京', { wholeWords: true })[0]).toBe('0:東京');
  });

  test('knows accents in one code point and in two, and no part of a character', () => {
    expect(found('cafe\u0301 café', 'café')).toEqual(['0:cafe\u0301', '6:café']);
    expect(found('e\u0301 e', 'e')).toEqual(['3:e']);
    expect(found('👩‍👩‍👧 👩', '👩')).toEqual(['9:👩']);
  });

  test('takes a name over a line end, and marks as they are', () => {
    expect(found('New\r\n York', 'new york')).toEqual(['0:New\r\n York']);
    expect(found('a.c abc', 'a.c')).toEqual(['0:a.c']);
    expect(found('text', '  ')).toEqual([]);
  });

  test('finds any word of any text where it is, and cuts no character', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(20), (text, from, length) => {
        const boundaries = new Boundaries(text);
        const start = from % (text.length + 1);
        const wanted = boundaries.trim(
          boundaries.wholeCharacters({ start, end: Math.min(text.length, start + length) }),
        );
        const places = findAll(boundaries, text.slice(wanted.start, wanted.end), { matchCase: true });
        for (const place of places) {
          expect(boundaries.isCharacterBoundary(place.start)).toBe(true);
          expect(boundaries.isCharacterBoundary(place.end)).toBe(true);
        }
        const isWhole = boundaries.isCharacterBoundary(wanted.start) && boundaries.isCharacterBoundary(wanted.end);
        if (wanted.end > wanted.start && isWhole) expect(places.length).toBeGreaterThan(0);
      }),
    );
  });
});
