import { type Calibration, calibrate } from './calibration';
import { argmax } from './softmax';

/** Accuracy and mean log loss of calibrated scores. */
export function calibratedQuality(
  scores: Float64Array,
  targets: Int32Array,
  classes: number,
  calibration: Calibration,
): { accuracy: number; logLoss: number } {
  const row = new Float64Array(classes);
  let right = 0;
  let loss = 0;
  for (let i = 0; i < targets.length; i++) {
    row.set(scores.subarray(i * classes, (i + 1) * classes));
    calibrate(calibration, row);
    const target = targets[i]!;
    if (argmax(row) === target) right++;
    // A probability may be too small for its number.
    loss -= Math.log(Math.max(row[target]!, Number.MIN_VALUE));
  }
  return { accuracy: right / targets.length, logLoss: loss / targets.length };
}
