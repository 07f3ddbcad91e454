import type { Calibration } from './calibration';
import { softmax } from './softmax';

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
    let best = 0;
    for (let c = 0; c < classes; c++) {
      row[c] = scores[i * classes + c]! * calibration.slope + calibration.bias[c]!;
      if (row[c]! > row[best]!) best = c;
    }
    const target = targets[i]!;
    const targetScore = row[target]!;
    if (best === target) right++;
    loss += softmax(row) - targetScore;
  }
  return { accuracy: right / targets.length, logLoss: loss / targets.length };
}
