import { expect, test } from '@jest/globals';
import { applyTemperature, fitTemperature } from '../../../core/active-learning/calibration';
import { randomGenerator } from '../../../core/random/generator';

test('finds the temperature that was used to spoil honest probabilities', () => {
  const random = randomGenerator('temperature');
  for (const spoilt of [0.5, 1, 2.5]) {
    const scores = Array.from({ length: 4000 }, () => {
      const honest = applyTemperature([random.next(), random.next(), random.next()], 0.3);
      const draw = random.next();
      const trueClass = draw < honest[0]! ? 0 : draw < honest[0]! + honest[1]! ? 1 : 2;
      return { probabilities: applyTemperature(honest, 1 / spoilt), trueClass };
    });
    expect(Math.abs(fitTemperature(scores) / spoilt - 1)).toBeLessThan(0.1);
  }
});

test('keeps order and sums to one, zeros included', () => {
  const scaled = applyTemperature([0.7, 0.3, 0], 3);
  expect(scaled.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  expect(scaled[0]!).toBeGreaterThan(scaled[1]!);
  expect(scaled[1]!).toBeGreaterThan(scaled[2]!);
  expect(fitTemperature([])).toBe(1);
});
