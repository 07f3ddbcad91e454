import { readSpanAnswer } from '../../core/consolidation/spans/read-answer';
import type { LabelledSpan } from '../../core/ml/sequence-tags';
import type { Learner } from './learner';

/** Sorted, each once. */
export type SpanTarget = readonly LabelledSpan[];

/** What learners of text spans share: a target is the list of an object's spans. */
export const spanTargets = {
  targetOfLine: (line, { labelAttribute, labels }) => {
    const value = line[labelAttribute];
    if (value === undefined) throw new Error(`no label "${labelAttribute}"`);
    return targetOf(value, labels, `label "${labelAttribute}"`);
  },
  targetOfAnswer: (answer, labels) => targetOf(answer, labels, 'the answer'),
  answerOfTarget: (target, labels) => ({ spans: target.map(({ start, end, label }) => [start, end, labels[label]]) }),
  unlearnable: (targets) =>
    targets.some((target) => target.length > 0)
      ? undefined
      : `training data holds no span (${targets.length} objects): a model needs objects with spans`,
  measure: 'f1',
  quality: spanF1,
} satisfies Partial<Learner<unknown, SpanTarget>>;

function targetOf(value: unknown, labels: readonly string[], what: string): SpanTarget {
  const read = readSpanAnswer(value, { categories: [...labels] });
  if (!read.ok) throw new Error(`${what}: ${read.reason}`);
  return read.value.spans
    .map(({ start, end, label }) => ({ start, end, label: labels.indexOf(label) }))
    .sort(compareSpans);
}

export const compareSpans = (a: LabelledSpan, b: LabelledSpan): number =>
  a.start - b.start || a.end - b.end || a.label - b.label;

/** F1 of one object's spans; a span counts when start, end and label are right. Nothing to find and nothing found is 1. */
function spanF1(predicted: SpanTarget, truth: SpanTarget): number {
  if (predicted.length + truth.length === 0) return 1;
  let hits = 0;
  for (let i = 0, j = 0; i < predicted.length && j < truth.length; ) {
    const order = compareSpans(predicted[i]!, truth[j]!);
    if (order === 0) hits++;
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return (2 * hits) / (predicted.length + truth.length);
}
