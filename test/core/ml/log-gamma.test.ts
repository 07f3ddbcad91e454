import { expect, test } from '@jest/globals';
import { logGamma } from '../../../core/ml/log-gamma';

test.each([
  [1, 0],
  [2, 0],
  [5, Math.log(24)],
  [0.5, 0.5 * Math.log(Math.PI)],
  [1e-6, 13.815509980749432],
  [100, 359.1342053695754],
  [1e6, 12815504.569147611],
])('log gamma of %d', (x, expected) => {
  expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-14 * Math.max(1, expected));
});

test('steps by the logarithm, where the series begins as elsewhere', () => {
  for (let x = 0.05; x < 30; x += 0.05) expect(logGamma(x + 1) - logGamma(x)).toBeCloseTo(Math.log(x), 12);
});
