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
  return n <= EXACT_ITEMS ? exactPosterior(weight, n) : approximatePosterior(weight, n);
}

/** Sum of the weights an order agrees with. */
export function agreementOf(order: readonly number[], weight: Float64Array, n: number): number {
  let sum = 0;
  for (let a = 0; a < order.length; a++)
    for (let b = a + 1; b < order.length; b++) sum += weight[order[a]! * n + order[b]!]!;
  return sum;
}

function exactPosterior(weight: Float64Array, n: number): PairPosterior {
  const subsets = 1 << n;
  // gain[S, x]: what placing x right after the items of S adds.
  const gain = new Float64Array(subsets * n);
  for (let x = 0; x < n; x++) {
    for (let s = 1; s < subsets; s++) {
      const lowest = 31 - Math.clz32(s & -s);
      gain[s * n + x] = gain[(s & (s - 1)) * n + x]! + weight[lowest * n + x]!;
    }
  }
  const best = new Float64Array(subsets).fill(Number.NEGATIVE_INFINITY);
  // Log of the sum over all orders of what was placed already, and of what is yet to be placed.
  const forward = new Float64Array(subsets).fill(Number.NEGATIVE_INFINITY);
  const backward = new Float64Array(subsets).fill(Number.NEGATIVE_INFINITY);
  best[subsets - 1] = 0;
  forward[0] = 0;
  backward[subsets - 1] = 0;
  for (let s = 0; s < subsets; s++) {
    for (let x = 0; x < n; x++) {
      if ((s >> x) & 1) continue;
      const t = s | (1 << x);
      forward[t] = logAdd(forward[t]!, forward[s]! + gain[s * n + x]!);
    }
  }
  for (let s = subsets - 2; s >= 0; s--) {
    for (let x = 0; x < n; x++) {
      if ((s >> x) & 1) continue;
      const t = s | (1 << x);
      backward[s] = logAdd(backward[s]!, gain[s * n + x]! + backward[t]!);
      best[s] = Math.max(best[s]!, gain[s * n + x]! + best[t]!);
    }
  }
  const total = forward[subsets - 1]!;
  const before = new Float64Array(n * n);
  for (let s = 1; s < subsets; s++) {
    for (let x = 0; x < n; x++) {
      if ((s >> x) & 1) continue;
      const p = Math.exp(forward[s]! + gain[s * n + x]! + backward[s | (1 << x)]! - total);
      for (let i = 0; i < n; i++) if ((s >> i) & 1) before[i * n + x]! += p;
    }
  }
  const order: number[] = [];
  for (let s = 0; s < subsets - 1; ) {
    for (let x = 0; x < n; x++) {
      if ((s >> x) & 1 || gain[s * n + x]! + best[s | (1 << x)]! < best[s]! - TIE) continue;
      order.push(x);
      s |= 1 << x;
      break;
    }
  }
  return { order, probability: Math.exp(best[0]! - total), before, weight };
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

function logAdd(a: number, b: number): number {
  const larger = Math.max(a, b);
  return larger === Number.NEGATIVE_INFINITY ? larger : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
}
