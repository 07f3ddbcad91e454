import { logGamma } from './log-gamma';

/** Tables up to here are kept; beyond, the series is as quick as a table would be large. */
const LARGEST = 1 << 16;
let table = new Float64Array(0);

/** log n! for whole n ≥ 0; looked up where it was asked for before. */
export function logFactorial(n: number): number {
  if (n >= LARGEST) return logGamma(n + 1);
  if (n >= table.length)
    table = Float64Array.from({ length: Math.min(LARGEST, 2 * n + 64) }, (_, i) => logGamma(i + 1));
  return table[n]!;
}
