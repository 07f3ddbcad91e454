import { minimize } from './lbfgs';

/** Quality to expect of a prediction: sigmoid(bias + Σ weight · feature). */
export interface QualityModel {
  bias: number;
  weights: Float64Array;
}

const clamped = (p: number): number => Math.min(0.999, Math.max(0.001, p));
export const logit = (p: number): number => Math.log(clamped(p) / (1 - clamped(p)));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Fits what quality turned out to be, of objects the model had not seen, by cross entropy with fractional targets. The first feature is the logit of the
 * model's own expectation: its weight is held near 1 and the others near 0, so that a few objects leave the expectation nearly as it is.
 * Features should be of the order of 1.
 */
export function fitQuality(features: readonly Float64Array[], quality: readonly number[]): QualityModel {
  const width = features[0]?.length ?? 1;
  const start = new Float64Array(width + 1);
  start[1] = 1;
  const { x } = minimize(
    (at, gradient) => {
      let value = 0.5 * at[0]! ** 2;
      gradient[0] = at[0]!;
      for (let d = 1; d <= width; d++) {
        const away = at[d]! - (d === 1 ? 1 : 0);
        value += 2 * away ** 2;
        gradient[d] = 4 * away;
      }
      for (const [i, row] of features.entries()) {
        let score = at[0]!;
        for (let d = 0; d < width; d++) score += at[d + 1]! * row[d]!;
        value += Math.max(0, score) + Math.log1p(Math.exp(-Math.abs(score))) - quality[i]! * score;
        const difference = sigmoid(score) - quality[i]!;
        gradient[0]! += difference;
        for (let d = 0; d < width; d++) gradient[d + 1]! += difference * row[d]!;
      }
      return value;
    },
    start,
    { maxIterations: 200, tolerance: 1e-6, improvement: 1e-10 },
  );
  return { bias: x[0]!, weights: x.slice(1) };
}

export function expectedQuality({ bias, weights }: QualityModel, features: Float64Array): number {
  let score = bias;
  for (let d = 0; d < weights.length; d++) score += weights[d]! * features[d]!;
  return sigmoid(score);
}
