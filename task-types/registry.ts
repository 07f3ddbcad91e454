/** The task types there are. A new one is a folder, a template and a line here. */
import { ValidationException } from '../core/errors';
import { postAnnotationFunction, preAnnotationFunction } from '../core/job/functions';
import type { LabelingJobRequest } from '../core/job/request';
import { boundingBox } from './bounding-box';
import { boundingBoxAdjustment } from './bounding-box-adjustment';
import { boundingBoxVerification } from './bounding-box-verification';
import { custom } from './custom';
import { freeText } from './free-text';
import { imageCaptioning } from './image-captioning';
import { imageClassification } from './image-classification';
import { imageMultiLabel } from './image-multi-label';
import { instanceSegmentation } from './instance-segmentation';
import { keypoint } from './keypoint';
import { namedEntityRecognition } from './named-entity-recognition';
import { pairwiseRanking } from './pairwise-ranking';
import { polygon } from './polygon';
import { polyline } from './polyline';
import { semanticSegmentation } from './semantic-segmentation';
import { semanticSegmentationAdjustment } from './semantic-segmentation-adjustment';
import { semanticSegmentationVerification } from './semantic-segmentation-verification';
import type { TaskType } from './task-type';
import { textClassification } from './text-classification';
import { textMultiLabel } from './text-multi-label';

export const taskTypes: readonly TaskType[] = [
  imageClassification,
  imageMultiLabel,
  textClassification,
  textMultiLabel,
  boundingBox,
  polygon,
  polyline,
  keypoint,
  semanticSegmentation,
  instanceSegmentation,
  namedEntityRecognition,
  imageCaptioning,
  freeText,
  pairwiseRanking,
  boundingBoxVerification,
  boundingBoxAdjustment,
  semanticSegmentationVerification,
  semanticSegmentationAdjustment,
  custom,
];

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
  return suffix === undefined ? undefined : taskTypes.find((type) => type.groundTruthSuffix === suffix);
}

/** By Ground Truth's own page, `…:human-task-ui/<Name>`. */
export function taskTypeByHumanTaskUiArn(arn: string): TaskType | undefined {
  const name = /^arn:[^:]*:sagemaker:[^:]*:\d{12}:human-task-ui\/([A-Za-z0-9]+)$/.exec(arn)?.[1];
  return name === undefined ? undefined : taskTypes.find((type) => type.humanTaskUi === name);
}

/** By Ground Truth's automated-labeling algorithm, `…:labeling-job-algorithm-specification/<suffix>`. */
export function taskTypeByAlgorithmArn(arn: string): TaskType | undefined {
  const suffix = /^arn:[^:]*:sagemaker:[^:]*:\d{12}:labeling-job-algorithm-specification\/([a-z-]+)$/.exec(arn)?.[1];
  return suffix === undefined ? undefined : taskTypes.find((type) => type.algorithmSuffix === suffix);
}

/**
 * The task type a request asks for: by our own `Plumbline.TaskType`, else by its pre-annotation or consolidation function, its algorithm or
 * Ground Truth's page. All that name one must agree. A request that names none but brings its own template or functions is a custom job.
 * @throws ValidationException when nothing names a task type we have, or two name different ones.
 */
export function taskTypeOf(request: LabelingJobRequest): TaskType {
  const {
    PreHumanTaskLambdaArn: pre,
    AnnotationConsolidationConfig: consolidation,
    UiConfig,
  } = request.HumanTaskConfig;
  const post = consolidation?.AnnotationConsolidationLambdaArn;
  const algorithm = request.LabelingJobAlgorithmsConfig?.LabelingJobAlgorithmSpecificationArn;
  const ours = request.Plumbline?.TaskType;
  const named: { by: string; value: string; type: TaskType | undefined }[] = [];
  if (ours !== undefined) named.push({ by: 'Plumbline.TaskType', value: ours, type: taskTypeBySlug(ours) });
  if (pre) named.push({ by: 'HumanTaskConfig.PreHumanTaskLambdaArn', value: pre, type: taskTypeByLambdaArn(pre) });
  if (post) named.push({ by: 'AnnotationConsolidationLambdaArn', value: post, type: taskTypeByLambdaArn(post) });
  if (algorithm)
    named.push({
      by: 'LabelingJobAlgorithmSpecificationArn',
      value: algorithm,
      type: taskTypeByAlgorithmArn(algorithm),
    });
  const page = UiConfig?.HumanTaskUiArn;
  if (page)
    named.push({
      by: 'HumanTaskConfig.UiConfig.HumanTaskUiArn',
      value: page,
      type: taskTypeByHumanTaskUiArn(page),
    });

  const slugs = taskTypes.map((type) => type.slug).join(', ');
  const first = named.find((entry) => entry.type !== undefined);
  if (!first?.type) {
    if (bringsAllItNeeds(request)) return custom;
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

/** A template of the user's, and no function or algorithm that looks like Ground Truth's but is none of them: a misspelt name is no custom job. */
function bringsAllItNeeds(request: LabelingJobRequest): boolean {
  const {
    PreHumanTaskLambdaArn: pre,
    AnnotationConsolidationConfig: consolidation,
    UiConfig,
  } = request.HumanTaskConfig;
  const post = consolidation?.AnnotationConsolidationLambdaArn;
  return (
    UiConfig?.UiTemplateS3Uri !== undefined &&
    request.LabelingJobAlgorithmsConfig === undefined &&
    (!pre || preAnnotationFunction(request) !== undefined) &&
    (!post || postAnnotationFunction(request) !== undefined)
  );
}
