/** Spans of text, as workers mark them and as a label holds them. Offsets are integers (characters or tokens, whichever the job uses); `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
  label: string;
}

export interface SpanAnswer {
  spans: Span[];
  /** Length of the text in the unit of the offsets, where the answer tells it. */
  tokens?: number;
}

/** A span that may be right. */
export interface LikelySpan extends Span {
  probability: number;
}

export interface SpanLabel {
  spans: (Span & {
    /** Probability that exactly this span with this label is right. */
    confidence: number;
  })[];
  tokens?: number;
}

/** By start, then longer first, then by label: an outer span comes before those inside it. */
export const compareSpans = (a: Span, b: Span): number =>
  a.start - b.start || b.end - a.end || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0);

export const spanKey = ({ start, end, label }: Span): string => `${start} ${end} ${label}`;

export const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** Sorted, each span once: the first of those that are equal. */
export function distinctSpans<Some extends Span>(spans: readonly Some[]): Some[] {
  const sorted = [...spans].sort(compareSpans);
  return sorted.filter((span, i) => i === 0 || compareSpans(span, sorted[i - 1]!) !== 0);
}

/** Sorted, of equal spans the likeliest: two clusters may come to the same one. */
export function likeliestOfEach<Some extends LikelySpan>(spans: readonly Some[]): Some[] {
  return distinctSpans([...spans].sort((a, b) => b.probability - a.probability));
}

/** The entry equal to `span` in a list sorted by `compareSpans`. */
export function findSpan<Some extends Span>(sorted: readonly Some[], span: Span): Some | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareSpans(sorted[middle]!, span) < 0) low = middle + 1;
    else high = middle;
  }
  const found = sorted[low];
  return found && compareSpans(found, span) === 0 ? found : undefined;
}
