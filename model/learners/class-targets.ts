import { oneClassOnly } from '../../core/active-learning/learnable';
import { argmax } from '../../core/ml/softmax';
import type { Learner, Prediction } from './learner';

/** What all learners of one class per object share: a target is a position in the job's labels. */
export const classTargets = {
  targetOfLine: (line, { labelAttribute, labels }) => {
    // The name decides where it is one of the job's labels, because a number means another class once the categories are reordered.
    const metadata = line[`${labelAttribute}-metadata`] as { 'class-name'?: unknown } | null | undefined;
    const named = labels.indexOf(metadata?.['class-name'] as string);
    if (named >= 0) return named;
    const value = line[labelAttribute];
    if (value === undefined) throw new Error(`no label "${labelAttribute}"`);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= labels.length)
      throw new Error(
        `label "${labelAttribute}" is ${JSON.stringify(value)}, not a class number from 0 to ${labels.length - 1}`,
      );
    return value;
  },
  targetOfAnswer: (answer, labels) => {
    const target = labels.indexOf(answer as string);
    if (target < 0) throw new Error(`${JSON.stringify(answer)} is not one of the labels ${labels.join(', ')}`);
    return target;
  },
  answerOfTarget: (target, labels) => labels[target],
  unlearnable: oneClassOnly,
  measure: 'accuracy',
  quality: (predicted, truth) => (predicted === truth ? 1 : 0),
} satisfies Partial<Learner<unknown, number>>;

/** The most probable class. */
export function classPrediction(scores: Float64Array): Prediction<number> {
  const target = argmax(scores);
  return { target, confidence: scores[target]!, scores };
}
