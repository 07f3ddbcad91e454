import { minimize } from './lbfgs';

/** Expected quality, brought to what quality turned out to be: sigmoid(slope · logit(expected) + bias). */
export interface QualityCalibration {
  slope: number;
  bias: number;
}

const clamped = (p: number): number => Math.min(1 - 1e-6, Math.max(1e-6, p));
const logit = (p: number): number => Math.log(clamped(p) / (1 - clamped(p)));

/**
 * Fits the calibration to pairs of expected and true quality, of objects the model had not seen, by cross entropy with fractional targets (J. Platt, "Probabilistic outputs for support
 * vector machines", 1999, for any quality between 0 and 1). Held near the identity by a penalty that counts like a few objects.
 */
export function fitQualityCalibration(expected: Float64Array, quality: Float64Array): QualityCalibration {
  const { x } = minimize(
    (at, gradient) => {
      const slope = Math.exp(at[0]!);
      let value = 2 * at[0]! ** 2 + 0.5 * at[1]! ** 2;
      gradient[0] = 4 * at[0]!;
      gradient[1] = at[1]!;
      for (let i = 0; i < expected.length; i++) {
        const x = logit(expected[i]!);
        const score = slope * x + at[1]!;
        value += Math.max(0, score) + Math.log1p(Math.exp(-Math.abs(score))) - quality[i]! * score;
        const difference = 1 / (1 + Math.exp(-score)) - quality[i]!;
        gradient[0]! += difference * slope * x;
        gradient[1]! += difference;
      }
      return value;
    },
    new Float64Array(2),
    { maxIterations: 100, tolerance: 1e-6, improvement: 1e-10 },
  );
  return { slope: Math.exp(x[0]!), bias: x[1]! };
}

export const calibratedQuality = ({ slope, bias }: QualityCalibration, expected: number): number =>
  1 / (1 + Math.exp(-(slope * logit(expected) + bias)));
