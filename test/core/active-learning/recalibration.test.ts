import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Experience, recalibration } from '../../../core/active-learning/recalibration';
import { randomGenerator } from '../../../core/random/generator';

/** What comes of `count` confidences when the labels are as good as `is` says. */
function experience(count: number, is: (confidence: number) => number): Experience[] {
  const random = randomGenerator('experience');
  return Array.from({ length: count }, () => {
    const confidence = 0.5 + 0.45 * random.next();
    return { confidence, loss: random.next() < is(confidence) ? 0 : 1 };
  });
}

describe('recalibration', () => {
  test('says what the model says until something came of it', () => {
    expect(recalibration([])(0.83)).toBe(0.83);
    expect(recalibration(experience(4, () => 1))(0.8)).toBeCloseTo(0.8, 1);
  });

  test('believes a model that is better than it says, or worse, beyond where it was tried', () => {
    const half = (confidence: number) => 1 - (1 - confidence) / 2;
    const better = recalibration(experience(4000, half));
    expect(better(0.8)).toBeCloseTo(half(0.8), 1);
    expect(1 - better(0.98)).toBeLessThan(0.75 * 0.02);
    const worse = recalibration(experience(4000, (confidence) => confidence - 0.2));
    expect(worse(0.8)).toBeCloseTo(0.6, 1);
    expect(1 - worse(0.98)).toBeGreaterThan(1.3 * 0.02);
  });

  test('rises with the confidence and stays a probability, whatever came of it', () => {
    const any = fc.record({
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      loss: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), (given) => {
        const expected = recalibration(given);
        let before = 0;
        for (const confidence of [0, 0.01, 0.3, 0.5, 0.9, 0.999, 1]) {
          const quality = expected(confidence);
          expect(quality).toBeGreaterThanOrEqual(before);
          expect(quality).toBeLessThanOrEqual(1);
          before = quality;
        }
      }),
    );
  });
});
