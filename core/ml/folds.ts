import type { RandomGenerator } from '../random/generator';
import { shuffledIndices } from './shuffled-indices';

/**
 * Deals examples into folds class by class, so that every fold holds its share of every class (stratified k-fold). Returns the fold
 * of each example; a class with fewer examples than folds is missing from some.
 */
export function stratifiedFolds(targets: Int32Array, folds: number, random: RandomGenerator): Uint8Array {
  const fold = new Uint8Array(targets.length);
  const order = shuffledIndices(targets.length, random);
  const dealt = new Map<number, number>();
  let offset = 0;
  for (const example of order) {
    const target = targets[example]!;
    // Classes start at different folds, else fold 0 would get the first of every small class.
    if (!dealt.has(target)) dealt.set(target, offset++);
    const next = dealt.get(target)!;
    fold[example] = next % folds;
    dealt.set(target, next + 1);
  }
  return fold;
}
