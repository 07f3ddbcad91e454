/**
 * A batch of marked texts as the sequence model sees them: the boundaries that occur in the answers cut each text into atoms, and only stretches
 * that somebody marked (regions) are looked at atom by atom. Cost is proportional to the marks, never to the length of the texts.
 */
import { compareText, type MarkedText, type Marking } from './marked-text';
import type { Span } from './span';

/** What a worker does at an atom: 0 nothing, else twice the label's number + 2, plus 1 where the worker's span begins here. */
export const codeOf = (label: number, begins: boolean): number => 2 * label + 2 + (begins ? 1 : 0);
export const labelOf = (code: number): number => (code >> 1) - 1;
export const isIn = (code: number): boolean => code > 0;
export const begins = (code: number): boolean => (code & 1) === 1;

/** A stretch of text in which every unit is marked by somebody, bounded by text that nobody marked. */
export interface Region {
  /** Position of every boundary (offsets may exceed 32 bits): atom `a` is from `at[a]` to `at[a + 1]`. */
  at: Float64Array;
  /** `code[a * markings + k]`: what marking `k` does at atom `a`. */
  code: Int32Array;
  /** Numbers of the labels that may be true here, rising. */
  labels: Int32Array;
}

export interface LatticeText {
  /** Worker number of each marking. */
  workers: Int32Array;
  regions: Region[];
  /** Units that nobody marked, as far as the text's length is known, less one for each stretch of them: the boundaries inside. */
  unmarked: number;
}

export interface Lattice {
  texts: LatticeText[];
  workerIds: string[];
  labels: string[];
}

/** Up to this many labels each may be true anywhere; beyond, those that somebody gave in the region. */
const FEW_LABELS = 8;

export function buildLattice(marked: readonly MarkedText[], categories: readonly string[] | undefined): Lattice {
  const workerIds = [...new Set(marked.flatMap(({ markings }) => markings.map(({ workerId }) => workerId)))].sort(
    compareText,
  );
  const given = new Set<string>(categories);
  for (const { markings } of marked) for (const { spans } of markings) for (const { label } of spans) given.add(label);
  const labels = [...given].sort(compareText);
  const workerNumber = new Map(workerIds.map((id, i) => [id, i]));
  const labelNumber = new Map(labels.map((label, i) => [label, i]));
  const texts = marked.map(({ markings, length }): LatticeText => {
    const flat = markings.map(({ spans }) => withoutOverlap(spans));
    const regions = cut(flat, labelNumber);
    let unmarked = 0;
    let from = 0;
    for (const { at } of regions) {
      unmarked += Math.max(0, at[0]! - from - 1);
      from = at[at.length - 1]!;
    }
    if (length !== undefined) unmarked += Math.max(0, length - from - 1);
    return { workers: Int32Array.from(markings, ({ workerId }) => workerNumber.get(workerId)!), regions, unmarked };
  });
  return { texts, workerIds, labels };
}

/** A sequence has one tag at a time: of overlapping spans of one worker the outer, then the earlier one stands. */
export function withoutOverlap(spans: Marking['spans']): Span[] {
  const kept: Span[] = [];
  const bySize = [...spans].sort(
    (a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start || compareText(a.label, b.label),
  );
  if (!spans.some((span, i) => i > 0 && span.start < spans[i - 1]!.end)) return [...spans];
  for (const span of bySize)
    if (!kept.some((other) => other.start < span.end && span.start < other.end)) kept.push(span);
  return kept.sort((a, b) => a.start - b.start);
}

function cut(flat: readonly (readonly Span[])[], labelNumber: ReadonlyMap<string, number>): Region[] {
  const all = flat.flatMap((spans, marking) => spans.map((span) => ({ marking, span })));
  all.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || a.marking - b.marking);
  const regions: Region[] = [];
  for (let i = 0; i < all.length; ) {
    let end = all[i]!.span.end;
    const first = i;
    while (i < all.length && all[i]!.span.start <= end) end = Math.max(end, all[i++]!.span.end);
    regions.push(region(all.slice(first, i), flat.length, labelNumber));
  }
  return regions;
}

function region(
  members: readonly { marking: number; span: Span }[],
  markings: number,
  labelNumber: ReadonlyMap<string, number>,
): Region {
  const bounds = new Set<number>();
  const labels = new Set<number>();
  for (const { span } of members) {
    bounds.add(span.start).add(span.end);
    labels.add(labelNumber.get(span.label)!);
  }
  if (labelNumber.size <= FEW_LABELS) for (const label of labelNumber.values()) labels.add(label);
  const at = Float64Array.from(bounds).sort();
  const atom = new Map(Array.from(at, (position, i) => [position, i]));
  const code = new Int32Array((at.length - 1) * markings);
  for (const { marking, span } of members) {
    const label = labelNumber.get(span.label)!;
    const from = atom.get(span.start)!;
    const to = atom.get(span.end)!;
    for (let a = from; a < to; a++) code[a * markings + marking] = codeOf(label, a === from);
  }
  return { at, code, labels: Int32Array.from(labels).sort() };
}
