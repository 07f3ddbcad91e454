/**
 * The weighted median: half of the weight lies on either side. Where the half falls between two values, their mean, so that two values of
 * equal weight give their mean. Values need no order; weights are positive. O(n log n), without allocating much for the few values of a crowd.
 */
export function weightedMedian(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  if (n === 1) return values[0]!;
  const order =
    n <= FEW ? insertionOrder(values) : Array.from({ length: n }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  let total = 0;
  for (let k = 0; k < n; k++) total += weights[order[k]!]!;
  const slack = total * 1e-12;
  let below = 0;
  for (let k = 0; k < n; k++) {
    below += weights[order[k]!]!;
    if (below > total / 2 + slack) return values[order[k]!]!;
    if (below >= total / 2 - slack && k + 1 < n) return (values[order[k]!]! + values[order[k + 1]!]!) / 2;
  }
  return values[order[n - 1]!]!;
}

const FEW = 16;
const fewOrder = new Int32Array(FEW);

/** Positions by value in a shared array, good until the next call. */
function insertionOrder(values: ArrayLike<number>): Int32Array {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    let k = i;
    while (k > 0 && values[fewOrder[k - 1]!]! > value) {
      fewOrder[k] = fewOrder[k - 1]!;
      k--;
    }
    fewOrder[k] = i;
  }
  return fewOrder;
}
