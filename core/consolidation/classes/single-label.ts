/**
 * What all single-label tasks share, whatever is labelled: reading the chosen class out of an answer, consolidating, and Ground Truth's
 * manifest shape. Slices call this with their element name and type string.
 */
import type { LabelCategory } from '../../job/label-categories';
import type { ManifestLine } from '../../manifest/line';
import type { Read } from '../consolidator';
import type { Explanation } from '../explanation';
import { explainClass, type NumberedVote } from './class-explanation';
import { consolidateClasses } from './consolidate-classes';
import { labelIn } from './consolidator';
import { type LearntConfusions, learntOf, recallConfusions } from './learnt-confusions';

/** `confidence` is 0 where one worker labelled: Ground Truth's rule, since one answer says nothing about agreement. */
export interface ClassLabel {
  classId: number;
  confidence: number;
}

export interface ConsolidatedClass {
  id: number;
  label?: ClassLabel;
  failureReason?: string;
  /** Why, where there is a label. Its confidence is the probability even where one worker labelled. */
  explanation?: Explanation;
}

interface Answered {
  id: number;
  answers: { workerId: string; content: unknown }[];
}

/** The label an answer holds, by the name the slices use. */
export { labelIn as chosenLabel } from './consolidator';

/** The class id a worker chose, or why the answer is set aside. */
export function readClassAnswer(content: unknown, element: string, categories: LabelCategory[]): Read<number> {
  const label = labelIn(content, element);
  if (label === undefined) return { ok: false, reason: `the answer holds no {"${element}":{"label":"…"}}` };
  const classId = categories.findIndex((category) => category.label === label);
  if (classId < 0)
    return { ok: false, reason: `the label ${JSON.stringify(label.slice(0, 100))} is not one of the categories` };
  return { ok: true, value: classId };
}

/** Consolidates a batch. The order of objects and of answers does not matter; results come in the order of `objects`. */
export function consolidateSingleLabel(
  objects: Answered[],
  element: string,
  { categories, earlier }: { categories: LabelCategory[]; earlier: unknown[] },
) {
  const rejected: { id: number; workerId: string; reason: string }[] = [];
  const read: { object: number; workerId: string; label: number }[] = [];
  const reasons = new Map<number, string>();
  const sorted = [...objects].sort((a, b) => a.id - b.id);
  for (const [object, { id, answers }] of sorted.entries()) {
    if (answers.length === 0) reasons.set(id, 'no worker answered');
    for (const { workerId, content } of answers) {
      const answer = readClassAnswer(content, element, categories);
      if (answer.ok) read.push({ object, workerId, label: answer.value });
      else {
        rejected.push({ id, workerId, reason: answer.reason });
        reasons.set(id, `no answer could be read: ${answer.reason}`);
      }
    }
  }
  const workerIds = [...new Set(read.map((answer) => answer.workerId))].sort();
  const workerIndex = new Map(workerIds.map((workerId, index) => [workerId, index]));
  const result = consolidateClasses(
    {
      objects: sorted.length,
      workers: workerIds.length,
      classes: categories.length,
      object: Int32Array.from(read, (answer) => answer.object),
      worker: Int32Array.from(read, (answer) => workerIndex.get(answer.workerId)!),
      label: Int32Array.from(read, (answer) => answer.label),
    },
    { earlier: recallConfusions(earlier, workerIds, categories.length) },
  );
  const votesOf = sorted.map((): NumberedVote[] => []);
  for (const { object, workerId, label } of read)
    votesOf[object]!.push({ workerId, worker: workerIndex.get(workerId)!, label });
  const indexOf = new Map(sorted.map(({ id }, index) => [id, index]));
  const nameOf = (label: number) => categories[label]!.label;
  const learnt: LearntConfusions = learntOf(result.workers, workerIds, categories.length);
  return {
    objects: objects.map(({ id }): ConsolidatedClass => {
      const index = indexOf.get(id)!;
      const classId = result.labels[index]!;
      if (classId < 0) return { id, failureReason: reasons.get(id) };
      const votes = votesOf[index]!;
      const alone = votes.every(({ worker }) => worker === votes[0]!.worker);
      return {
        id,
        label: { classId, confidence: alone ? 0 : result.confidences[index]! },
        explanation: explainClass(result, index, votes, nameOf, categories.length),
      };
    }),
    rejected: rejected.sort((a, b) => a.id - b.id || (a.workerId < b.workerId ? -1 : 1)),
    /** Estimated share of right answers of each worker who answered here, earlier batches included. */
    skills: new Map(workerIds.map((workerId, worker) => [workerId, result.skills[worker]!])),
    learnt,
  };
}

/** Ground Truth's manifest entries of a single-label task. */
export function singleLabelOutput(
  label: ClassLabel,
  attribute: string,
  type: string,
  categories: LabelCategory[],
  facts: { jobName: string; humanAnnotated: boolean; creationDate: string },
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

/** What Ground Truth's built-in pre-annotation functions hand to a template: `taskObject` is the text, or the URI. */
export const singleLabelTaskInput = (line: ManifestLine, categories: LabelCategory[]): Record<string, unknown> => ({
  taskObject: line.source ?? line['source-ref'],
  labels: categories.map((category) => category.label),
  manifestLine: line,
});

/** A machine label out of a model's prediction. @throws RangeError when the model names a class the job does not have. */
export function labelFromPrediction(
  prediction: { label: string; confidence: number },
  categories: LabelCategory[],
): ClassLabel {
  const classId = categories.findIndex((category) => category.label === prediction.label);
  if (classId < 0)
    throw new RangeError(`the model predicted ${JSON.stringify(prediction.label)}, which is not one of the categories`);
  return { classId, confidence: prediction.confidence };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
