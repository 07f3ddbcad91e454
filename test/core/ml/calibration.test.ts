import { expect, test } from '@jest/globals';
import { calibratedQuality } from '../../../core/ml/calibrated-quality';
import { calibrate, calibrationObjective, fitCalibration, fitLapsingCalibration } from '../../../core/ml/calibration';
import { softmax } from '../../../core/ml/softmax';
import { randomGenerator } from '../../../core/random/generator';
import { expectGradientMatches } from './numeric-gradient';

/** Scores whose true probabilities are softmax(scores · slope + bias), with classes drawn from those. */
function drawn(count: number, slope: number, bias: number[]) {
  const random = randomGenerator('calibration');
  const classes = bias.length;
  const scores = Float64Array.from({ length: count * classes }, () => random.normal());
  const targets = Int32Array.from({ length: count }, (_, i) => {
    const p = Float64Array.from(bias, (b, c) => scores[i * classes + c]! * slope + b);
    softmax(p);
    const point = random.next();
    let sum = 0;
    for (let c = 0; c < classes - 1; c++) {
      sum += p[c]!;
      if (point < sum) return c;
    }
    return classes - 1;
  });
  return { scores, targets };
}

test('the calibration objective has the gradient its value has', () => {
  const { scores, targets } = drawn(30, 1, [0, 0.5, -0.5]);
  expectGradientMatches(calibrationObjective(scores, targets, 3, 2), Float64Array.of(0.3, 0.1, -0.2, 0.4));
  expectGradientMatches(calibrationObjective(scores, targets, 3, 2), Float64Array.of(0.3, 0.1, -0.2, 0.4, -2));
});

test('slope and offsets come back from scores that are too bold', () => {
  const { scores, targets } = drawn(20_000, 0.4, [0.7, 0, -0.7]);
  const { slope, bias } = fitCalibration(scores, targets, 3);
  expect(slope).toBeCloseTo(0.4, 1);
  expect(bias[0]! - bias[1]!).toBeCloseTo(0.7, 1);
  expect(bias[1]! - bias[2]!).toBeCloseTo(0.7, 1);
});

test('wrong labels among the surest come back as lapses and leave the slope alone', () => {
  const { scores, targets } = drawn(20_000, 4, [0, 0]);
  const random = randomGenerator('lapses');
  const wrong = targets.map((target) => (random.next() < 0.05 ? 1 - target : target));
  const { slope, lapse } = fitLapsingCalibration(scores, wrong, 2);
  // Half of those that lapse are right by chance.
  expect(lapse).toBeCloseTo(0.1, 1.5);
  expect(slope).toBeGreaterThan(3.5);
  expect(fitCalibration(scores, wrong, 2).slope).toBeLessThan(3);
  const surest = Float64Array.of(20, 0);
  calibrate({ slope, bias: new Float64Array(2), lapse }, surest);
  expect(surest[1]).toBeCloseTo(0.05, 1.7);
  expect(surest[0]! + surest[1]!).toBeCloseTo(1, 12);
});

test('perfectly parted scores do not become certainty', () => {
  const scores = Float64Array.of(1, -1, 1, -1, -1, 1, -1, 1);
  const calibration = fitCalibration(scores, Int32Array.of(0, 0, 1, 1), 2);
  const row = Float64Array.of(1, -1);
  calibrate(calibration, row);
  expect(row[0]).toBeGreaterThan(0.8);
  expect(row[0]).toBeLessThan(0.999);
});

test('quality counts what is right and the loss of what was said', () => {
  const quality = calibratedQuality(Float64Array.of(0, 0, 2, 0), Int32Array.of(0, 1), 2, {
    slope: 1,
    bias: new Float64Array(2),
  });
  expect(quality.accuracy).toBe(0.5);
  expect(quality.logLoss).toBeCloseTo((Math.log(2) + Math.log(1 + Math.exp(2))) / 2, 12);
});
