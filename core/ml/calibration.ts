import { minimize, type Objective } from './lbfgs';
import { softmax } from './softmax';

/** probabilities = softmax(scores · slope + bias): temperature 1 / slope and one offset a class; then `lapse` of them goes to all classes alike. */
export interface Calibration {
  slope: number;
  bias: Float64Array;
  /** Share of objects that are of any class whatever the scores say: wrong labels, odd objects. Left out: none. */
  lapse?: number;
}

/**
 * Bias-corrected temperature scaling (Alexandari, Kundaje, Shrikumar, 2020; temperature alone: Guo et al., 2017). `scores` are those of
 * models that have not seen the example (row by row, `classes` each). Slope and biases are held near `expectedSlope` and zero by a
 * penalty that counts like one example: perfectly separated scores would otherwise drive the slope to infinity and every confidence to
 * 1, and a class seen twice could get an extreme offset. With an offset for each class one threshold of confidence serves all of them:
 * a class that is taken for another more often has its confidences lowered, which is what a threshold of its own would do.
 */
export function fitCalibration(
  scores: Float64Array,
  targets: Int32Array,
  classes: number,
  expectedSlope = 1,
): Calibration {
  const x = fitted(scores, targets, classes, expectedSlope, 0);
  return { slope: Math.exp(x[0]!), bias: x.slice(1) };
}

/**
 * The same with a lapse rate, as psychologists fit it to those who press the wrong key at times (Wichmann, Hill, 2001). Without, a single error among the
 * surest objects flattens all confidences, or many sure objects hide it: expected errors of the surest third were a half to a tenth of the true ones.
 */
export function fitLapsingCalibration(
  scores: Float64Array,
  targets: Int32Array,
  classes: number,
  expectedSlope = 1,
): Calibration {
  const x = fitted(scores, targets, classes, expectedSlope, 1);
  return { slope: Math.exp(x[0]!), bias: x.slice(1, 1 + classes), lapse: logistic(x[1 + classes]!) };
}

function fitted(
  scores: Float64Array,
  targets: Int32Array,
  classes: number,
  expectedSlope: number,
  lapses: 0 | 1,
): Float64Array {
  const start = new Float64Array(classes + 1 + lapses);
  start[0] = Math.log(expectedSlope);
  if (lapses) start[classes + 1] = Math.log(expectedLapses / examplesWithoutLapse);
  return minimize(calibrationObjective(scores, targets, classes, expectedSlope), start, {
    maxIterations: 200,
    tolerance: 1e-6,
    improvement: 1e-10,
  }).x;
}

/** The lapse rate is held near 1 % like by twenty examples. */
const expectedLapses = 0.2;
const examplesWithoutLapse = 20;

/** Parameters: log slope (a slope must stay positive), then the biases, then, where lapses are learnt, the logit of their rate. */
export function calibrationObjective(
  scores: Float64Array,
  targets: Int32Array,
  classes: number,
  expectedSlope: number,
): Objective {
  const count = targets.length;
  const row = new Float64Array(classes);
  const lapseAt = classes + 1;
  return (x, gradient) => {
    gradient.fill(0);
    const slope = Math.exp(x[0]!);
    const distance = x[0]! - Math.log(expectedSlope);
    const lapse = x.length > lapseAt ? logistic(x[lapseAt]!) : 0;
    let value = 0.5 * distance ** 2;
    let byLapse = 0;
    gradient[0] = distance;
    for (let i = 0; i < count; i++) {
      const at = i * classes;
      for (let c = 0; c < classes; c++) row[c] = scores[at + c]! * slope + x[1 + c]!;
      const target = targets[i]!;
      const logProbability = row[target]! - softmax(row);
      let meant = 1;
      if (lapse > 0) {
        const probability = (1 - lapse) * row[target]! + lapse / classes;
        meant = ((1 - lapse) * row[target]!) / probability;
        byLapse += (row[target]! - 1 / classes) / probability;
        value -= Math.log(probability);
      } else value -= logProbability;
      row[target]! -= 1;
      for (let c = 0; c < classes; c++) {
        const slant = meant * row[c]!;
        gradient[0]! += slant * scores[at + c]! * slope;
        gradient[1 + c]! += slant;
      }
    }
    for (let c = 0; c < classes; c++) {
      value += 0.5 * x[1 + c]! ** 2;
      gradient[1 + c]! += x[1 + c]!;
    }
    if (lapse > 0) {
      value -= expectedLapses * Math.log(lapse) + examplesWithoutLapse * Math.log(1 - lapse);
      gradient[lapseAt] = byLapse * lapse * (1 - lapse) - expectedLapses * (1 - lapse) + examplesWithoutLapse * lapse;
    }
    return value;
  };
}

/** Scores to probabilities, in place. */
export function calibrate({ slope, bias, lapse }: Calibration, scores: Float64Array): void {
  for (let c = 0; c < scores.length; c++) scores[c] = scores[c]! * slope + bias[c]!;
  softmax(scores);
  if (!lapse) return;
  const share = lapse / scores.length;
  for (let c = 0; c < scores.length; c++) scores[c] = (1 - lapse) * scores[c]! + share;
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
