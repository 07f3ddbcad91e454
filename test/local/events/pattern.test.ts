import { describe, expect, test } from '@jest/globals';
import { compilePattern } from '../../../local/events/pattern';

const event = {
  source: 'shop',
  'detail-type': 'Order',
  detail: {
    state: 'Paid',
    total: 120,
    note: null,
    tags: ['gift', 'fragile'],
    items: [
      { sku: 'A-1', count: 1 },
      { sku: 'B-2', count: 5 },
    ],
    path: 'inbox/cats/one.png',
  },
};

const matches = (detail: unknown) => compilePattern({ detail })(event);

describe('event patterns', () => {
  test.each<[string, unknown, boolean]>([
    ['exact text', { state: ['Paid', 'Sent'] }, true],
    ['exact text is case-sensitive', { state: ['paid'] }, false],
    ['a number is no text', { total: ['120'] }, false],
    ['null', { note: [null] }, true],
    ['any element of an array', { tags: ['fragile'] }, true],
    ['fields of objects in an array', { items: { sku: ['B-2'] } }, true],
    ['an array of objects without a match', { items: { sku: ['C-3'] } }, false],
    ['prefix', { path: [{ prefix: 'inbox/' }] }, true],
    ['prefix that differs', { path: [{ prefix: 'jobs/' }] }, false],
    ['prefix without regard to case', { path: [{ prefix: { 'equals-ignore-case': 'INBOX/' } }] }, true],
    ['suffix', { path: [{ suffix: '.png' }] }, true],
    ['suffix that differs', { path: [{ suffix: '.jpg' }] }, false],
    ['equals-ignore-case', { state: [{ 'equals-ignore-case': 'pAID' }] }, true],
    ['wildcard', { path: [{ wildcard: 'inbox/*/*.png' }] }, true],
    ['wildcard anchored at both ends', { path: [{ wildcard: 'box/*' }] }, false],
    ['wildcard dot is a dot', { path: [{ wildcard: 'inbox/cats/one*x.png' }] }, false],
    ['numeric range', { total: [{ numeric: ['>', 100, '<=', 120] }] }, true],
    ['numeric out of range', { total: [{ numeric: ['<', 100] }] }, false],
    ['numeric of a text', { state: [{ numeric: ['>', 0] }] }, false],
    ['exists', { state: [{ exists: true }] }, true],
    ['exists false of a field that is there', { state: [{ exists: false }] }, false],
    ['exists false of a field that is not', { gone: [{ exists: false }] }, true],
    ['anything-but', { state: [{ 'anything-but': ['Sent'] }] }, true],
    ['anything-but what it is', { state: [{ 'anything-but': 'Paid' }] }, false],
    ['anything-but of an absent field', { gone: [{ 'anything-but': 'x' }] }, false],
    ['anything-but prefix', { path: [{ 'anything-but': { prefix: 'jobs/' } }] }, true],
    ['anything-but suffix', { path: [{ 'anything-but': { suffix: '.png' } }] }, false],
    ['anything-but equals-ignore-case', { state: [{ 'anything-but': { 'equals-ignore-case': ['paid'] } }] }, false],
    ['anything-but wildcard', { path: [{ 'anything-but': { wildcard: '*cats*' } }] }, false],
    ['all fields must match', { state: ['Paid'], total: [1] }, false],
    ['$or, first', { $or: [{ state: ['Paid'] }, { total: [1] }] }, true],
    ['$or, none', { $or: [{ state: ['x'] }, { total: [1] }] }, false],
    ['$or beside a field that fails', { tags: ['none'], $or: [{ state: ['Paid'] }, { total: [1] }] }, false],
  ])('%s', (_, pattern, expected) => {
    expect(matches(pattern)).toBe(expected);
  });

  test.each<[string, unknown]>([
    ['a bare value', { source: 'shop' }],
    ['an empty list', { source: [] }],
    ['no field', {}],
    ['an unknown operator', { source: [{ like: 'x' }] }],
    ['cidr', { source: [{ cidr: '10.0.0.0/24' }] }],
    ['two operators at once', { source: [{ prefix: 'a', suffix: 'b' }] }],
    ['an odd numeric range', { total: [{ numeric: ['>', 1, '<'] }] }],
    ['$or with one alternative', { $or: [{ source: ['a'] }] }],
    ['text that is not JSON', '{"source":'],
  ])('refuses %s', (_, pattern) => {
    expect(() => compilePattern(pattern)).toThrow(/Event pattern is not valid\. Reason: .+/);
  });
});
