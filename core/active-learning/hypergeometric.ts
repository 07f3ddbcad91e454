/** The hypergeometric distribution: exact statements about what was not looked at, out of a sample drawn without putting back. */
import { logFactorial } from '../ml/log-factorial';

/** P(X ≤ found), X being the marked ones among `draws` out of a `population` that holds `marked` of them. */
export function hypergeometricCdf(found: number, draws: number, marked: number, population: number): number {
  const lowest = Math.max(0, draws + marked - population);
  const highest = Math.min(draws, marked);
  if (found < lowest) return 0;
  if (found >= highest) return 1;
  const mode = Math.floor(((draws + 1) * (marked + 1)) / (population + 2));
  if (found > mode) return 1 - tailAbove(found, draws, marked, population);
  let term = Math.exp(logTerm(found, draws, marked, population));
  let sum = 0;
  for (let i = found; i >= lowest && term > 0; i--) {
    sum += term;
    if (term < sum * 1e-17) break;
    term *= (i * (population - marked - draws + i)) / ((marked - i + 1) * (draws - i + 1));
  }
  return Math.min(1, sum);
}

/** P(X > found), summed upwards from above the mode, where the terms fall. */
function tailAbove(found: number, draws: number, marked: number, population: number): number {
  let term = Math.exp(logTerm(found + 1, draws, marked, population));
  let sum = 0;
  for (let i = found + 1; i <= Math.min(draws, marked) && term > 0; i++) {
    sum += term;
    if (term < sum * 1e-17) break;
    term *= ((marked - i) * (draws - i)) / ((i + 1) * (population - marked - draws + i + 1));
  }
  return Math.min(1, sum);
}

const logTerm = (i: number, draws: number, marked: number, population: number): number =>
  logChoose(marked, i) + logChoose(population - marked, draws - i) - logChoose(population, draws);

const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);
