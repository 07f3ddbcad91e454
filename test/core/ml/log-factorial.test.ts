import { expect, test } from '@jest/globals';
import { logFactorial } from '../../../core/ml/log-factorial';
import { logGamma } from '../../../core/ml/log-gamma';

test('is log n!, within its table and beyond', () => {
  expect(logFactorial(0)).toBeCloseTo(0, 12);
  expect(logFactorial(5)).toBeCloseTo(Math.log(120), 12);
  for (const n of [3, 200, 1000, 65_535, 65_536, 1e6]) expect(logFactorial(n)).toBeCloseTo(logGamma(n + 1), 6);
});
