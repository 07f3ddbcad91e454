/** Tails of the binomial distribution. */
import { logFactorial } from '../ml/log-factorial';

/** P(X ≤ k) for X of the binomial distribution with n draws of probability p, summed from its largest term down. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  if (p <= 0) return 1;
  if (p >= 1) return 0;
  const mode = Math.floor((n + 1) * p);
  if (k > mode) return 1 - upperTail(k + 1, n, p);
  let term = Math.exp(logTerm(k, n, p));
  let sum = 0;
  for (let i = k; i >= 0 && term > 0; i--) {
    sum += term;
    if (term < sum * 1e-17) break;
    term *= (i * (1 - p)) / ((n - i + 1) * p);
  }
  return Math.min(1, sum);
}

/** P(X ≥ k). */
export function upperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n || p <= 0) return 0;
  if (p >= 1) return 1;
  const mode = Math.floor((n + 1) * p);
  if (k <= mode) return 1 - binomialCdf(k - 1, n, p);
  let term = Math.exp(logTerm(k, n, p));
  let sum = 0;
  for (let i = k; i <= n && term > 0; i++) {
    sum += term;
    if (term < sum * 1e-17) break;
    term *= ((n - i) * p) / ((i + 1) * (1 - p));
  }
  return Math.min(1, sum);
}

const logTerm = (k: number, n: number, p: number): number =>
  logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
