/** One object's answers in an order that does not depend on how they arrived. */
import type { AnsweredObject } from '../consolidator';
import { compareSpans, distinctSpans, type Span, type SpanAnswer } from './span';

export interface Marking {
  workerId: string;
  /** Sorted, each span once. */
  spans: readonly Span[];
}

export interface MarkedText {
  /** By worker id; two answers of one worker by what they hold. */
  markings: Marking[];
  /** Length of the text where some answer tells it: the largest told. */
  length: number | undefined;
}

export function markedText({ answers }: AnsweredObject<SpanAnswer>): MarkedText {
  const markings = answers
    .map(({ workerId, answer }) => ({ workerId, spans: distinctSpans(answer.spans) }))
    .sort((a, b) => compareText(a.workerId, b.workerId) || compareLists(a.spans, b.spans));
  let length: number | undefined;
  for (const { answer } of answers) if (answer.tokens !== undefined) length = Math.max(length ?? 0, answer.tokens);
  return { markings, length };
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareLists(a: readonly Span[], b: readonly Span[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compareSpans(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Positions of the texts ordered by what is in them: sums over texts then come out the same in whatever order they arrive. */
export function inCanonicalOrder(texts: readonly MarkedText[]): number[] {
  const keys = texts.map(({ markings, length }) => JSON.stringify([length, markings]));
  return [...keys.keys()].sort((a, b) => compareText(keys[a]!, keys[b]!));
}
