/**
 * Temperature scaling: one number that makes a model's probabilities honest without changing their order (C. Guo, G. Pleiss, Y. Sun,
 * K. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017).
 */

/** Probabilities of one object and the index of its true class. */
export interface LabelledScores {
  probabilities: readonly number[];
  trueClass: number;
}

const FLOOR = 1e-12;

/** p^(1/T), normalised: above 1 flattens, below 1 sharpens. */
export function applyTemperature(probabilities: readonly number[], temperature: number): number[] {
  const logs = probabilities.map((p) => Math.log(Math.max(p, FLOOR)) / temperature);
  const top = Math.max(...logs);
  const scaled = logs.map((log) => Math.exp(log - top));
  const total = scaled.reduce((sum, value) => sum + value, 0);
  return scaled.map((value) => value / total);
}

/** The temperature of least negative log-likelihood, by golden-section search on its logarithm (the loss has one minimum in 1/T). */
export function fitTemperature(scores: readonly LabelledScores[]): number {
  if (scores.length === 0) return 1;
  const loss = (logTemperature: number): number => {
    const temperature = Math.exp(logTemperature);
    let sum = 0;
    for (const { probabilities, trueClass } of scores) {
      sum -= Math.log(Math.max(applyTemperature(probabilities, temperature)[trueClass] ?? 0, FLOOR));
    }
    return sum;
  };
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(0.05);
  let high = Math.log(20);
  let a = high - golden * (high - low);
  let b = low + golden * (high - low);
  let lossA = loss(a);
  let lossB = loss(b);
  while (high - low > 1e-4) {
    if (lossA <= lossB) {
      high = b;
      b = a;
      lossB = lossA;
      a = high - golden * (high - low);
      lossA = loss(a);
    } else {
      low = a;
      a = b;
      lossA = lossB;
      b = low + golden * (high - low);
      lossB = loss(b);
    }
  }
  return Math.exp((low + high) / 2);
}
