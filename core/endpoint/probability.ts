import { ObjectProblem } from './adapter';
import { show } from './show';

/** Sums of 32-bit floats end a little above 1. */
const ROUNDING = 1e-4;

/** A number from 0 to 1. @throws ObjectProblem naming what it is of and what came instead */
export function probability(value: unknown, what: string): number {
  if (value === undefined) throw new ObjectProblem(`${what} is missing`);
  if (typeof value !== 'number') throw new ObjectProblem(`${what} is ${show(value)}, not a number`);
  if (!(value >= -ROUNDING && value <= 1 + ROUNDING)) throw new ObjectProblem(`${what} is ${value}, not from 0 to 1`);
  return Math.min(1, Math.max(0, value));
}
