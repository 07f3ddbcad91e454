/**
 * Item strengths from orders: the next item of an order is chosen among those left in proportion to strength (R. L. Plackett, "The Analysis of
 * Permutations", 1975; R. D. Luce, 1959). Fitted by the MM algorithm of D. R. Hunter, "MM algorithms for generalized Bradley-Terry models", Annals of
 * Statistics 32(1), 2004, section 5. Regularised by one win and one loss of every item against an item of strength 1, without which a
 * unanimous order would have no finite strengths.
 */
import { byScore, type ScoredOrder } from './borda';
import type { RankedObject } from './pair-votes';
import { placesOf } from './ranking';

const ROUNDS = 200;
const STILL = 1e-9;

export function plackettLuce({ items, answers }: RankedObject): ScoredOrder {
  const n = items.length;
  const index = new Map(items.map((item, i) => [item, i]));
  const lists = answers.map(({ ranking, share }) => ({
    share,
    places: placesOf(ranking).map((place) => place.map((item) => index.get(item)!)),
  }));
  // A choice is made at every place but the last; tied items share it.
  const wins = new Float64Array(n).fill(1);
  for (const { places, share } of lists)
    for (const place of places.slice(0, -1)) for (const i of place) wins[i]! += share / place.length;
  let strength = new Float64Array(n).fill(1);
  for (let round = 0; round < ROUNDS; round++) {
    const load = strength.map((s) => 2 / (s + 1));
    for (const { places, share } of lists) {
      let left = 0;
      for (const place of places) for (const i of place) left += strength[i]!;
      let sum = 0;
      for (const [at, place] of places.entries()) {
        if (at < places.length - 1) sum += share / left;
        for (const i of place) {
          load[i]! += sum;
          left -= strength[i]!;
        }
      }
    }
    const next = strength.map((_, i) => wins[i]! / load[i]!);
    const moved = next.reduce((most, s, i) => Math.max(most, Math.abs(Math.log(s / strength[i]!))), 0);
    strength = next;
    if (moved < STILL) break;
  }
  const total = strength.reduce((sum, s) => sum + s, 0);
  const scores = strength.map((s) => s / total);
  const before = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) if (i !== j) before[i * n + j] = strength[i]! / (strength[i]! + strength[j]!);
  return { order: byScore(strength), scores, before };
}
