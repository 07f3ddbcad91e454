import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Boundaries } from '../../../ui-templates/text/boundaries';
import { type Edge, placeEdge, type Snap, stepEdge } from '../../../ui-templates/text/steps';
import { anyText } from './texts';

const TEXT = 'In 2006, Andy Jassy (now chief) launched it.';

function edge(words: string, which: Edge, by: 1 | -1, snap: Snap): string | undefined {
  const start = TEXT.indexOf(words);
  const range = stepEdge(new Boundaries(TEXT), { start, end: start + words.length }, which, by, snap);
  return range && TEXT.slice(range.start, range.end);
}

describe('moving an edge by keys', () => {
  test.each([
    ['Andy', 'end', 1, 'words', 'Andy Jassy'],
    ['Andy Jassy', 'end', 1, 'words', 'Andy Jassy (now'],
    ['Andy Jassy (now', 'end', -1, 'words', 'Andy Jassy ('],
    ['Andy Jassy', 'end', -1, 'words', 'Andy'],
    ['Andy', 'end', -1, 'words', undefined],
    ['Jassy', 'start', -1, 'words', 'Andy Jassy'],
    ['2006, Andy', 'start', 1, 'words', 'Andy'],
    ['Andy', 'start', 1, 'words', undefined],
    ['Andy', 'end', 1, 'characters', 'Andy '],
    ['Andy', 'start', 1, 'characters', 'ndy'],
    ['In', 'start', -1, 'words', undefined],
  ] as const)('%s, %s by %d %s', (words, which, by, snap, expected) => {
    expect(edge(words, which, by, snap)).toBe(expected);
  });

  test('never leaves nothing, and never cuts a character', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.nat(),
        fc.nat(),
        fc.constantFrom<Edge>('start', 'end'),
        fc.constantFrom<1 | -1>(1, -1),
        fc.constantFrom<Snap>('words', 'characters'),
        (text, a, b, which, by, snap) => {
          const boundaries = new Boundaries(text);
          const [from, to] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [number, number];
          const range = boundaries.wholeCharacters({ start: from, end: to });
          if (range.start === range.end) return;
          for (const moved of [
            stepEdge(boundaries, range, which, by, snap),
            placeEdge(boundaries, range, which, (a * 7) % (text.length + 1), snap),
          ]) {
            if (!moved) continue;
            expect(moved.end).toBeGreaterThan(moved.start);
            const other = which === 'start' ? 'end' : 'start';
            expect(moved[other]).toBe(range[other]);
            expect(boundaries.isCharacterBoundary(moved[which])).toBe(true);
          }
        },
      ),
      // Between the two halves of a line end.
      { examples: [['a\r\nb', 1, 4, 'end', 1, 'words']] },
    );
  });
});
