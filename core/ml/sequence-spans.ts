/** From tag probabilities to the set of spans whose expected F1 is highest. */
import type { Chain } from './crf-chain';
import { beginTag, insideTag } from './sequence-tags';

/** A span of tokens, end exclusive. */
export interface LikelyTokens {
  first: number;
  end: number;
  label: number;
  probability: number;
}

export interface DecodedSpans {
  spans: LikelyTokens[];
  /** Expected F1 of `spans` under the chain's probabilities. */
  expected: number;
}

/** Spans less likely than this are not looked at. */
const leastProbability = 0.002;

/** After `chain.sum(tokens)`: all spans of at least `leastProbability`, with the probability that exactly they are there. */
export function likelySpans(chain: Chain, tokens: number, labels: number): LikelyTokens[] {
  const { states } = chain.transitions;
  const spans: LikelyTokens[] = [];
  for (let first = 0; first < tokens; first++)
    for (let label = 0; label < labels; label++) {
      const inside = insideTag(label);
      let state = beginTag(label);
      let reach = chain.marginals[first * states + state]!;
      for (let end = first + 1; reach >= leastProbability; end++) {
        const onwards = end < tokens ? chain.following(end, state, inside) : 0;
        const probability = reach * (1 - onwards);
        if (probability >= leastProbability) spans.push({ first, end, label, probability });
        if (end >= tokens) break;
        reach *= onwards;
        state = inside;
      }
    }
  return spans;
}

/**
 * The spans to answer: the likeliest ones that do not overlap, as many as make the expected F1 highest (the best answer for F1 is always the k likeliest, for some k: K. Dembczyński,
 * W. Waegeman, W. Cheng, E. Hüllermeier, "An exact algorithm for F-measure maximization", 2011). Spans that overlap exclude each other; spans apart are taken to be independent.
 */
export function decodeSpans(candidates: readonly LikelyTokens[]): DecodedSpans {
  const groups = overlapGroups(candidates);
  const ranked = groups
    .flatMap((group) => chosenOf(group))
    .sort((a, b) => b.span.probability - a.span.probability || a.span.first - b.span.first);
  let best: DecodedSpans = { spans: [], expected: 0 };
  for (let k = 0; k <= ranked.length; k++) {
    // The chance that a less likely span is worth adding ends where it is under half of what is reached.
    if (k > 0 && ranked[k - 1]!.span.probability < best.expected / 2 && k > 1) break;
    const expected = expectedF1(ranked, k);
    if (expected > best.expected) best = { spans: ranked.slice(0, k).map(({ span }) => span), expected };
  }
  best.spans.sort((a, b) => a.first - b.first);
  return best;
}

interface Chosen {
  span: LikelyTokens;
  /** Expected number of other spans that may stand where it stands. */
  others: number;
}

/** Spans that overlap, directly or through others. `candidates` come by their first token. */
function overlapGroups(candidates: readonly LikelyTokens[]): LikelyTokens[][] {
  const groups: LikelyTokens[][] = [];
  let end = -1;
  for (const span of candidates) {
    if (span.first < end) groups.at(-1)!.push(span);
    else groups.push([span]);
    end = Math.max(end, span.end);
  }
  return groups;
}

/** The likeliest spans of a group that do not overlap; each takes the rest it overlaps along. */
function chosenOf(group: LikelyTokens[]): Chosen[] {
  const rest = [...group].sort((a, b) => b.probability - a.probability || a.first - b.first || a.end - b.end);
  const chosen: Chosen[] = [];
  for (const span of rest) {
    const over = chosen.find(({ span: other }) => span.first < other.end && other.first < span.end);
    if (over) over.others += span.probability;
    else chosen.push({ span, others: 0 });
  }
  return chosen;
}

/** Largest number of places where a span may be for which the distribution is worked out. */
const mostExact = 40;

/** Expected F1 of answering the first `k`. */
function expectedF1(ranked: readonly Chosen[], k: number): number {
  const places = ranked.length;
  if (places > mostExact) {
    let hits = 0;
    let there = 0;
    for (let i = 0; i < places; i++) {
      const { span, others } = ranked[i]!;
      if (i < k) hits += span.probability;
      there += Math.min(1, span.probability + others);
    }
    if (k === 0) return Math.exp(-there);
    return (2 * hits) / (k + there);
  }
  // State: hits × other true spans.
  const width = places + 1;
  let table = new Float64Array((k + 1) * width);
  let next = new Float64Array((k + 1) * width);
  table[0] = 1;
  for (let i = 0; i < places; i++) {
    const { span, others } = ranked[i]!;
    const hit = i < k ? Math.min(1, span.probability) : 0;
    const miss = Math.min(1 - hit, others + (i < k ? 0 : span.probability));
    const none = 1 - hit - miss;
    next.fill(0);
    for (let h = 0; h <= Math.min(i, k); h++)
      for (let m = 0; m + h <= i; m++) {
        const p = table[h * width + m]!;
        if (p === 0) continue;
        next[h * width + m]! += p * none;
        next[h * width + m + 1]! += p * miss;
        if (hit > 0) next[(h + 1) * width + m]! += p * hit;
      }
    [table, next] = [next, table];
  }
  let expected = 0;
  for (let h = 0; h <= k; h++)
    for (let m = 0; m + h <= places; m++) {
      const p = table[h * width + m]!;
      if (p > 0) expected += p * (k + h + m === 0 ? 1 : (2 * h) / (k + h + m));
    }
  return expected;
}
