import { describe, expect, test } from '@jest/globals';
import { opinion } from '../../../bin/commands/workers/opinion';

const labels = ['a', 'b', 'c', 'd'];
const objects = Array.from({ length: 4000 }, (_, index) => `object ${index}`);

describe('the opinion of a simulated worker', () => {
  test.each([0, 0.6, 0.9, 1])('is right as often as the accuracy says (%d)', (accuracy) => {
    const worker = { seed: 1, worker: 'w', accuracy, labels };
    const right = objects.filter((object) => opinion(worker, object, 'b') === 'b').length;
    // Five standard deviations of a binomial.
    const tolerance = 5 * Math.sqrt((accuracy * (1 - accuracy)) / objects.length);
    expect(Math.abs(right / objects.length - accuracy)).toBeLessThanOrEqual(tolerance);
  });

  test('is wrong in all other classes alike', () => {
    const worker = { seed: 1, worker: 'w', accuracy: 0, labels };
    const counts = new Map<string, number>();
    for (const object of objects) {
      const label = opinion(worker, object, 'b');
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['a', 'c', 'd']);
    for (const count of counts.values())
      expect(Math.abs(count - objects.length / 3)).toBeLessThan(5 * Math.sqrt(objects.length / 3));
  });

  test('is the same every time and not that of another worker', () => {
    const opinions = (worker: string, seed: number) =>
      objects.map((object) => opinion({ seed, worker, accuracy: 0.5, labels }, object, 'b'));
    expect(opinions('w', 1)).toEqual(opinions('w', 1));
    expect(opinions('w', 1)).not.toEqual(opinions('v', 1));
    expect(opinions('w', 1)).not.toEqual(opinions('w', 2));
  });

  test('of an object whose class nobody told is a guess among the classes', () => {
    const worker = { seed: 1, worker: 'w', accuracy: 1, labels };
    expect(new Set(objects.map((object) => opinion(worker, object, undefined)))).toEqual(new Set(labels));
  });

  test('with a single class is that class', () => {
    expect(opinion({ seed: 1, worker: 'w', accuracy: 0, labels: ['a'] }, 'x', 'a')).toBe('a');
  });
});
