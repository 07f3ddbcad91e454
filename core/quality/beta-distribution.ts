/** The beta distribution: what is known of a share after counting, and through it Student's t. */
import { logGamma } from '../ml/log-gamma';

/**
 * P(X ≤ x) for X of Beta(a, b): the regularised incomplete beta function by its continued fraction (NIST Digital Library of Mathematical
 * Functions, 8.17.22), evaluated by Lentz's method as W. Thompson and A. Barnett modified it (1986).
 */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x) - Math.log(a),
  );
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d, tiny);
    c = nonzero(1 + even / c, tiny);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d, tiny);
    c = nonzero(1 + odd / c, tiny);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return Math.min(1, front * fraction);
}

const nonzero = (value: number, tiny: number): number => (Math.abs(value) < tiny ? tiny : value);

/** The x with P(X ≤ x) = p, by halving. */
export function betaQuantile(p: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60 && high - low > 1e-12; i++) {
    const middle = (low + high) / 2;
    if (betaCdf(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The t with P(|T| ≤ t) = `level` for T of Student's distribution: ν / (ν + T²) is Beta(ν/2, 1/2). */
export function studentQuantile(level: number, degrees: number): number {
  const x = betaQuantile(1 - level, degrees / 2, 0.5);
  return x > 0 ? Math.sqrt(degrees * (1 / x - 1)) : Number.POSITIVE_INFINITY;
}
