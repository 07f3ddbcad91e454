/**
 * The order that agrees best with weighted votes on pairs, and how probable each pair's order is when an order has probability proportional to
 * exp(sum of the weights it agrees with): Mallows' model (C. L. Mallows, "Non-null ranking models I", Biometrika 44, 1957), whose likeliest
 * order is Kemeny's (J. G. Kemeny, "Mathematics without numbers", Daedalus 88, 1959).
 *
 * Exact for few items, by dynamic programming over the subset of items placed already: the weight an item adds depends on that subset alone.
 * For more items the order is found by moving one item at a time, and pairs are taken as if they were alone.
 */

export interface PairPosterior {
  /** Items, best first. */
  order: number[];
  /** Probability of that order. */
  probability: number;
  /** By `i * items + j`: probability that i stands before j, and the weight it follows from. */
  before: Float64Array;
  weight: Float64Array;
}

/** Up to this many items all subsets are visited: 2^10 × 10 steps. */
const EXACT_ITEMS = 10;
/** Weights closer than this are the same; the item that comes first in the list then stands first. */
const TIE = 1e-9;

/** `weight[i * n + j]`: log-odds of the votes that i stands before j. */
export function pairPosterior(weight: Float64Array, n: number): PairPosterior {
  return (n <= EXACT_ITEMS ? exactPosterior(weight, n) : undefined) ?? approximatePosterior(weight, n);
}

function exactPosterior(weight: Float64Array, n: number): PairPosterior | undefined {
  const subsets = 1 << n;
  // What a pair adds to an order's probability, against its likelier side: a factor of at most 1, so that products stay in range.
  const factor = weight.map((w, pair) => Math.exp(Math.min(0, w - weight[(pair % n) * n + Math.floor(pair / n)]!)));
  // gain[S, x]: the factors of placing x right after the items of S.
  const gain = new Float64Array(subsets * n).fill(1);
  for (let s = 1; s < subsets; s++) {
    const lowest = 31 - Math.clz32(s & -s);
    const rest = (s & (s - 1)) * n;
    for (let x = 0; x < n; x++) gain[s * n + x] = gain[rest + x]! * factor[lowest * n + x]!;
  }
  // Sum over all orders of what was placed already, and of what is yet to be placed; and the best of the latter.
  const forward = new Float64Array(subsets);
  const backward = new Float64Array(subsets);
  const best = new Float64Array(subsets);
  forward[0] = 1;
  backward[subsets - 1] = 1;
  best[subsets - 1] = 1;
  for (let s = 0; s < subsets; s++)
    for (let x = 0; x < n; x++) if (!((s >> x) & 1)) forward[s | (1 << x)]! += forward[s]! * gain[s * n + x]!;
  for (let s = subsets - 2; s >= 0; s--) {
    for (let x = 0; x < n; x++) {
      if ((s >> x) & 1) continue;
      const t = s | (1 << x);
      backward[s]! += gain[s * n + x]! * backward[t]!;
      best[s] = Math.max(best[s]!, gain[s * n + x]! * best[t]!);
    }
  }
  const total = forward[subsets - 1]!;
  if (!(best[0]! > 0)) return undefined; // nothing but improbable orders: out of range
  const before = new Float64Array(n * n);
  for (let s = 1; s < subsets; s++) {
    for (let x = 0; x < n; x++) {
      if ((s >> x) & 1) continue;
      const p = (forward[s]! * gain[s * n + x]! * backward[s | (1 << x)]!) / total;
      if (p > 0) for (let i = 0; i < n; i++) if ((s >> i) & 1) before[i * n + x]! += p;
    }
  }
  const order: number[] = [];
  for (let s = 0; s < subsets - 1; ) {
    for (let x = 0; x < n; x++) {
      if ((s >> x) & 1 || gain[s * n + x]! * best[s | (1 << x)]! < best[s]! * (1 - TIE)) continue;
      order.push(x);
      s |= 1 << x;
      break;
    }
  }
  return { order, probability: Math.min(1, best[0]! / total), before, weight };
}

function approximatePosterior(weight: Float64Array, n: number): PairPosterior {
  const lead = Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += weight[i * n + j]! - weight[j * n + i]!;
    return sum;
  });
  const order = Array.from(lead.keys()).sort((a, b) =>
    Math.abs(lead[b]! - lead[a]!) > TIE ? lead[b]! - lead[a]! : a - b,
  );
  while (moveOne(order, weight, n));
  const before = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      if (i !== j) before[i * n + j] = 1 / (1 + Math.exp(weight[j * n + i]! - weight[i * n + j]!));
  // Neighbours are the pairs that are least sure, and given the rest they are independent of each other.
  let probability = 1;
  for (let a = 1; a < n; a++) probability *= before[order[a - 1]! * n + order[a]!]!;
  return { order, probability, before, weight };
}

/** Moves the item whose move gains most; false when none gains. */
function moveOne(order: number[], weight: Float64Array, n: number): boolean {
  let most = TIE;
  let move: [from: number, to: number] | undefined;
  for (let from = 0; from < n; from++) {
    const x = order[from]!;
    for (const step of [-1, 1]) {
      let gained = 0;
      for (let to = from + step; to >= 0 && to < n; to += step) {
        const y = order[to]!;
        gained += step * (weight[y * n + x]! - weight[x * n + y]!);
        if (gained > most) {
          most = gained;
          move = [from, to];
        }
      }
    }
  }
  if (!move) return false;
  const [x] = order.splice(move[0], 1);
  order.splice(move[1], 0, x!);
  return true;
}
