/** Points for every item that stands behind (J.-C. de Borda, 1781), as the share of the pairs the item won; half a pair for a pair nobody ordered. */
import type { RankedObject } from './pair-votes';

export interface ScoredOrder {
  order: number[];
  /** 0…1 by item. */
  scores: Float64Array;
  /** By `i * items + j`: share of those who ordered the pair that put i before j. */
  before: Float64Array;
}

export function borda({ items, answers }: RankedObject): ScoredOrder {
  const n = items.length;
  const votes = new Float64Array(n * n);
  for (const { before, share } of answers)
    for (let pair = 0; pair < votes.length; pair++) votes[pair]! += share * before[pair]!;
  const before = votes.map((vote, pair) => {
    const reverse = votes[(pair % n) * n + Math.floor(pair / n)]!;
    return vote + reverse > 0 ? vote / (vote + reverse) : 0.5;
  });
  const scores = Float64Array.from(items, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) if (j !== i) sum += before[i * n + j]!;
    return n > 1 ? sum / (n - 1) : 1;
  });
  return { order: byScore(scores), scores, before };
}

/** Items from the highest score; ties stay in the items' own order. */
export const byScore = (scores: Float64Array): number[] =>
  Array.from(scores.keys()).sort((a, b) =>
    Math.abs(scores[b]! - scores[a]!) > 1e-9 ? scores[b]! - scores[a]! : a - b,
  );
