import { describe, expect, test } from '@jest/globals';
import { asSaid, calibrateTop, fitTopCalibration } from '../../../core/ml/top-calibration';
import { randomGenerator } from '../../../core/random/generator';

const logistic = (z: number) => 1 / (1 + Math.exp(-z));
const logit = (p: number) => Math.log(p / (1 - p));

/** Predictions of stated confidence, right as often as `truth` makes of it. */
function predictions(count: number, truth: (said: number) => number) {
  const random = randomGenerator(`top ${count}`);
  const said = Float64Array.from({ length: count }, () => 0.4 + 0.59 * random.next());
  const right = Uint8Array.from(said, (p) => Number(random.next() < truth(p)));
  return { said, right };
}
const worth = (calibration: typeof asSaid, said: number) => {
  const row = Float64Array.of(said, 1 - said - 1e-7, 1e-7);
  calibrateTop(calibration, row);
  return row[0]!;
};

describe('confidence in the likeliest class', () => {
  test('is lowered where the surest are said too sure, and little changed below', () => {
    const truth = (p: number) => logistic(Math.min(logit(p), 1.5 + 0.2 * (logit(p) - 1.5)));
    const { said, right } = predictions(4000, truth);
    const calibration = fitTopCalibration(said, right);
    for (const p of [0.6, 0.8, 0.95, 0.98]) expect(Math.abs(worth(calibration, p) - truth(p))).toBeLessThan(0.03);
    expect(Math.abs(worth(asSaid, 0.98) - truth(0.98))).toBeGreaterThan(0.08);
  });

  test('keeps the order of confidences', () => {
    const { said, right } = predictions(300, (p) => 0.9 - 0.3 * p);
    const calibration = fitTopCalibration(said, right);
    const all = [0.55, 0.7, 0.8, 0.9, 0.99, 0.999].map((p) => worth(calibration, p));
    expect(all).toEqual([...all].sort((a, b) => a - b));
  });

  test('is not made certain by a run without an error', () => {
    const said = new Float64Array(60).fill(0.9999);
    const calibration = fitTopCalibration(said, new Uint8Array(60).fill(1));
    expect(worth(calibration, 0.9999)).toBeLessThan(0.9995);
  });

  test('the likeliest class stays the likeliest and probabilities sum to 1', () => {
    const doubtful = { knot: 0, offset: -4, slope: 1, slopeAbove: 1 };
    const row = Float64Array.of(0.3, 0.5, 0.2);
    calibrateTop(doubtful, row);
    expect(row[1]).toBeGreaterThan(row[0]!);
    expect(row[0]! + row[1]! + row[2]!).toBeCloseTo(1, 12);
    expect(row[0]! / row[2]!).toBeCloseTo(1.5, 6);
  });

  test('stands certainty, one class and no predictions at all', () => {
    const row = Float64Array.of(1, 0);
    calibrateTop(asSaid, row);
    expect([...row]).toEqual([1, 0]);
    const one = Float64Array.of(1);
    calibrateTop(asSaid, one);
    expect([...one]).toEqual([1]);
    expect(Object.values(fitTopCalibration(new Float64Array(0), new Uint8Array(0))).every(Number.isFinite)).toBe(true);
  });
});
