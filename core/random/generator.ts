/**
 * A seeded stream of random numbers. xoshiro128** (D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", 2021), its
 * state filled by splitmix32.
 */
import { seedLanes } from './hash';

export interface RandomGenerator {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Uniform integer in [0, n). */
  integer(n: number): number;
  /** Standard normal. */
  normal(): number;
  /** A shuffled copy. */
  shuffle<T>(items: readonly T[]): T[];
  /** One item, all equally likely. */
  pick<T>(items: readonly T[]): T;
}

export function randomGenerator(seed: string | number): RandomGenerator {
  const [lane, other] = seedLanes(String(seed));
  const fill = splitmix32(lane ^ other);
  let a = fill();
  let b = fill() ^ other;
  let c = fill();
  let d = fill() | 1; // never the all-zero state
  let spare: number | undefined;

  /** Signed: see `mix` in hash.ts. */
  const bits = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return result;
  };
  const next = (): number => ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) / 2 ** 53;
  const integer = (n: number): number => Math.floor(next() * n);

  return {
    next,
    integer,
    // Polar method of Marsaglia and Bray (1964): two normals out of a point in the unit disc.
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      for (;;) {
        const u = 2 * next() - 1;
        const v = 2 * next() - 1;
        const s = u * u + v * v;
        if (s === 0 || s >= 1) continue;
        const scale = Math.sqrt((-2 * Math.log(s)) / s);
        spare = v * scale;
        return u * scale;
      }
    },
    // Fisher and Yates, in Durstenfeld's form.
    shuffle<T>(items: readonly T[]): T[] {
      const copy = [...items];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [copy[i], copy[j]] = [copy[j]!, copy[i]!];
      }
      return copy;
    },
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new RangeError('pick: the list is empty');
      return items[integer(items.length)]!;
    },
  };
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));
