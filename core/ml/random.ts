/** A stream of numbers in [0, 1) that depends on the seed alone. */
export type Random = () => number;

/** xoshiro128** 1.1 (Blackman and Vigna, 2018), its state filled from the seed by splitmix32. Passes BigCrush; period 2^128 - 1. */
export function seededRandom(seed: number): Random {
  let spread = seed | 0;
  const split = () => {
    spread = (spread + 0x9e3779b9) | 0;
    let z = spread;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let a = split();
  let b = split();
  let c = split();
  let d = split();
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return (result >>> 0) / 4_294_967_296;
  };
}

/** The numbers 0 … count - 1 in random order (Fisher–Yates). */
export function shuffledIndices(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

const rotate = (x: number, by: number) => (x << by) | (x >>> (32 - by));
