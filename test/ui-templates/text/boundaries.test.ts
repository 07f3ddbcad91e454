import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Boundaries } from '../../../ui-templates/text/boundaries';
import { paragraphsOf, piecesOf } from '../../../ui-templates/text/paragraphs';
import { anyText } from './texts';

/** Selects the part of a text between the two bars and gives it back grown to whole words. */
function wholeWords(marked: string): string {
  const [before, selected, after] = marked.split('|') as [string, string, string];
  const text = before + selected + after;
  const { start, end } = new Boundaries(text).wholeWords({
    start: before.length,
    end: before.length + selected.length,
  });
  return text.slice(start, end);
}

describe('whole words', () => {
  test.each([
    ['The Ama|zon We|b Services', 'Amazon Web'],
    ['The| Amazon |Web', 'Amazon'],
    ['He said (|Ama|zon).', 'Amazon'],
    ['He said |(Ama|zon).', '(Amazon'],
    ['We do|n|’t know', 'don’t'],
    ['pay 3|.1|4 now', '3.14'],
    ['東|京|都に住んでいます', '東京'],
    ['私は学|生|です', '学生'],
    ['مرحبا بال|عا|لم', 'بالعالم'],
    ['a 👩‍👩‍|👧|‍👦 family', '👩‍👩‍👧‍👦'],
    ['a 👍|🏽| b', '👍🏽'],
    ['cafe|\u0301| noir', 'cafe\u0301'],
    ['a |  | b', ''],
    ['||', ''],
  ])('%s', (marked, expected) => {
    expect(wholeWords(marked)).toBe(expected);
  });

  test('never cut a character, and grow no further the second time', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, a, b) => {
        const boundaries = new Boundaries(text);
        const [start, end] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [number, number];
        for (const grow of ['wholeWords', 'wholeCharacters'] as const) {
          const grown = boundaries[grow]({ start, end });
          expect(grown.start).toBeLessThanOrEqual(grown.end);
          if (grown.end === grown.start) continue;
          const kept = boundaries.trim({ start, end });
          expect(grown.start).toBeLessThanOrEqual(kept.start);
          expect(grown.end).toBeGreaterThanOrEqual(kept.end);
          expect(boundaries[grow](grown)).toEqual(grown);
          for (const edge of [grown.start, grown.end]) expect(boundaries.isCharacterBoundary(edge)).toBe(true);
        }
      }),
    );
  });
});

describe('stepping through a text', () => {
  test('by characters visits each as the whole text has them, in both directions', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const boundaries = new Boundaries(text);
        const forward: number[] = [];
        for (let at = 0; at < text.length; at = boundaries.nextCharacter(at)) forward.push(at);
        const backward: number[] = [];
        for (let at = text.length; at > 0; ) {
          at = boundaries.previousCharacter(at);
          backward.unshift(at);
        }
        expect(backward).toEqual(forward);
        for (const at of forward) expect(boundaries.isCharacterBoundary(at)).toBe(true);
        // Lines are apart: nothing joins over the end of one.
        const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
        const expected = paragraphsOf(text).flatMap(({ start, next }) =>
          [...segmenter.segment(text.slice(start, next))].map(({ index }) => start + index),
        );
        expect(forward).toEqual(expected);
      }),
    );
  });

  test('by words stops where words end going forth and begin going back', () => {
    const text = 'One two, three.\n四つの word';
    const boundaries = new Boundaries(text);
    const ends: string[] = [];
    for (let at = 0; at < text.length; at = boundaries.nextWordEnd(at))
      ends.push(text.slice(0, boundaries.nextWordEnd(at)));
    expect(ends.slice(0, 3)).toEqual(['One', 'One two', 'One two, three']);
    expect(text.slice(boundaries.previousWordStart(text.length))).toBe('word');
    expect(boundaries.previousWordStart(3)).toBe(0);
    expect(boundaries.nextWordEnd(text.length)).toBe(text.length);
  });
});

describe('pieces of a text', () => {
  test('give the text back, whatever their length, and part no character', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 30 }), (text, most) => {
        const paragraphs = paragraphsOf(text);
        expect(paragraphs.map(({ start, next }) => text.slice(start, next)).join('')).toBe(text);
        for (const { start, end } of paragraphs) expect(text.slice(start, end)).not.toMatch(/[\r\n]/);
        const whole = new Boundaries(text);
        for (const paragraph of paragraphs) {
          const pieces = piecesOf(text, paragraph, most);
          expect(pieces.map(({ start, end }) => text.slice(start, end)).join('')).toBe(
            text.slice(paragraph.start, paragraph.next),
          );
          for (const { start } of pieces) expect(whole.isCharacterBoundary(start)).toBe(true);
        }
      }),
    );
  });

  test('of a long text without blanks end where words do', () => {
    const text = '東京都に住んでいます。'.repeat(500);
    const pieces = piecesOf(text, paragraphsOf(text)[0]!, 1000);
    expect(pieces.length).toBeGreaterThan(3);
    for (const { start, end } of pieces) expect(end - start).toBeLessThan(2000);
    const { start, end } = new Boundaries(text).wordAt(text.indexOf('東京', 4000));
    expect(text.slice(start, end)).toBe('東京');
  });
});
