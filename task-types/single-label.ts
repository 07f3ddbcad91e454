/** What all single-label tasks share, whatever is labelled: the template's input, Ground Truth's manifest shape, the learner's side. */
import { oneClassOnly } from '../core/active-learning/learnable';
import { classConsolidator } from '../core/consolidation/classes/consolidator';
import type { LabelCategory } from '../core/job/label-categories';
import type { ManifestLine } from '../core/manifest/line';
import { taskInput } from './metadata';
import type { LabelFacts, LearnerAdapter, TaskType } from './task-type';

/** `confidence` is 0 where one worker labelled: Ground Truth's rule, since one answer says nothing about agreement. */
export interface ClassLabel {
  classId: number;
  confidence: number;
}

/** The members of a slice that do not depend on what is labelled. */
export const singleLabel = (element: string) =>
  ({
    element,
    consolidator: classConsolidator,
    preAnnotation: taskInput,
    initialValue: (answer) => answer,
    answerContent: (answer) => ({ [element]: { label: answer } }),
    answerOf: ({ classId }, categories) => categories[classId]!.label,
    labelOf: ({ label, confidence }, { categories, workers }) => ({
      classId: categories.findIndex((category) => category.label === label),
      confidence: workers === 1 ? 0 : confidence,
    }),
    readLabel: readSingleLabel,
  }) satisfies Partial<TaskType<string, string, ClassLabel>>;

/** Ground Truth's manifest entries of a single-label task. */
export function singleLabelOutput(
  label: ClassLabel,
  attribute: string,
  type: string,
  categories: LabelCategory[],
  facts: LabelFacts,
): Record<string, unknown> {
  const category = categories[label.classId];
  if (!category) throw new RangeError(`class ${label.classId} is not one of the ${categories.length} categories`);
  return {
    [attribute]: label.classId,
    [`${attribute}-metadata`]: {
      'class-name': category.label,
      confidence: Number(label.confidence.toFixed(2)),
      type,
      'job-name': `labeling-job/${facts.jobName}`,
      'human-annotated': facts.humanAnnotated ? 'yes' : 'no',
      'creation-date': facts.creationDate,
    },
  };
}

/**
 * Reads a label back. Lines come from Ground Truth, from us and from elsewhere: the value is a class id (number or digits) or a class name. The
 * metadata's `class-name` decides when there is one, since another job's file may have had the classes in another order.
 */
export function readSingleLabel(
  line: ManifestLine,
  attribute: string,
  categories: LabelCategory[],
): ClassLabel | undefined {
  const value = line[attribute];
  const raw = line[`${attribute}-metadata`];
  const metadata = isRecord(raw) ? raw : {};
  if (value === undefined || value === null || 'failure-reason' in metadata) return undefined;
  const named = (name: unknown) => categories.findIndex((category) => category.label === name);
  let classId = -1;
  if (typeof metadata['class-name'] === 'string') classId = named(metadata['class-name']);
  else if (typeof value === 'string' && named(value) >= 0) classId = named(value);
  else if (typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))) classId = Number(value);
  if (!Number.isInteger(classId) || classId < 0 || classId >= categories.length) return undefined;
  const confidence = metadata.confidence;
  return { classId, confidence: typeof confidence === 'number' && Number.isFinite(confidence) ? confidence : 0 };
}

/** The learner's side of a single-label task. */
export const classLearner = (learner: string): LearnerAdapter<ClassLabel> => ({
  learner,
  exact: true,
  quality: (answer, { classId }, categories) => (answer === categories[classId]?.label ? 1 : 0),
  unlearnable: (labels, categories) =>
    oneClassOnly(
      labels.map(({ classId }) => classId),
      categories.map(({ label }) => label),
    ),
  fromPrediction({ answer, confidence }, categories) {
    const classId = categories.findIndex((category) => category.label === answer);
    if (classId < 0)
      throw new RangeError(`the model predicted ${JSON.stringify(answer)}, which is not one of the categories`);
    return { classId, confidence };
  },
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
