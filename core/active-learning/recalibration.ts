/**
 * What a model's confidence is worth, by what came of the last ones: before people label a batch the newest model has said how sure it is of each object, and then it turns out how right it
 * was. Learners calibrate on their training labels, and those were chosen for being hard, so that models are better than they say. Objects were chosen by this very confidence, so that given
 * the confidence nothing else speaks for or against them.
 *
 * A logistic curve over the log odds of the confidence (J. Platt, 1999), held near "as it says".
 */

/** The confidence a model stated before people labelled the object, and 1 - quality of its label. */
export interface Experience {
  confidence: number;
  loss: number;
}

/** Standard deviations by which the curve may be moved and tilted without much evidence. */
const SHIFT = 0.25;
const TILT = 0.1;
const STEPS = 20;
const CLOSE = 1e-6;
const NEAREST = 1e-4;

/** Confidence to expected quality; rises with it. Says what the model says without experience. */
export function recalibration(experience: readonly Experience[]): (confidence: number) => number {
  if (experience.length === 0) return (confidence) => confidence;
  const odds = experience.map(({ confidence }) => logOdds(confidence));
  let shift = 0;
  let slope = 1;
  for (let step = 0; step < STEPS; step++) {
    // Newton's method on the penalized log-likelihood: two parameters.
    let [gShift, gSlope, hShift, hBoth, hSlope] = [
      -shift / SHIFT ** 2,
      (1 - slope) / TILT ** 2,
      SHIFT ** -2,
      0,
      TILT ** -2,
    ];
    for (let i = 0; i < odds.length; i++) {
      const x = odds[i]!;
      const expected = logistic(shift + slope * x);
      const missing = 1 - experience[i]!.loss - expected;
      const weight = expected * (1 - expected);
      gShift += missing;
      gSlope += missing * x;
      hShift += weight;
      hBoth += weight * x;
      hSlope += weight * x * x;
    }
    const determinant = hShift * hSlope - hBoth * hBoth;
    const dShift = (gShift * hSlope - gSlope * hBoth) / determinant;
    const dSlope = (gSlope * hShift - gShift * hBoth) / determinant;
    shift += dShift;
    slope = Math.max(0.1, slope + dSlope);
    if (Math.abs(dShift) + Math.abs(dSlope) < CLOSE) break;
  }
  return (confidence) => logistic(shift + slope * logOdds(confidence));
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

function logOdds(confidence: number): number {
  const p = Math.min(1 - NEAREST, Math.max(NEAREST, confidence));
  return Math.log(p / (1 - p));
}
