import * as z from 'zod';
import { labelingJobArn } from '../../core/job/events';
import type { JobRecord } from '../../core/job/job';
import type { LabelCategoryConfig } from '../../core/job/label-categories';
import type { ManifestLine } from '../../core/manifest/line';
import { preLabelOf } from '../../task-types/answers';
import { reviewedAttribute } from '../../task-types/reviews';
import type { TaskType } from '../../task-types/task-type';
import type { Prediction } from './pre-labels';
import { whereOf } from './tell-job-state';
import { invokeUserFunction, UserFunctionError } from './user-function';

export type Prepared =
  /** `preLabelled`: the worker, or the user's function, is told what the model thinks. */
  | { kind: 'task'; taskInput: Record<string, unknown>; preLabelled: boolean }
  | { kind: 'skip' }
  | { kind: 'failed'; reason: string };

/** AWS's starter code returns the flag under another name and as a string; both are read (reference §5.5). */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const response = z.object({
  taskInput: z.record(z.string(), z.unknown()),
  isHumanAnnotationRequired: flag.optional(),
  humanAnnotationRequired: flag.optional(),
});

/** What the template will see for one object: from the task type, or from the user's pre-annotation function. */
export async function preAnnotate(input: {
  job: JobRecord;
  taskType: TaskType;
  config: LabelCategoryConfig;
  line: ManifestLine;
  /** The text behind its `source-ref`, where the page is to show it. */
  text?: string;
  /** What the model thinks of it, where workers may know. */
  prediction?: Prediction;
  userFunction?: string;
}): Promise<Prepared> {
  const { job, taskType, config, line, text, prediction, userFunction } = input;
  const { categories, instructions } = config;
  const initialValue = prediction && preLabelOf(taskType, prediction.answer, categories);
  const preLabelled = prediction !== undefined && initialValue !== undefined;
  if (!userFunction) {
    const context = { reviewedAttribute: reviewedOn(job, taskType, line, config), instructions };
    const shown = text === undefined ? line : { ...line, source: text };
    const problem = taskType.lineProblem?.(shown, categories, context);
    if (problem !== undefined) return { kind: 'failed', reason: `ClientError: ${problem}` };
    const taskInput = taskType.preAnnotation(shown, categories, context);
    if (taskInput.manifestLine === shown) taskInput.manifestLine = line;
    if (preLabelled) Object.assign(taskInput, { initialValue, initialValueConfidence: prediction.confidence });
    return { kind: 'task', taskInput, preLabelled };
  }
  try {
    const returned = await invokeUserFunction(userFunction, {
      version: '2018-10-16',
      labelingJobArn: labelingJobArn(job.jobKey, whereOf(userFunction)),
      dataObject: line,
      ...(preLabelled && { prediction: { ...prediction, initialValue } }),
    });
    const parsed = response.safeParse(returned);
    if (!parsed.success) return { kind: 'failed', reason: `ClientError: ${userFunction} returned no taskInput object` };
    const { taskInput, isHumanAnnotationRequired, humanAnnotationRequired } = parsed.data;
    return (isHumanAnnotationRequired ?? humanAnnotationRequired ?? true)
      ? { kind: 'task', taskInput, preLabelled }
      : { kind: 'skip' };
  } catch (error) {
    if (error instanceof UserFunctionError) return { kind: 'failed', reason: `ClientError: ${error.message}` };
    throw error;
  }
}

/** The attribute of the earlier label that a line's task is about, where the type is about one. */
export const reviewedOn = (
  { request }: JobRecord,
  { reviews }: TaskType,
  line: ManifestLine,
  { auditLabelAttributeName }: LabelCategoryConfig,
): string | undefined =>
  reviews && reviewedAttribute(line, reviews, { own: request.LabelAttributeName, named: auditLabelAttributeName });
