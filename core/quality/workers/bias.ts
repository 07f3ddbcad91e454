import { studentQuantile } from '../beta-distribution';
import { type Interval, LEVEL } from '../interval';

export interface ClassBias extends Interval {
  class: number;
  /** How many times as often the worker chose the class as it was right. */
  ratio: number;
  answered: number;
  expected: number;
}

/**
 * Classes a worker chooses too often or too rarely, out of the worker's confusion cells [true class, answer, count]. Answered and expected
 * are of the same objects, so only where they differ counts: var log(answered / expected) = (answered + expected - 2 both) / (answered · expected),
 * half an answer added to each. A class is listed when the interval leaves 1 out; the level is divided by the number of classes looked
 * at (Bonferroni), or a worker with many classes would always have a bias. Surest first.
 */
export function classBiases(cells: readonly (readonly [number, number, number])[]): ClassBias[] {
  const tally = new Map<number, { answered: number; expected: number; both: number }>();
  const of = (k: number) => {
    let sums = tally.get(k);
    if (!sums) {
      sums = { answered: 0, expected: 0, both: 0 };
      tally.set(k, sums);
    }
    return sums;
  };
  for (const [trueClass, answer, count] of cells) {
    of(trueClass).expected += count;
    of(answer).answered += count;
    if (trueClass === answer) of(answer).both += count;
  }
  const z = normalQuantile(1 - (1 - LEVEL) / Math.max(1, tally.size));
  const biases: (ClassBias & { surety: number })[] = [];
  for (const [k, { answered, expected, both }] of tally) {
    const [x, y] = [answered + 0.5, expected + 0.5];
    const log = Math.log(x / y);
    const error = Math.sqrt((x + y - 2 * both) / (x * y));
    if (Math.abs(log) <= z * error) continue;
    biases.push({
      class: k,
      ratio: x / y,
      low: Math.exp(log - z * error),
      high: Math.exp(log + z * error),
      answered,
      expected,
      surety: Math.abs(log) / error,
    });
  }
  return biases.sort((a, b) => b.surety - a.surety || a.class - b.class).map(({ surety: _, ...bias }) => bias);
}

const known = new Map<number, number>();
/** Student's distribution with very many degrees of freedom is the normal. */
function normalQuantile(level: number): number {
  let z = known.get(level);
  if (z === undefined) {
    z = studentQuantile(level, 1e6);
    known.set(level, z);
  }
  return z;
}
