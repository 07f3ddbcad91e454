/**
 * Spans as Ground Truth consolidates them: "clusters of spans by Jaccard similarity; the boundary is the mode, or the median where there is
 * none; the label is the one most assigned" (Amazon SageMaker Developer Guide, annotation consolidation). Where Ground Truth draws lots or is
 * silent we decide: workers count by their skill, ties go to the earlier boundary and to the earlier label, clusters that fewer than a third
 * of the weight marked are turned down, and the confidence is the share of the weight that gave exactly the span decided.
 */
import type { MarkedText } from './marked-text';
import { compareSpans, type Span } from './span';

/** Spans of two workers that share at least half of their union are about the same thing. */
const SAME = 0.5;
/** Share of the workers' weight that must have marked a cluster. Workers overlook more than they invent, so less than half. */
const MARKED = 1 / 3;
export interface SpanCluster {
  /** Members by worker: the number of the marking, and its span. At most one per marking. */
  members: { marking: number; span: Span }[];
  decided: Span;
  kept: boolean;
  /** Share of the weight of those who answered that gave exactly `decided`. */
  support: number;
}

/** Clusters of one text in order. `weight` is the weight of each marking. */
export function clusterSpans({ markings }: MarkedText, weight: readonly number[]): SpanCluster[] {
  const spans = markings
    .flatMap(({ spans }, marking) => spans.map((span) => ({ marking, span })))
    .sort((a, b) => compareSpans(a.span, b.span) || a.marking - b.marking);
  const total = weight.reduce((sum, w) => sum + w, 0);
  const clusters: { members: { marking: number; span: Span }[]; end: number }[] = [];
  // Spans come by rising start; a cluster that ends before this start can take no more.
  let open: typeof clusters = [];
  for (const entry of spans) {
    open = open.filter(({ end }) => end > entry.span.start);
    let best: (typeof clusters)[number] | undefined;
    let bestJaccard = 0;
    for (const cluster of open) {
      if (cluster.members.some(({ marking }) => marking === entry.marking)) continue;
      const similarity = Math.max(...cluster.members.map(({ span }) => jaccard(span, entry.span)));
      if (similarity >= SAME && similarity > bestJaccard) {
        best = cluster;
        bestJaccard = similarity;
      }
    }
    if (best) {
      best.members.push(entry);
      best.end = Math.max(best.end, entry.span.end);
    } else {
      const cluster = { members: [entry], end: entry.span.end };
      clusters.push(cluster);
      open.push(cluster);
    }
  }
  return clusters
    .map(({ members }): SpanCluster => {
      const decided = decide(members, weight);
      const marked = members.reduce((sum, { marking }) => sum + weight[marking]!, 0);
      const exact = members.reduce(
        (sum, { marking, span }) => sum + (compareSpans(span, decided) === 0 ? weight[marking]! : 0),
        0,
      );
      return { members, decided, kept: marked >= MARKED * total - 1e-9, support: total > 0 ? exact / total : 0 };
    })
    .sort((a, b) => compareSpans(a.decided, b.decided));
}

function decide(members: SpanCluster['members'], weight: readonly number[]): Span {
  const votes = members.map(({ marking, span }) => ({ span, weight: weight[marking]! }));
  const label = heaviest(votes, ({ label }) => label).key;
  const boundary = heaviest(votes, ({ start, end }) => `${start} ${end}`);
  // A mode is what more than one gave, or the only thing there is.
  if (boundary.count > 1 || votes.length === 1) {
    const { start, end } = boundary.first;
    return { start, end, label };
  }
  const start = median(votes.map(({ span, weight }) => ({ at: span.start, weight })));
  const end = median(votes.map(({ span, weight }) => ({ at: span.end, weight })));
  return { start, end: Math.max(end, start + 1), label };
}

function heaviest(votes: readonly { span: Span; weight: number }[], keyOf: (span: Span) => string) {
  const groups = new Map<string, { key: string; first: Span; count: number; weight: number }>();
  for (const { span, weight } of votes) {
    const key = keyOf(span);
    const group = groups.get(key) ?? { key, first: span, count: 0, weight: 0 };
    group.count++;
    group.weight += weight;
    groups.set(key, group);
  }
  return [...groups.values()].reduce((best, group) =>
    group.weight > best.weight + 1e-9 ||
    (group.weight > best.weight - 1e-9 && compareSpans(group.first, best.first) < 0)
      ? group
      : best,
  );
}

/** The lower weighted median. */
function median(values: { at: number; weight: number }[]): number {
  const sorted = [...values].sort((a, b) => a.at - b.at);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  for (const { at, weight } of sorted) {
    below += weight;
    if (below >= half - 1e-9) return at;
  }
  return sorted.at(-1)!.at;
}

function jaccard(a: Span, b: Span): number {
  const both = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return both <= 0 ? 0 : both / (Math.max(a.end, b.end) - Math.min(a.start, b.start));
}
