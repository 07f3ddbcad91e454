/** How good span labels are against gold, and how far two answers are apart. */
import { compareSpans, distinctSpans, type Span, type SpanAnswer } from './span';

/**
 * Micro-averaged over all objects: `precision`, `recall` and `f1` count a span as right when start, end and label are; `partialF1` when it
 * overlaps a gold span of the same label, one to one. Nothing to find and nothing found is 1.
 */
export function measureSpans(pairs: readonly { label: SpanAnswer | undefined; gold: SpanAnswer }[]): {
  f1: number;
  precision: number;
  recall: number;
  partialF1: number;
} {
  let [given, wanted, exact, partial] = [0, 0, 0, 0];
  for (const { label, gold } of pairs) {
    const ours = distinctSpans(label?.spans ?? []);
    const theirs = distinctSpans(gold.spans);
    given += ours.length;
    wanted += theirs.length;
    exact += matches(ours, theirs);
    partial += overlaps(ours, theirs);
  }
  const share = (part: number, whole: number, other: number) => (whole > 0 ? part / whole : other > 0 ? 0 : 1);
  return {
    f1: share(2 * exact, given + wanted, 0),
    precision: share(exact, given, wanted),
    recall: share(exact, wanted, given),
    partialF1: share(2 * partial, given + wanted, 0),
  };
}

/**
 * Dice distance of the labelled units: 1 - 2 |both| / (|a| + |b|), where a unit (character or token) counts once for every label it carries.
 * Graded, unlike strict span F1: a boundary one word off is a small disagreement. Two empty answers are the same.
 */
export function spanDistance(a: SpanAnswer, b: SpanAnswer): number {
  const ours = coverage(a.spans);
  const theirs = coverage(b.spans);
  let [size, both] = [0, 0];
  for (const runs of [ours, theirs])
    for (const list of runs.values()) for (const [start, end] of list) size += end - start;
  for (const [label, list] of ours) both += intersection(list, theirs.get(label) ?? []);
  return size === 0 ? 0 : 1 - (2 * both) / size;
}

/** Size of the intersection of two sorted lists of distinct spans. */
function matches(a: readonly Span[], b: readonly Span[]): number {
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const order = compareSpans(a[i]!, b[j]!);
    if (order === 0) count++;
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return count;
}

/** Most pairs of overlapping spans of one label, each used once: sweeping by end is optimal for intervals. */
function overlaps(a: readonly Span[], b: readonly Span[]): number {
  const byLabel = groupByLabel(b);
  let count = 0;
  for (const [label, list] of groupByLabel(a)) {
    const others = byLabel.get(label) ?? [];
    for (let i = 0, j = 0; i < list.length && j < others.length; ) {
      const one = list[i]!;
      const other = others[j]!;
      if (one.end <= other.start) i++;
      else if (other.end <= one.start) j++;
      else {
        count++;
        i++;
        j++;
      }
    }
  }
  return count;
}

function groupByLabel(spans: readonly Span[]): Map<string, Span[]> {
  const groups = new Map<string, Span[]>();
  for (const span of spans) {
    const group = groups.get(span.label);
    if (group) group.push(span);
    else groups.set(span.label, [span]);
  }
  return groups;
}

type Run = [start: number, end: number];

/** Per label, the disjoint runs of units that carry it, rising. */
function coverage(spans: readonly Span[]): Map<string, Run[]> {
  const runs = new Map<string, Run[]>();
  for (const { start, end, label } of distinctSpans(spans)) {
    const list = runs.get(label) ?? [];
    runs.set(label, list);
    const last = list.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else list.push([start, end]);
  }
  return runs;
}

function intersection(a: readonly Run[], b: readonly Run[]): number {
  let size = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    size += Math.max(0, Math.min(a[i]![1], b[j]![1]) - Math.max(a[i]![0], b[j]![0]));
    if (a[i]![1] <= b[j]![1]) i++;
    else j++;
  }
  return size;
}
