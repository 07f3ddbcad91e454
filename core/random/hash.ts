/**
 * A uniform number per object that depends on nothing but a seed and the object's id, so that a sample or split is the same however often,
 * in whatever order and on however many machines it is drawn.
 *
 * Mixing: 32-bit finalizer of MurmurHash3 (A. Appleby, public domain), twice over two lanes seeded by FNV-1a of the seed text.
 */

/** A function from id to [0, 1) with 53 random bits; keep it when hashing many ids under one seed. */
export function unitHasher(seed: string): (id: number) => number {
  const [a, b] = seedLanes(seed);
  return (id) => {
    const low = id >>> 0;
    const high = Math.floor(id / 2 ** 32) >>> 0;
    const x = mix(mix(a ^ low) ^ high);
    const y = mix(mix(b + low) ^ x ^ high);
    return ((x >>> 5) * 2 ** 26 + (y >>> 6)) / 2 ** 53;
  };
}

/** Uniform in [0, 1) for one object. */
export const hashUnit = (seed: string, id: number): number => unitHasher(seed)(id);

/** Two signed 32-bit numbers out of a text. */
export function seedLanes(seed: string): [number, number] {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < seed.length; i++) {
    const c = seed.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ c, 0x85ebca6b) + a;
  }
  return [mix(a ^ seed.length), mix(b)];
}

// Signed: an unsigned result above 2³¹ would be a number on the heap, which is several times as slow.
function mix(h: number): number {
  let x = h;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
