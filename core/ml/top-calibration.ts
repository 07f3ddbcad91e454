import { minimize, type Objective } from './lbfgs';

/** logit(said) ↦ offset + slope · logit(said), with another slope above the knot. */
export interface TopCalibration {
  knot: number;
  offset: number;
  slope: number;
  slopeAbove: number;
}

export const asSaid: TopCalibration = { knot: 0, offset: 0, slope: 1, slopeAbove: 1 };

/** Confidences are brought this far from 0 and 1 before anything is made of them. */
const edge = 1e-6;
/** How far, as a standard deviation, offset and log slopes are expected to lie from those that change nothing. */
const spread = 0.5;

/**
 * What a stated confidence in the likeliest class is worth, learnt from predictions of objects not trained on and whether they were right. One temperature for
 * all classes fits the bulk of the predictions; the surest ones, which are the ones to be kept without a look, are few and can all be said too sure. Platt's
 * scaling (1999) of the top class with one knot, at the confidence that a third of the predictions reach, and a prior that nothing needs to change. As there,
 * those that were right count as right but for one in all: where none was wrong, the next may be.
 */
export function fitTopCalibration(said: Float64Array, right: Uint8Array): TopCalibration {
  const logits = said.map(logit);
  const knot = logits.slice().sort()[Math.floor((logits.length * 2) / 3)] ?? 0;
  const rightCount = right.reduce((sum, one) => sum + one, 0);
  const truthOfRight = (rightCount + 1) / (rightCount + 2);
  const calibrationOf = ([offset, slope, above]: Float64Array): TopCalibration => ({
    knot,
    offset: offset!,
    slope: Math.exp(slope!),
    slopeAbove: Math.exp(above!),
  });
  const objective: Objective = (x, gradient) => {
    const calibration = calibrationOf(x);
    let value = 0;
    for (let p = 0; p < 3; p++) {
      value += 0.5 * (x[p]! / spread) ** 2;
      gradient[p] = x[p]! / spread ** 2;
    }
    for (let i = 0; i < logits.length; i++) {
      const z = moved(calibration, logits[i]!);
      const truth = right[i] ? truthOfRight : 0;
      // Cross entropy of the truth and the logistic of z.
      value += Math.log1p(Math.exp(-Math.abs(z))) + Math.max(0, z) - truth * z;
      const slack = 1 / (1 + Math.exp(-z)) - truth;
      gradient[0]! += slack;
      gradient[1]! += slack * calibration.slope * Math.min(logits[i]!, knot);
      gradient[2]! += slack * calibration.slopeAbove * Math.max(0, logits[i]! - knot);
    }
    return value;
  };
  const { x } = minimize(objective, new Float64Array(3), { maxIterations: 100, tolerance: 1e-6, improvement: 1e-10 });
  return calibrationOf(x);
}

/** Brings the largest of the probabilities to what it is worth, in place; the others share the rest as before. It stays the largest. */
export function calibrateTop(calibration: TopCalibration, probabilities: Float64Array): void {
  let top = 0;
  let second = 0;
  for (let c = 1; c < probabilities.length; c++) if (probabilities[c]! > probabilities[top]!) top = c;
  for (let c = 0; c < probabilities.length; c++) if (c !== top) second = Math.max(second, probabilities[c]!);
  const said = probabilities[top]!;
  const rest = 1 - said;
  if (rest <= 0 || second <= 0) return;
  const worth = 1 / (1 + Math.exp(-moved(calibration, logit(said))));
  const confidence = Math.max(worth, (second / (rest + second)) * (1 + 1e-9));
  for (let c = 0; c < probabilities.length; c++) probabilities[c]! *= (1 - confidence) / rest;
  probabilities[top] = confidence;
}

function moved({ knot, offset, slope, slopeAbove }: TopCalibration, z: number): number {
  return offset + slope * Math.min(z, knot) + slopeAbove * Math.max(0, z - knot);
}

function logit(probability: number): number {
  const inside = Math.min(1 - edge, Math.max(edge, probability));
  return Math.log(inside / (1 - inside));
}
