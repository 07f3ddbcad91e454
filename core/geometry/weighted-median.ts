/**
 * The weighted median: half of the weight lies on either side. Where the half falls between two values, or on the edge of one, their mean,
 * so that two values of equal weight give their mean. Values need no order; weights are positive. O(n log n).
 */
export function weightedMedian(values: readonly number[], weights: readonly number[]): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  if (n === 1) return values[0]!;
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  let total = 0;
  for (const i of order) total += weights[i]!;
  let below = 0;
  for (let k = 0; k < n; k++) {
    below += weights[order[k]!]!;
    if (below > total / 2 + total * 1e-12) return values[order[k]!]!;
    if (below >= total / 2 - total * 1e-12 && k + 1 < n) return (values[order[k]!]! + values[order[k + 1]!]!) / 2;
  }
  return values[order[n - 1]!]!;
}
