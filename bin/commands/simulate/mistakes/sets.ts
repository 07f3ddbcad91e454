import type { RandomGenerator } from '../../../../core/random/generator';
import { otherLabel } from './labels';

/** A set is right or wrong as a whole. Erring, a worker misses a label, adds one, or takes one for another: the ways of being one label off. */
export function mistakenSet(
  truth: readonly string[],
  accuracy: number,
  labels: readonly string[],
  draw: RandomGenerator,
): readonly string[] {
  if (draw.next() < accuracy) return truth;
  const absent = labels.filter((label) => !truth.includes(label));
  const ways = [
    ...(truth.length > 0 ? ['miss'] : []),
    ...(absent.length > 0 ? ['add'] : []),
    ...(truth.length > 0 && absent.length > 0 ? ['swap'] : []),
  ];
  const way = draw.pick(ways);
  const missed = way === 'add' ? undefined : draw.pick(truth);
  const said = truth.filter((label) => label !== missed);
  if (way !== 'miss') said.push(absent.length > 1 ? otherLabel(missed ?? '', absent, draw) : absent[0]!);
  return labels.filter((label) => said.includes(label));
}
