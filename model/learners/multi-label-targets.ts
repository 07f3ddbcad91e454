import { readLabelSet } from '../../core/consolidation/multi-label/read-label-set';
import type { LikelySet } from '../../core/ml/multi-label-joint';
import type { Learner, Prediction } from './learner';

/** Positions in the job's labels, ascending, each once. */
export type LabelSetTarget = readonly number[];

/**
 * What learners of several labels per object share. A set is right or wrong as a whole, as the consolidation of people's sets has it and as accuracy of several labels is commonly meant
 * (subset accuracy): the promise is then exact and plain, "that share of the machine's labels is what people would have said".
 */
export const multiLabelTargets = {
  targetOfLine: (line, { labelAttribute, labels }) => {
    const value = line[labelAttribute];
    if (value === undefined) throw new Error(`no label "${labelAttribute}"`);
    if (!Array.isArray(value))
      throw new Error(`label "${labelAttribute}" is ${JSON.stringify(value)}, not a list of class numbers`);
    // The names decide where they are there, because a number means another label once the categories are reordered.
    const metadata = line[`${labelAttribute}-metadata`] as { 'class-map'?: Record<string, unknown> } | null | undefined;
    const names = metadata?.['class-map'];
    return sorted(
      value.map((entry) => {
        const named = labels.indexOf((typeof entry === 'string' ? entry : names?.[entry]) as string);
        if (named >= 0) return named;
        if (typeof entry !== 'number' || !Number.isInteger(entry) || entry < 0 || entry >= labels.length)
          throw new Error(
            `label "${labelAttribute}" holds ${JSON.stringify(entry)}, not a class number from 0 to ${labels.length - 1}`,
          );
        return entry;
      }),
    );
  },
  targetOfAnswer: (answer, labels) => {
    const read = readLabelSet(answer, { categories: [...labels] });
    if (!read.ok) throw new Error(read.reason);
    return sorted(read.value.map((name) => labels.indexOf(name)));
  },
  answerOfTarget: (target, labels) => target.map((label) => labels[label]),
  unlearnable: (targets, labels) =>
    targets.every((target) => sameSet(target, targets[0]!))
      ? `all ${targets.length} objects of the training data have the same labels (${targets[0]!.map((label) => labels[label]).join(', ') || 'none'}): a model needs objects that differ`
      : undefined,
  measure: 'accuracy',
  quality: (predicted, truth) => (sameSet(predicted, truth) ? 1 : 0),
} satisfies Partial<Learner<unknown, LabelSetTarget>>;

const sorted = (target: number[]): number[] => [...new Set(target)].sort((a, b) => a - b);

const sameSet = (a: LabelSetTarget, b: LabelSetTarget): boolean =>
  a.length === b.length && a.every((label, i) => label === b[i]);

export const setPrediction = ({ labels, probability, marginals }: LikelySet): Prediction<LabelSetTarget> => ({
  target: labels,
  confidence: probability,
  scores: marginals,
});

/** 1 where an example carries a label, at `example * labels + label`. */
export function carriedLabels(targets: readonly LabelSetTarget[], labels: number): Uint8Array {
  const carries = new Uint8Array(targets.length * labels);
  targets.forEach((target, i) => {
    for (const label of target) carries[i * labels + label] = 1;
  });
  return carries;
}
