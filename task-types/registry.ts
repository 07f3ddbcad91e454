/** The task types there are. A new one is a folder, a template and a line here. */
import { ValidationException } from '../core/errors';
import type { LabelingJobRequest } from '../core/job/request';
import { imageClassification } from './image-classification';
import type { TaskType } from './task-type';
import { textClassification } from './text-classification';

export const taskTypes: readonly TaskType[] = [imageClassification, textClassification];

export const findTaskType = (slug: string): TaskType | undefined => taskTypes.find((type) => type.slug === slug);

/** @throws ValidationException naming the slugs there are. */
export function taskTypeBySlug(slug: string): TaskType {
  const found = findTaskType(slug);
  if (!found)
    throw new ValidationException(
      `unknown task type "${slug}"; there are: ${taskTypes.map((type) => type.slug).join(', ')}`,
    );
  return found;
}

/** By Ground Truth's `PRE-<suffix>` or `ACS-<suffix>` function. Region and account do not matter: stored job definitions carry AWS's own. */
export function taskTypeByLambdaArn(arn: string): TaskType | undefined {
  const suffix = /^arn:[^:]*:lambda:[^:]*:\d{12}:function:(?:PRE|ACS)-([A-Za-z0-9]+)(?::[^:]+)?$/.exec(arn)?.[1];
  return taskTypes.find((type) => type.groundTruthSuffix === suffix);
}

/** By Ground Truth's automated-labeling algorithm, `…:labeling-job-algorithm-specification/<suffix>`. */
export function taskTypeByAlgorithmArn(arn: string): TaskType | undefined {
  const suffix = /^arn:[^:]*:sagemaker:[^:]*:\d{12}:labeling-job-algorithm-specification\/([a-z-]+)$/.exec(arn)?.[1];
  return suffix === undefined ? undefined : taskTypes.find((type) => type.algorithmSuffix === suffix);
}

/**
 * The task type a request asks for: by our own `Plumbline.TaskType`, else by its pre-annotation or consolidation function, else by its
 * algorithm. All that name one must agree.
 * @throws ValidationException when nothing names a task type we have, or two name different ones.
 */
export function taskTypeOf(request: LabelingJobRequest): TaskType {
  const { PreHumanTaskLambdaArn: pre, AnnotationConsolidationConfig: consolidation } = request.HumanTaskConfig;
  const post = consolidation?.AnnotationConsolidationLambdaArn;
  const algorithm = request.LabelingJobAlgorithmsConfig?.LabelingJobAlgorithmSpecificationArn;
  const named: { by: string; value: string; type: TaskType | undefined }[] = [];
  if (request.Plumbline?.TaskType !== undefined) {
    named.push({
      by: 'Plumbline.TaskType',
      value: request.Plumbline.TaskType,
      type: taskTypeBySlug(request.Plumbline.TaskType),
    });
  }
  if (pre) named.push({ by: 'HumanTaskConfig.PreHumanTaskLambdaArn', value: pre, type: taskTypeByLambdaArn(pre) });
  if (post) named.push({ by: 'AnnotationConsolidationLambdaArn', value: post, type: taskTypeByLambdaArn(post) });
  if (algorithm)
    named.push({
      by: 'LabelingJobAlgorithmSpecificationArn',
      value: algorithm,
      type: taskTypeByAlgorithmArn(algorithm),
    });

  const slugs = taskTypes.map((type) => type.slug).join(', ');
  const first = named.find((entry) => entry.type !== undefined);
  if (!first?.type) {
    const values = named.map((entry) => `${entry.by} ${entry.value}`).join(', ');
    throw new ValidationException(
      values
        ? `no task type belongs to ${values}; there are: ${slugs}`
        : `the request names no task type: give HumanTaskConfig.PreHumanTaskLambdaArn or Plumbline.TaskType (${slugs})`,
    );
  }
  const other = named.find((entry) => entry.type !== undefined && entry.type !== first.type);
  if (other?.type) {
    throw new ValidationException(`${first.by} asks for ${first.type.slug}, but ${other.by} for ${other.type.slug}`);
  }
  return first.type;
}
