/** Why each span was kept or turned down: one part per kept span, and one per group of overlapping spans that were turned down. */
import type { ExplainedPart, Vote } from '../explanation';
import type { Marking } from './marked-text';
import { compareSpans, findSpan, overlap, type Span } from './span';

/** What surrounds a decision: whether a kept span ends where the choices begin, and one begins where they end. */
export interface Neighbours {
  endsAt: (position: number) => boolean;
  beginsAt: (position: number) => boolean;
}

export interface ExplainedText {
  markings: readonly Marking[];
  /** By start. They may overlap. */
  kept: readonly (Span & { confidence: number })[];
  /** All spans that may be right. */
  candidates: readonly (Span & { probability: number })[];
  /** How strongly the marking speaks for `decided` against `alternative`, in nats; null is no span at all. */
  weight(marking: number, decided: Span | null, alternative: Span | null, neighbours: Neighbours): number;
}

type Choice = { choice: Span | null; confidence: number };

const ALTERNATIVES = 5;

export function explainText({ markings, kept, candidates, weight }: ExplainedText): ExplainedPart[] {
  // What workers gave is told even where it is hardly likely.
  const known = [...candidates];
  for (const { spans } of markings)
    for (const { start, end, label } of spans) known.push({ start, end, label, probability: 0 });
  known.sort((a, b) => compareSpans(a, b) || b.probability - a.probability);
  const sortedKept = [...kept].sort(compareSpans);
  const others = known.filter(
    (span, i) => (i === 0 || compareSpans(span, known[i - 1]!) !== 0) && !findSpan(sortedKept, span),
  );
  const { near, apart } = assign(kept, others);
  const ends = new Set(kept.map(({ end }) => end));
  const starts = new Set(kept.map(({ start }) => start));
  const neighbours: Neighbours = { endsAt: (x) => ends.has(x), beginsAt: (x) => starts.has(x) };
  const cursor = markings.map(({ spans }) => new Overlapping(spans));

  const part = (decided: Span | null, confidence: number, choices: Choice[], extent: Span): ExplainedPart => {
    choices.sort(
      (a, b) => b.confidence - a.confidence || (a.choice && b.choice ? compareSpans(a.choice, b.choice) : 0),
    );
    const best = choices.length > 0 ? choices[0]!.choice : null;
    const votes = markings.map(({ workerId }, k): Vote => {
      const own = cursor[k]!.with(extent);
      return {
        workerId,
        answer: own.length === 0 ? null : own.length === 1 ? own[0]! : own,
        weight: weight(k, decided, best, neighbours),
      };
    });
    return { decided, confidence, votes, alternatives: choices.slice(0, ALTERNATIVES) };
  };

  const parts = kept.map(({ start, end, label, confidence }, i) => {
    const choices: Choice[] = near[i]!.map(({ start, end, label, probability }) => ({
      choice: { start, end, label },
      confidence: probability,
    }));
    const rest = 1 - confidence - choices.reduce((sum, choice) => sum + choice.confidence, 0);
    choices.push({ choice: null, confidence: Math.max(0, rest) });
    return { at: start, part: part({ start, end, label }, confidence, choices, { start, end, label }) };
  });
  for (const group of apart) {
    const choices: Choice[] = group.map(({ start, end, label, probability }) => ({
      choice: { start, end, label },
      confidence: probability,
    }));
    const start = group[0]!.start;
    const extent = { start, end: group.reduce((end, span) => Math.max(end, span.end), 0), label: '' };
    const some = choices.reduce((sum, choice) => sum + choice.confidence, 0);
    parts.push({ at: start, part: part(null, Math.max(0, 1 - some), choices, extent) });
  }
  return parts.sort((a, b) => a.at - b.at).map(({ part }) => part);
}

/** Each span that was turned down goes to the kept span it shares most with; those that touch none form groups of their own. */
function assign<Some extends Span>(
  kept: readonly Span[],
  others: readonly Some[],
): { near: Some[][]; apart: Some[][] } {
  const near = kept.map((): Some[] => []);
  const apart: Some[][] = [];
  let groupEnd = -1;
  let first = 0;
  // Kept spans that end before this start are behind us for good, where kept spans do not overlap; else a few are looked at again.
  const reach = maximumEnds(kept);
  for (const span of others) {
    while (first < kept.length && reach[first]! <= span.start) first++;
    let best = -1;
    let shared = 0;
    for (let i = first; i < kept.length && kept[i]!.start < span.end; i++) {
      const both = Math.min(kept[i]!.end, span.end) - Math.max(kept[i]!.start, span.start);
      if (both > shared) [best, shared] = [i, both];
    }
    if (best >= 0) near[best]!.push(span);
    else if (span.start < groupEnd) {
      apart.at(-1)!.push(span);
      groupEnd = Math.max(groupEnd, span.end);
    } else {
      apart.push([span]);
      groupEnd = span.end;
    }
  }
  return { near, apart };
}

/** The largest end up to each span. */
function maximumEnds(spans: readonly Span[]): number[] {
  let end = 0;
  return spans.map((span) => {
    end = Math.max(end, span.end);
    return end;
  });
}

/** Spans of one worker that overlap a given one, found by halving. */
class Overlapping {
  private readonly reach: number[];

  constructor(private readonly spans: readonly Span[]) {
    this.reach = maximumEnds(spans);
  }

  with(extent: Span): Span[] {
    let [low, high] = [0, this.spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.reach[middle]! <= extent.start) low = middle + 1;
      else high = middle;
    }
    const found: Span[] = [];
    for (let i = low; i < this.spans.length && this.spans[i]!.start < extent.end; i++)
      if (overlap(this.spans[i]!, extent)) found.push(this.spans[i]!);
    return found;
  }
}
