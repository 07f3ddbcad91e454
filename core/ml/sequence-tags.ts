/** Spans as tags of tokens: 0 outside, then for each label one tag for the first token of a span and one for its others (BIO). */
import type { Transitions } from './crf-chain';
import { type TokenTable, tokenCount, tokenEnd, tokenStart } from './sequence-features';

/** A span of a text; offsets in Unicode code points, end exclusive; the label by its position among the labels. */
export interface LabelledSpan {
  start: number;
  end: number;
  label: number;
}

export const tagCount = (labels: number): number => 1 + 2 * labels;
export const beginTag = (label: number): number => 1 + 2 * label;
export const isBegin = (tag: number): boolean => tag % 2 === 1;
export const insideTag = (label: number): number => 2 + 2 * label;

export function tagTransitions(labels: number): Transitions {
  const states = tagCount(labels);
  const mayStart = new Uint8Array(states).fill(1);
  const mayFollow = new Uint8Array(states * states).fill(1);
  for (let label = 0; label < labels; label++) {
    const inside = insideTag(label);
    mayStart[inside] = 0;
    for (let a = 0; a < states; a++) mayFollow[a * states + inside] = Number(a === inside || a === beginTag(label));
  }
  return { states, mayStart, mayFollow };
}

/**
 * Tags of a text's tokens. A span that begins or ends within a token takes the whole token. Of spans that overlap the longest is kept, then the next
 * that still fits: a sequence has no room for spans within spans.
 */
export function tagsOf(table: TokenTable, spans: readonly LabelledSpan[], states: number): Uint8Array | Uint16Array {
  const count = tokenCount(table);
  const tags = states <= 256 ? new Uint8Array(count) : new Uint16Array(count);
  for (const { start, end, label } of withoutOverlaps(spans)) {
    let token = firstTokenEndingAfter(table, start);
    let tag = beginTag(label);
    for (; token < count && tokenStart(table, token) < end; token++) {
      // Two spans that share a token only: the first keeps it.
      if (tags[token] !== 0) continue;
      tags[token] = tag;
      tag = insideTag(label);
    }
  }
  return tags;
}

/** Longest first, each that does not overlap one already taken; in the order of the text. */
export function withoutOverlaps(spans: readonly LabelledSpan[]): LabelledSpan[] {
  const kept: LabelledSpan[] = [];
  const sorted = [...spans].sort(
    (a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start || a.label - b.label,
  );
  for (const span of sorted)
    if (kept.every((other) => span.end <= other.start || other.end <= span.start)) kept.push(span);
  return kept.sort((a, b) => a.start - b.start);
}

function firstTokenEndingAfter(table: TokenTable, offset: number): number {
  let low = 0;
  let high = tokenCount(table);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokenEnd(table, middle) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
