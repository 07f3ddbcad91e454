import { distinctSpans, overlap, type Span, type SpanAnswer } from '../../../../core/consolidation/spans/span';
import type { RandomGenerator } from '../../../../core/random/generator';
import { otherLabel } from './labels';

/**
 * A span is right with the accuracy. Else it is missed and another marked where there is none, so that F1 falls as accuracy does; ends a word
 * early or late; or bears another name.
 */
export function mistakenSpans(
  truth: SpanAnswer,
  accuracy: number,
  labels: readonly string[],
  text: string,
  draw: RandomGenerator,
): SpanAnswer {
  const words = [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
  }));
  const said: Span[] = [];
  for (const span of truth.spans) {
    if (draw.next() < accuracy) {
      said.push(span);
      continue;
    }
    const ways = ['miss', 'bounds', ...(labels.length > 1 ? ['name'] : [])];
    const way = draw.pick(ways);
    if (way === 'name') said.push({ ...span, label: otherLabel(span.label, labels, draw) });
    else if (way === 'bounds') said.push(offByAWord(span, words, draw));
    else {
      const free = words.filter((word) => !truth.spans.some((other) => overlap({ ...word, label: '' }, other)));
      if (free.length > 0) said.push({ ...draw.pick(free), label: draw.pick(labels) });
    }
  }
  // Where nothing is to be marked the whole answer is right or wrong.
  if (truth.spans.length === 0 && words.length > 0 && draw.next() >= accuracy)
    said.push({ ...draw.pick(words), label: draw.pick(labels) });
  const apart = distinctSpans(said).filter(
    (span, i, all) => i === 0 || !all.slice(0, i).some((before) => overlap(before, span)),
  );
  return truth.tokens === undefined ? { spans: apart } : { spans: apart, tokens: truth.tokens };
}

/** The span with a word more or less at one of its ends. */
function offByAWord(span: Span, words: readonly { start: number; end: number }[], draw: RandomGenerator): Span {
  const inside = words.filter(({ start, end }) => start < span.end && end > span.start);
  const before = words.findLast(({ end }) => end <= span.start);
  const after = words.find(({ start }) => start >= span.end);
  const ways: Span[] = [];
  if (before) ways.push({ ...span, start: before.start });
  if (after) ways.push({ ...span, end: after.end });
  if (inside.length > 1) ways.push({ ...span, start: inside[1]!.start }, { ...span, end: inside.at(-2)!.end });
  return ways.length > 0 ? draw.pick(ways) : span;
}
