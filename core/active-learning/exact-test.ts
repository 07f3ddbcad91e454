/** The exact test of right or wrong labels: what a random sample of a region shows of those that were not drawn. */
import { hypergeometricCdf } from './hypergeometric';

/** Whether `found` wrong ones among `drawn` show, at error probability `level`, that of the `rest` that were not drawn at most a share `most` is wrong. */
export function isShown(found: number, drawn: number, rest: number, most: number, level: number): boolean {
  const marked = found + Math.floor(most * rest + 1e-9) + 1;
  return hypergeometricCdf(found, drawn, marked, rest + drawn) <= level;
}

/** The most wrong ones that still show it; -1 when not even none would. */
export function mostErrors(drawn: number, rest: number, most: number, level: number): number {
  let low = -1;
  let high = Math.min(drawn, Math.ceil(most * drawn) + 1);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isShown(middle, drawn, rest, most, level)) low = middle;
    else high = middle - 1;
  }
  return low;
}
