import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Ranking } from '../../../../core/consolidation/ranking/ranking';
import { readRanking } from '../../../../core/consolidation/ranking/read-ranking';

const dimensions = [
  { name: 'Clarity', allowTie: true, responseRankings: [2, 1, 2] },
  { name: 'Truth', allowTie: false, responseRankings: [3, 1, 2] },
];

describe('reading a ranking', () => {
  test.each<[unknown, Ranking]>([
    [{ order: { ranking: ['b', 'a'] } }, ['b', 'a']],
    [{ order: ['b', 'a'] }, ['b', 'a']],
    [{ else: { ranking: ['b', 'a'] } }, ['b', 'a']],
    [{ ranking: ['b', ['c', 'a']] }, ['b', ['a', 'c']]],
    [
      ['b', 'a'],
      ['b', 'a'],
    ],
    [
      [['a'], ['b', 'c']],
      ['a', ['b', 'c']],
    ],
    ['b > a=c > d', ['b', ['a', 'c'], 'd']],
    ['["b","a"]', ['b', 'a']],
    ['a', ['a']],
    [{ ordinalRankingDimensions: dimensions }, ['2', ['1', '3']]],
    [{ textRanking: { ordinalRankingDimensions: dimensions } }, ['2', ['1', '3']]],
  ])('%j', (content, value) => {
    expect(readRanking(content, { element: 'order' })).toEqual({ ok: true, value });
  });

  test('of several dimensions, the one named like the element', () => {
    expect(readRanking({ ordinalRankingDimensions: dimensions }, { element: 'Truth' })).toEqual({
      ok: true,
      value: ['2', '3', '1'],
    });
  });

  test.each<[unknown, string]>([
    [undefined, '{"order":{"ranking":[…]}}'],
    [{ order: { labels: ['a'] } }, 'holds no'],
    [[], 'the ranking is empty'],
    ['', 'the ranking is empty'],
    [['a', 'b', 'a'], 'place 3 of the ranking names "a" again'],
    [['a', 7], 'place 2 of the ranking is no item: 7'],
    ['a>>b', 'place 2 of the ranking is no item: ""'],
    [['a', 'x'], 'place 2 of the ranking names "x", which is not one of the items'],
    [{ ordinalRankingDimensions: [{ name: 'Clarity' }] }, 'responseRankings'],
  ])('%j is set aside', (content, reason) => {
    const read = readRanking(content, { element: 'order', categories: ['a', 'b'] });
    expect(read).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (content) => {
        expect(typeof readRanking(content, { element: 'order' }).ok).toBe('boolean');
      }),
    );
  });
});
