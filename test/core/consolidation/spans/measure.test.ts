import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measureSpans, spanDistance } from '../../../../core/consolidation/spans/measure';
import type { SpanAnswer } from '../../../../core/consolidation/spans/span';

const answer = (...spans: [number, number, string][]): SpanAnswer => ({
  spans: spans.map(([start, end, label]) => ({ start, end, label })),
});

const anyAnswer = fc
  .array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 5 }), fc.constantFrom('A', 'B')), { maxLength: 6 })
  .map((spans) =>
    answer(...spans.map(([start, size, label]): [number, number, string] => [start, start + size, label])),
  );

describe('measure', () => {
  test('counts exact spans over all objects, and overlaps of the same label one to one', () => {
    const pairs = [
      { label: answer([0, 2, 'A'], [3, 5, 'B'], [7, 8, 'A']), gold: answer([0, 2, 'A'], [3, 4, 'B']) },
      { label: undefined, gold: answer([1, 2, 'A']) },
      { label: answer([0, 1, 'A'], [1, 2, 'A']), gold: answer([0, 2, 'A']) },
    ];
    const measured = measureSpans(pairs);
    expect(measured.precision).toBeCloseTo(1 / 5);
    expect(measured.recall).toBeCloseTo(1 / 4);
    expect(measured.f1).toBeCloseTo(2 / 9);
    expect(measured.partialF1).toBeCloseTo(6 / 9);
  });

  test('nothing to find and nothing found is right; nothing found is not precise where there was something', () => {
    expect(measureSpans([{ label: answer(), gold: answer() }])).toEqual({
      f1: 1,
      precision: 1,
      recall: 1,
      partialF1: 1,
    });
    expect(measureSpans([{ label: undefined, gold: answer([0, 1, 'A']) }])).toEqual({
      f1: 0,
      precision: 0,
      recall: 0,
      partialF1: 0,
    });
  });

  test('order and repetition do not matter', () => {
    const pairs = [{ label: answer([3, 5, 'B'], [0, 2, 'A'], [0, 2, 'A']), gold: answer([0, 2, 'A'], [3, 5, 'B']) }];
    expect(measureSpans(pairs).f1).toBe(1);
  });
});

describe('distance', () => {
  test.each<[SpanAnswer, SpanAnswer, number]>([
    [answer(), answer(), 0],
    [answer([0, 4, 'A']), answer(), 1],
    [answer([0, 4, 'A']), answer([0, 4, 'B']), 1],
    [answer([0, 4, 'A']), answer([0, 2, 'A'], [2, 4, 'A']), 0],
    [answer([0, 3, 'A']), answer([1, 4, 'A']), 1 - 4 / 6],
    [answer([0, 3, 'A'], [1, 4, 'A']), answer([0, 4, 'A']), 0],
  ])('%#', (a, b, expected) => {
    expect(spanDistance(a, b)).toBeCloseTo(expected, 12);
  });

  test('is symmetric, within 0 and 1, and 0 to itself', () => {
    fc.assert(
      fc.property(anyAnswer, anyAnswer, (a, b) => {
        const distance = spanDistance(a, b);
        expect(distance).toBeCloseTo(spanDistance(b, a), 12);
        expect(distance).toBeGreaterThanOrEqual(0);
        expect(distance).toBeLessThanOrEqual(1);
        expect(spanDistance(a, a)).toBe(0);
      }),
    );
  });
});
