import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reliability } from '../../../core/quality/reliability';
import { randomGenerator } from '../../../core/random/generator';

describe('reliability', () => {
  test('by hand: two bins', () => {
    const found = reliability([0.2, 0.4, 0.6, 1], [false, true, true, false], 2)!;
    expect(found.equalWidth).toMatchObject([
      { low: 0, high: 0.5, count: 2, confidence: expect.closeTo(0.3, 9), accuracy: 0.5 },
      { low: 0.5, high: 1, count: 2, confidence: expect.closeTo(0.8, 9), accuracy: 0.5 },
    ]);
    expect(found).toMatchObject({
      count: 4,
      accuracy: 0.5,
      confidence: expect.closeTo(0.55, 9),
      error: expect.closeTo(0.5 * 0.2 + 0.5 * 0.3, 9),
      largestError: expect.closeTo(0.3, 9),
      brier: expect.closeTo((0.04 + 0.36 + 0.16 + 1) / 4, 9),
    });
    expect(found.logLoss).toBeCloseTo(-(Math.log(0.8) + Math.log(0.4) + Math.log(0.6) + Math.log(1e-6)) / 4, 6);
  });

  test('a confidence on the edge is in the lower bin, as Guo et al. have it', () => {
    const counts = (...confidences: number[]) =>
      reliability(
        confidences,
        confidences.map(() => true),
        10,
      )!.equalWidth.map(({ count }) => count);
    expect(counts(0, 0.1, 0.3, 0.7)).toEqual([2, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
  });

  test('does not depend on order, and both kinds of bins hold every label once', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
            fc.boolean(),
          ),
          { minLength: 1, maxLength: 60 },
        ),
        fc.integer({ min: 1, max: 12 }),
        fc.integer(),
        (labels, bins, seed) => {
          const of = (list: typeof labels) =>
            reliability(
              list.map(([p]) => p),
              list.map(([, right]) => right),
              bins,
            )!;
          const found = of(labels);
          const again = of(randomGenerator(seed).shuffle(labels));
          expect(again.equalMass.map(({ count, high }) => [count, high])).toEqual(
            found.equalMass.map(({ count, high }) => [count, high]),
          );
          expect(again.error).toBeCloseTo(found.error, 9);
          for (const list of [found.equalWidth, found.equalMass])
            expect(list.reduce((sum, { count }) => sum + count, 0)).toBe(labels.length);
          expect(found.equalMass.length).toBeLessThanOrEqual(bins);
        },
      ),
    );
  });

  test('equal-mass bins are about equal where confidences differ', () => {
    const confidences = Array.from({ length: 1000 }, (_, i) => (i + 1) / 1001);
    const { equalMass } = reliability(
      confidences,
      confidences.map(() => 1),
      10,
    )!;
    expect(equalMass.map(({ count }) => count)).toEqual(new Array(10).fill(100));
  });

  test('tells honest confidence from boasting', () => {
    const random = randomGenerator('honest');
    const confidences = Array.from({ length: 5000 }, () => random.next());
    const right = confidences.map((p) => random.next() < p);
    const boasting = confidences.map((p) => Math.sqrt(p));
    expect(reliability(confidences, right)!.error).toBeLessThan(0.03);
    expect(reliability(boasting, right)!.error).toBeGreaterThan(0.1);
    expect(reliability(boasting, right)!.brier).toBeGreaterThan(reliability(confidences, right)!.brier);
  });

  test('nothing to judge is undefined; what is no confidence is refused with its place', () => {
    expect(reliability([], [])).toBeUndefined();
    expect(() => reliability([0.5, 1.2], [true, true])).toThrow('confidence 1.2 at 1');
    expect(() => reliability([0.5], [])).toThrow('1 confidences but 0');
  });
});
