import { describe, expect, test } from '@jest/globals';
import { readSpanAnswer } from '../../../../core/consolidation/spans/read-answer';

const element = 'crowd-entity-annotation';
const per = { startOffset: 0, endOffset: 3, label: 'PER' };
const loc = { startOffset: 5, endOffset: 9, label: 'LOC' };
const both = [
  { start: 0, end: 3, label: 'PER' },
  { start: 5, end: 9, label: 'LOC' },
];

describe('what is read', () => {
  test.each<[string, unknown]>([
    ['Ground Truth under its element', { [element]: { entities: [per, loc] } }],
    ['another key beside it', { [element]: { entities: [per, loc] }, other: { entities: [per] } }],
    ['a renamed element', { annotations2: { entities: [per, loc] }, comment: 'done' }],
    ['the element alone', { entities: [loc, per] }],
    ['the output manifest', { annotations: { labels: [{ label: 'PER' }], entities: [per, loc] } }],
    [
      'bare triples',
      {
        spans: [
          [5, 9, 'LOC'],
          [0, 3, 'PER'],
        ],
      },
    ],
    ['bare objects', { spans: both }],
    ['a list of entities', [per, loc]],
    ['a span twice', { entities: [per, loc, per] }],
  ])('%s', (_, content) => {
    expect(readSpanAnswer(content, { element })).toEqual({ ok: true, value: { spans: both } });
  });

  test('an empty answer, and the length of the text', () => {
    expect(readSpanAnswer({ [element]: { entities: [] } }, { element })).toEqual({ ok: true, value: { spans: [] } });
    expect(readSpanAnswer({ spans: [[0, 2, 'A']], tokens: 2 }, {})).toEqual({
      ok: true,
      value: { spans: [{ start: 0, end: 2, label: 'A' }], tokens: 2 },
    });
  });
});

describe('what is set aside, with its place', () => {
  test.each<[unknown, string]>([
    [
      { [element]: { entities: [per, { startOffset: 4, endOffset: 4, label: 'A' }] } },
      `${element}.entities[1]: the end 4 is not after the start 4`,
    ],
    [{ spans: [[-1, 2, 'A']] }, 'spans[0]: the start must be an integer from 0, found -1'],
    [{ spans: [[0, 2.5, 'A']] }, 'spans[0]: the end must be an integer, found 2.5'],
    [{ spans: [['0', 2, 'A']] }, 'spans[0]: the start must be an integer from 0, found "0"'],
    [{ spans: [[0, 5, 'A']], tokens: 4 }, "spans[0]: the end 5 is beyond the text's length 4"],
    [{ spans: [[0, 5, 'B']] }, `spans[0]: "B" is none of the job's labels`],
    [{ spans: [[0, 5]] }, 'spans[0]: expected a label, found nothing'],
    [{ spans: [7] }, 'spans[0]: expected {"startOffset","endOffset","label"} or [start,end,label], found 7'],
    [{ spans: [], tokens: -1 }, 'tokens: expected the length of the text, found -1'],
    [{ [element]: { entity: [] } }, `${element}: expected {"entities":[…]}, found {"entity":[]}`],
    [{ a: { entities: [] }, b: { entities: [] } }, 'more than one list of spans: a.entities, b.entities'],
    [{}, 'expected {"entities":[…]} or {"spans":[…]}, found {}'],
    [null, 'expected {"entities":[…]} or {"spans":[…]}, found null'],
    [{ spans: Array.from({ length: 10_001 }, (_, i) => [i, i + 1, 'A']) }, 'spans: 10001 spans; the limit is 10000'],
  ])('%#', (content, reason) => {
    expect(readSpanAnswer(content, { element, categories: ['A', 'PER'] })).toEqual({ ok: false, reason });
  });
});
