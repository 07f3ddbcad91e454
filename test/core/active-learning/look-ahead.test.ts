import { describe, expect, test } from '@jest/globals';
import { expectedOfGoingOn, type LookAhead } from '../../../core/active-learning/look-ahead';

/** 1000 objects of which 40 were looked at first; 80 and 160 would be looked at later. */
const given = (wrong: number, look = 1): LookAhead => ({
  asked: {
    floor: 0.5,
    starts: [1000, 500, 250],
    looks: [
      { sample: 40, delta: 0.005 },
      { sample: 80, delta: 0.005 },
      { sample: 160, delta: 0.02 },
    ],
    look,
  },
  unlabelled: Float64Array.from({ length: 960 }, (_, i) => 0.94 + 0.06 * ((i + 0.5) / 960)),
  sample: Array.from({ length: 40 }, (_, id) => ({
    id,
    confidence: 0.94 + (0.06 * (id + 0.5)) / 40,
    loss: (id * wrong) % 40 < wrong ? 1 : 0,
  })),
  limit: () => 0.1,
});

describe('expectedOfGoingOn', () => {
  test('a sample with few errors promises most of what is left after the next looks', () => {
    expect(expectedOfGoingOn(given(1))).toBeGreaterThan(500);
    expect(expectedOfGoingOn(given(1))).toBeLessThanOrEqual(960 - 40);
  });
  test('the more errors, the less; with every fourth wrong, next to nothing', () => {
    expect(expectedOfGoingOn(given(3))).toBeLessThan(expectedOfGoingOn(given(1)));
    expect(expectedOfGoingOn(given(10))).toBeLessThan(100);
  });
  test('after the last look there is nothing to go on with', () => {
    expect(expectedOfGoingOn(given(1, 3))).toBe(0);
  });
});
