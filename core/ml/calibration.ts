import { minimize, type Objective } from './lbfgs';
import { softmax } from './softmax';

/** probabilities = softmax(scores · slope + bias): temperature 1 / slope and one offset a class. */
export interface Calibration {
  slope: number;
  bias: Float64Array;
}

/**
 * Bias-corrected temperature scaling (Alexandari, Kundaje, Shrikumar, 2020; temperature alone: Guo et al., 2017). `scores` are those of
 * models that have not seen the example (row by row, `classes` each). Slope and biases are held near `expectedSlope` and zero by a
 * penalty that counts like one example: perfectly separated scores would otherwise drive the slope to infinity and every confidence to
 * 1, and a class seen twice could get an extreme offset.
 */
export function fitCalibration(
  scores: Float64Array,
  targets: Int32Array,
  classes: number,
  expectedSlope = 1,
): Calibration {
  const start = new Float64Array(classes + 1);
  start[0] = Math.log(expectedSlope);
  const { x } = minimize(calibrationObjective(scores, targets, classes, expectedSlope), start, {
    maxIterations: 200,
    tolerance: 1e-6,
    improvement: 1e-10,
  });
  return { slope: Math.exp(x[0]!), bias: x.slice(1) };
}

/** Parameters: log slope (a slope must stay positive), then the biases. */
export function calibrationObjective(
  scores: Float64Array,
  targets: Int32Array,
  classes: number,
  expectedSlope: number,
): Objective {
  const count = targets.length;
  const row = new Float64Array(classes);
  return (x, gradient) => {
    gradient.fill(0);
    const slope = Math.exp(x[0]!);
    const distance = x[0]! - Math.log(expectedSlope);
    let value = 0.5 * distance ** 2;
    gradient[0] = distance;
    for (let i = 0; i < count; i++) {
      const at = i * classes;
      for (let c = 0; c < classes; c++) row[c] = scores[at + c]! * slope + x[1 + c]!;
      const target = targets[i]!;
      const targetScore = row[target]!;
      value += softmax(row) - targetScore;
      row[target]! -= 1;
      for (let c = 0; c < classes; c++) {
        gradient[0]! += row[c]! * scores[at + c]! * slope;
        gradient[1 + c]! += row[c]!;
      }
    }
    for (let c = 0; c < classes; c++) {
      value += 0.5 * x[1 + c]! ** 2;
      gradient[1 + c]! += x[1 + c]!;
    }
    return value;
  };
}

/** Scores to probabilities, in place. */
export function calibrate(calibration: Calibration, scores: Float64Array): void {
  for (let c = 0; c < scores.length; c++) scores[c] = scores[c]! * calibration.slope + calibration.bias[c]!;
  softmax(scores);
}
