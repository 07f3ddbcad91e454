import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { entitiesOf, spansOf } from '../../../../ui-templates/elements/crowd-entity-annotation/entities';
import { CodePoints } from '../../../../ui-templates/text/code-points';
import { SpanStore } from '../../../../ui-templates/text/span-store';
import { anyText } from '../../text/texts';

describe('entities of an answer', () => {
  test('count code points and come in the order of the text', () => {
    const text = '😀 Ann met\r\nBob 👍🏽.';
    const store = new SpanStore();
    const at = (word: string, label: string) => ({
      start: text.indexOf(word),
      end: text.indexOf(word) + word.length,
      label,
    });
    store.add('', [at('Bob', 'person'), at('Ann met\r\nBob', 'event'), at('Ann', 'person'), at('Ann', 'a')]);
    expect(entitiesOf(store.all(), new CodePoints(text))).toEqual([
      { endOffset: 5, label: 'a', startOffset: 2 },
      { endOffset: 5, label: 'person', startOffset: 2 },
      { endOffset: 14, label: 'event', startOffset: 2 },
      { endOffset: 14, label: 'person', startOffset: 11 },
    ]);
  });

  test('are the same after being read and written again, for any text', () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('a', 'b'))), (text, picks) => {
        const points = new CodePoints(text);
        const given = picks.flatMap(([a, b, label]) => {
          const [startOffset, endOffset] = [a % (points.length + 1), b % (points.length + 1)].sort((x, y) => x - y);
          return startOffset === endOffset ? [] : [{ startOffset, endOffset, label }];
        });
        const store = new SpanStore();
        store.reset(spansOf(given, points).spans);
        const entities = entitiesOf(store.all(), points);
        expect(
          new Set(entities.map((entity) => JSON.stringify([entity.startOffset, entity.endOffset, entity.label]))),
        ).toEqual(
          new Set(given.map(({ startOffset, endOffset, label }) => JSON.stringify([startOffset, endOffset, label]))),
        );
        const characters = Array.from(text);
        store.all().forEach(({ start, end }) => {
          const [startOffset, endOffset] = [points.fromUnits(start), points.fromUnits(end)];
          expect(characters.slice(startOffset, endOffset).join('')).toBe(text.slice(start, end));
        });
      }),
    );
  });

  test('are read from a list, from an answer, from lenient JSON, from offsets that are strings', () => {
    const points = new CodePoints('Ann met Bob');
    const span = { start: 0, end: 3, label: 'person', suggested: undefined };
    for (const given of [
      [{ label: 'person', startOffset: 0, endOffset: 3 }],
      { entities: [{ label: 'person', startOffset: '0', endOffset: '3' }] },
      "[{label: 'person', startOffset: 0, endOffset: 3,},]",
    ])
      expect(spansOf(given, points)).toEqual({ spans: [span], leftOut: 0 });
    for (const nothing of ['', [], {}, undefined, null]) expect(spansOf(nothing, points).spans).toEqual([]);
    expect(() => spansOf('[{', points)).toThrow('expected');
  });

  test('outside the text, upside down, without a label, or given twice are left out', () => {
    const points = new CodePoints('Ann');
    const given = [
      { label: 'a', startOffset: 0, endOffset: 3 },
      { label: 'a', startOffset: 0, endOffset: 3 },
      { label: 'a', startOffset: 0, endOffset: 4 },
      { label: 'a', startOffset: 2, endOffset: 2 },
      { label: 'a', startOffset: -1, endOffset: 2 },
      { label: 'a', startOffset: 0.5, endOffset: 2 },
      { startOffset: 0, endOffset: 2 },
      'person',
    ];
    expect(spansOf(given, points)).toMatchObject({ spans: [{ start: 0, end: 3 }], leftOut: 6 });
  });

  test('say how sure a model was, each its own or all the same', () => {
    const points = new CodePoints('Ann met Bob');
    const given = [
      { label: 'a', startOffset: 0, endOffset: 3, confidence: 0.9 },
      { label: 'a', startOffset: 8, endOffset: 11, confidence: 7 },
    ];
    expect(spansOf(given, points, 0.5).spans.map(({ suggested }) => suggested)).toEqual([0.9, 0.5]);
    expect(spansOf(given, points).spans.map(({ suggested }) => suggested)).toEqual([0.9, undefined]);
  });
});
