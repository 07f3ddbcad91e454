import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measureTexts, textDistance } from '../../../../core/consolidation/free-text/measure-texts';
import { readText } from '../../../../core/consolidation/free-text/read-text';

describe('reading a text', () => {
  test.each<[unknown, string]>([
    ['  a b ', 'a b'],
    [{ note: 'a' }, 'a'],
    [{ note: { text: 'a' } }, 'a'],
    [{ note: { value: 'a' } }, 'a'],
    [{ other: 'a' }, 'a'],
    [{ other: 'b', note: 'a' }, 'a'],
    [{ other: { text: 'a' }, flag: { on: true } }, 'a'],
  ])('%j', (content, value) => {
    expect(readText(content, { element: 'note' })).toEqual({ ok: true, value });
  });

  test.each<[unknown, string]>([
    [undefined, '{"note":"…"}'],
    [null, 'holds no text'],
    [7, 'holds no text'],
    [{ note: 7 }, 'holds no text'],
    [{ one: 'a', two: 'b' }, 'holds no text'],
    ['', 'the text is empty'],
    [{ note: ' \n ' }, 'the text is empty'],
  ])('%j is set aside', (content, reason) => {
    expect(readText(content, { element: 'note' })).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (content) => {
        expect(typeof readText(content, { element: 'note' }).ok).toBe('boolean');
      }),
    );
  });
});

describe('measures of texts', () => {
  test.each<[string | undefined, string, number, number, number]>([
    ['The cat sat.', 'the cat sat', 0, 0, 1],
    ['the cat', 'the cat sat', 1 / 3, 4 / 11, 0],
    ['a cat sat down here', 'the cat sat', 1, 13 / 11, 0],
    [undefined, 'the cat sat', 1, 1, 0],
    ['', '', 0, 0, 1],
  ])('%j for %j', (label, gold, words, characters, exact) => {
    const measured = measureTexts([{ label, gold }]);
    expect(measured.wordErrorRate).toBeCloseTo(words);
    expect(measured.characterErrorRate).toBeCloseTo(characters);
    expect(measured.exactMatch).toBe(exact);
  });

  test('the distance is symmetric, 0 for the same words and 1 for none in common', () => {
    expect(textDistance('A cat!', 'a cat')).toBe(0);
    expect(textDistance('a b', 'c d')).toBe(1);
    expect(textDistance('a b c', 'a c')).toBeCloseTo(1 / 3);
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(textDistance(a, b)).toBe(textDistance(b, a));
        expect(textDistance(a, b)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
