import type { RandomGenerator } from '../random/generator';

/** The numbers 0 … count - 1 in random order (Fisher–Yates). */
export function shuffledIndices(count: number, random: RandomGenerator): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
