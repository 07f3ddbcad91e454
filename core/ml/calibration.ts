import { minimize, type Objective } from './lbfgs';
import { softmax } from './softmax';

/** probabilities = softmax(scores · slope + bias): temperature 1 / slope and one offset a class. */
export interface Calibration {
  slope: number;
  bias: Float64Array;
}

/**
 * Bias-corrected temperature scaling (Alexandari, Kundaje, Shrikumar, 2020; temperature alone: Guo et al., 2017). `scores` are those of
 * models that have not seen the example (row by row, `classes` each). The biases are held near zero by a penalty that counts like a few
 * examples, so that a class seen twice cannot get an extreme offset. One slope for all classes keeps the ranking within a class pair.
 */
export function fitCalibration(scores: Float64Array, targets: Int32Array, classes: number): Calibration {
  const { x } = minimize(calibrationObjective(scores, targets, classes), startAt(classes), {
    maxIterations: 200,
    tolerance: 1e-6,
    improvement: 1e-10,
  });
  return { slope: Math.exp(x[0]!), bias: x.slice(1) };
}

/** Parameters: log slope (a slope must stay positive), then the biases. */
export function calibrationObjective(scores: Float64Array, targets: Int32Array, classes: number): Objective {
  const count = targets.length;
  const row = new Float64Array(classes);
  const biasPenalty = 1 / count;
  const slopePenalty = 1 / count;
  return (x, gradient) => {
    gradient.fill(0);
    const slope = Math.exp(x[0]!);
    let value = 0;
    for (let i = 0; i < count; i++) {
      const at = i * classes;
      for (let c = 0; c < classes; c++) row[c] = scores[at + c]! * slope + x[1 + c]!;
      const target = targets[i]!;
      const targetScore = row[target]!;
      value += (softmax(row) - targetScore) / count;
      row[target]! -= 1;
      for (let c = 0; c < classes; c++) {
        const g = row[c]! / count;
        gradient[0]! += g * scores[at + c]! * slope;
        gradient[1 + c]! += g;
      }
    }
    // A prior of slope 1: perfectly separated scores would otherwise drive the slope to infinity and every confidence to 1.
    value += 0.5 * slopePenalty * x[0]! ** 2;
    gradient[0]! += slopePenalty * x[0]!;
    for (let c = 0; c < classes; c++) {
      value += 0.5 * biasPenalty * x[1 + c]! ** 2;
      gradient[1 + c]! += biasPenalty * x[1 + c]!;
    }
    return value;
  };
}

/** Scores to probabilities, in place. */
export function calibrate(calibration: Calibration, scores: Float64Array): void {
  for (let c = 0; c < scores.length; c++) scores[c] = scores[c]! * calibration.slope + calibration.bias[c]!;
  softmax(scores);
}

const startAt = (classes: number) => new Float64Array(classes + 1);
