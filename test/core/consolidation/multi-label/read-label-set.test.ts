import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readLabelSet } from '../../../../core/consolidation/multi-label/read-label-set';

describe('reading a set of labels', () => {
  test.each<[unknown, string[]]>([
    [{ tags: { labels: ['b', 'a', 'b'] } }, ['a', 'b']],
    [{ other: { labels: ['a'] } }, ['a']],
    [{ other: { labels: ['b'] }, tags: { labels: ['a'] } }, ['a']],
    [{ labels: ['a'] }, ['a']],
    [{ tags: { labels: [] } }, []],
    [[], []],
    [['a'], ['a']],
    ['', []],
    ['a | b', ['a', 'b']],
    ['a;b', ['a', 'b']],
    ['["b","a"]', ['a', 'b']],
    ['{"tags":{"labels":["a"]}}', ['a']],
    ['[x] | a', ['[x]', 'a']],
  ])('%j', (content, value) => {
    expect(readLabelSet(content, { element: 'tags' })).toEqual({ ok: true, value });
  });

  test.each<[unknown, string]>([
    [undefined, '{"tags":{"labels":[…]}}'],
    [null, 'the answer holds no'],
    [7, 'the answer holds no'],
    [{ tags: { label: 'a' } }, 'the answer holds no'],
    [{ x: { labels: ['a'] }, y: { labels: ['b'] } }, 'the answer holds no'],
    [{ tags: { labels: ['a', 7] } }, 'label 1 is not a string: 7'],
    [{ tags: { labels: ['a', 'nope'] } }, '"nope" is not one of the categories'],
  ])('%j is set aside', (content, reason) => {
    const read = readLabelSet(content, { element: 'tags', categories: ['a', 'b'] });
    expect(read).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (content) => {
        expect(typeof readLabelSet(content, { element: 'tags' }).ok).toBe('boolean');
      }),
    );
  });
});
