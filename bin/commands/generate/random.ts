/** A stream of numbers in [0, 1) that depends on the seed alone (sfc32 seeded through a 32-bit string hash, both by Chris Doty-Humphrey and bryc). */
export interface Random {
  next(): number;
  /** A whole number from 0 to `below` - 1. */
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
  /** A normal deviate (Box–Muller). */
  normal(): number;
  shuffle<T>(items: readonly T[]): T[];
}

/** Parts of the seed are joined, so that `random(7, 'worker', 3)` and `random(7, 'object', 3)` are independent streams. */
export function random(...seed: (string | number)[]): Random {
  let [a, b, c, d] = hash(seed.join('\u0000'));
  const next = () => {
    const t = (((a! + b!) | 0) + d!) | 0;
    d = (d! + 1) | 0;
    a = b! ^ (b! >>> 9);
    b = (c! + (c! << 3)) | 0;
    c = (c! << 21) | (c! >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 12; i++) next();
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (items) => items[below(items.length)]!,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffle: (items) => {
      const shuffled = [...items];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
      }
      return shuffled;
    },
  };
}

function hash(text: string): [number, number, number, number] {
  let [h1, h2, h3, h4] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179);
  }
  return [h1 ^ h2 ^ h3 ^ h4, h2 ^ h1, h3 ^ h1, h4 ^ h1];
}
