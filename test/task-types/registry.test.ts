import { describe, expect, test } from '@jest/globals';
import { ValidationException } from '../../core/errors';
import type { LabelingJobRequest } from '../../core/job/request';
import { findTaskType, taskTypeByAlgorithmArn, taskTypeByLambdaArn, taskTypeOf } from '../../task-types/registry';

const lambda = (name: string) => `arn:aws:lambda:us-east-1:432418664414:function:${name}`;
const algorithm = (name: string) =>
  `arn:aws:sagemaker:us-east-1:027400017018:labeling-job-algorithm-specification/${name}`;
const mine = (name: string) => `arn:aws:lambda:us-east-1:111122223333:function:${name}`;
const page = (name: string) => `arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/${name}`;
const request = (parts: {
  pre?: string;
  post?: string;
  algorithm?: string;
  ours?: string;
  template?: string;
  page?: string;
}): LabelingJobRequest =>
  ({
    LabelingJobName: 'owls-01',
    LabelAttributeName: 'kind',
    HumanTaskConfig: {
      PreHumanTaskLambdaArn: parts.pre,
      UiConfig: { UiTemplateS3Uri: parts.template, HumanTaskUiArn: parts.page },
      AnnotationConsolidationConfig: parts.post ? { AnnotationConsolidationLambdaArn: parts.post } : undefined,
    },
    LabelingJobAlgorithmsConfig: parts.algorithm
      ? { LabelingJobAlgorithmSpecificationArn: parts.algorithm }
      : undefined,
    Plumbline: parts.ours ? { TaskType: parts.ours } : undefined,
  }) as LabelingJobRequest;

describe('taskTypeOf', () => {
  test.each([
    [{ pre: lambda('PRE-ImageMultiClass'), post: lambda('ACS-ImageMultiClass') }, 'image-classification'],
    [{ pre: lambda('my-own-SageMaker-function'), post: lambda('ACS-TextMultiClass') }, 'text-classification'],
    [{ algorithm: algorithm('text-classification') }, 'text-classification'],
    [{ ours: 'text-classification', pre: lambda('my-own'), post: lambda('my-other') }, 'text-classification'],
    [{ pre: `${lambda('PRE-TextMultiClass')}:prod` }, 'text-classification'],
    [{ post: lambda('ACS-NamedEntityRecognition'), page: page('NamedEntityRecognition') }, 'named-entity-recognition'],
    [{ page: page('NamedEntityRecognition') }, 'named-entity-recognition'],
    [{ pre: lambda('PRE-PassThrough'), post: lambda('ACS-PassThrough') }, 'custom'],
    [{ template: 's3://a/b.html' }, 'custom'],
    [{ template: 's3://a/b.html', pre: mine('GtRecipe-pre'), post: mine('GtRecipe-post') }, 'custom'],
    [{ template: 's3://a/b.html', pre: mine('GtRecipe-pre'), post: lambda('ACS-BoundingBox') }, 'bounding-box'],
  ])('%j is %s', (parts, slug) => {
    expect(taskTypeOf(request(parts)).slug).toBe(slug);
  });

  test.each([
    [{}, 'the request names no task type: give HumanTaskConfig.PreHumanTaskLambdaArn or Plumbline.TaskType'],
    [
      { pre: lambda('PRE-Nonsense') },
      `no task type belongs to HumanTaskConfig.PreHumanTaskLambdaArn ${lambda('PRE-Nonsense')}; there are: image-classification`,
    ],
    [{ ours: 'image-clasification' }, 'unknown task type "image-clasification"; there are: image-classification'],
    [{ pre: lambda('PRE-Nonsense'), template: 's3://a/b.html' }, 'no task type belongs to'],
    [{ pre: mine('GtRecipe-pre'), post: mine('GtRecipe-post') }, 'no task type belongs to'],
    [
      { post: lambda('ACS-BoundingBox'), page: page('NamedEntityRecognition') },
      'AnnotationConsolidationLambdaArn asks for bounding-box, but HumanTaskConfig.UiConfig.HumanTaskUiArn for named-entity-recognition',
    ],
    [
      { pre: lambda('PRE-ImageMultiClass'), post: lambda('ACS-TextMultiClass') },
      'HumanTaskConfig.PreHumanTaskLambdaArn asks for image-classification, but AnnotationConsolidationLambdaArn for text-classification',
    ],
  ])('%j is refused', (parts, message) => {
    expect(() => taskTypeOf(request(parts))).toThrow(ValidationException);
    expect(() => taskTypeOf(request(parts))).toThrow(message);
  });
});

test('only whole names match', () => {
  expect(taskTypeByLambdaArn(lambda('PRE-ImageMultiClassMulti'))).toBeUndefined();
  expect(taskTypeByLambdaArn('')).toBeUndefined();
  expect(taskTypeByLambdaArn(lambda('XPRE-ImageMultiClass'))).toBeUndefined();
  expect(taskTypeByLambdaArn('PRE-ImageMultiClass')).toBeUndefined();
  expect(taskTypeByAlgorithmArn(algorithm('object-detection-2'))).toBeUndefined();
  expect(findTaskType('toString')).toBeUndefined();
});
