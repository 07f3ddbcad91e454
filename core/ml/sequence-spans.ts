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
const leastProbability = 0.01;

/** After `chain.sum(tokens)`: all spans of at least `leastProbability` and at most `longest` tokens, with the probability that exactly they are there; by their first token. */
export function likelySpans(chain: Chain, tokens: number, labels: number, longest: number): LikelyTokens[] {
  const { states } = chain.transitions;
  const spans: LikelyTokens[] = [];
  for (let first = 0; first < tokens; first++)
    for (let label = 0; label < labels; label++) {
      const inside = insideTag(label);
      let state = beginTag(label);
      let reach = chain.marginals[first * states + state]!;
      const last = Math.min(tokens, first + longest);
      for (let end = first + 1; reach >= leastProbability && end <= last; end++) {
        const onwards = end < tokens ? chain.following(end, state, inside) : 0;
        const probability = reach * (1 - onwards);
        if (probability >= leastProbability) spans.push({ first, end, label, probability });
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
  const { count, expected } = ranked.length > mostExact ? bestByMeans(ranked) : bestExactly(ranked);
  const spans = ranked.slice(0, count).map(({ span }) => span);
  return { spans: spans.sort((a, b) => a.first - b.first), expected };
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
  if (group.length === 1) return [{ span: group[0]!, others: 0 }];
  const from = group[0]!.first;
  const chosen: Chosen[] = [];
  /** Of each token, the chosen span that holds it, counted from 1. */
  const holder = new Uint32Array(group.reduce((end, span) => Math.max(end, span.end), 0) - from);
  const ranked = [...group].sort((a, b) => b.probability - a.probability || a.first - b.first || a.end - b.end);
  for (const span of ranked) {
    let over = 0;
    for (let t = span.first; t < span.end && over === 0; t++) over = holder[t - from]!;
    if (over) chosen[over - 1]!.others += span.probability;
    else holder.fill(chosen.push({ span, others: 0 }), span.first - from, span.end - from);
  }
  return chosen;
}

/** Places where a span may be up to which the distribution of F1 is worked out; with more, the mean of its numerator over that of its denominator is as good. */
const mostExact = 40;

interface BestCount {
  /** How many of the ranked to answer. */
  count: number;
  expected: number;
}

function bestByMeans(ranked: readonly Chosen[]): BestCount {
  const there = ranked.reduce((sum, { span, others }) => sum + Math.min(1, span.probability + others), 0);
  let best: BestCount = { count: 0, expected: Math.exp(-there) };
  let hits = 0;
  ranked.forEach(({ span }, i) => {
    hits += span.probability;
    const expected = (2 * hits) / (i + 1 + there);
    if (expected > best.expected) best = { count: i + 1, expected };
  });
  return best;
}

function bestExactly(ranked: readonly Chosen[]): BestCount {
  let best: BestCount = { count: 0, expected: 0 };
  for (let count = 0; count <= ranked.length; count++) {
    // A span that is less likely than half of what is reached takes away more than it adds.
    if (count > 1 && ranked[count - 1]!.span.probability < best.expected / 2) break;
    const expected = expectedF1(ranked, count);
    if (expected > best.expected) best = { count, expected };
  }
  return best;
}

/** Expected F1 of answering the first `k`. */
function expectedF1(ranked: readonly Chosen[], k: number): number {
  const places = ranked.length;
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
