import { describe, expect, test } from '@jest/globals';
import { checkEndpoint } from '../../../core/endpoint/check-request';
import { ValidationException } from '../../../core/errors';
import type { LabelingJobRequest } from '../../../core/job/request';
import { userFunctionNames } from '../../../lib/permissions';

const ALGORITHM = 'arn:aws:sagemaker:us-east-1:027400017018:labeling-job-algorithm-specification/text-classification';
const MODEL = 'arn:aws:sagemaker:us-east-1:111122223333:model/topics-7';
const functionNamed = (name: string) => `arn:aws:lambda:us-east-1:111122223333:function:${name}`;

const check = (
  Plumbline: LabelingJobRequest['Plumbline'],
  InitialActiveLearningModelArn?: string,
  taskType = 'text-classification',
) =>
  checkEndpoint(
    {
      Plumbline,
      LabelingJobAlgorithmsConfig: { LabelingJobAlgorithmSpecificationArn: ALGORITHM, InitialActiveLearningModelArn },
    } as LabelingJobRequest,
    taskType,
    ['cat', 'dog'],
  );

describe('the endpoint of a request', () => {
  test('what fits is taken', () => {
    check(undefined);
    check({ EndpointName: 'mine' });
    check({ EndpointName: 'mine', EndpointAdapter: 'blazingtext', EndpointLabels: { '1': 'cat', '2': '' } });
    check({ EndpointAdapter: 'hugging-face' }, MODEL);
    for (const pattern of userFunctionNames)
      check({ EndpointFunctionArn: `${functionNamed(pattern.replaceAll('*', 'x'))}:live` });
  });

  test.each([
    [
      { EndpointName: 'mine', EndpointFunctionArn: functionNamed('SageMaker-a') },
      undefined,
      'Plumbline.EndpointName and Plumbline.EndpointFunctionArn name a model each; give one of them',
    ],
    [
      { EndpointName: 'mine' },
      MODEL,
      'Plumbline.EndpointName and LabelingJobAlgorithmsConfig.InitialActiveLearningModelArn name a model each',
    ],
    [undefined, 'arn:aws:sagemaker:us-east-1:111122223333:training-job/x', 'not the ARN of a SageMaker model'],
    [{ EndpointFunctionArn: functionNamed('scorer') }, undefined, 'the name scorer has none of SageMaker'],
    [
      { EndpointAdapter: 'blazingtext' as const },
      undefined,
      'Plumbline.EndpointAdapter says how an endpoint answers, but the request names neither',
    ],
    [{ EndpointLabels: {} }, undefined, 'Plumbline.EndpointLabels says how an endpoint answers'],
    [
      { EndpointName: 'mine', EndpointAdapter: 'sagemaker-object-detection' as const },
      undefined,
      'sagemaker-object-detection gives labels for bounding-box, not for text-classification',
    ],
    [
      { EndpointName: 'mine', EndpointLabels: { a: 'wolf' } },
      undefined,
      'Plumbline.EndpointLabels takes "a" to "wolf", which is none of the job\'s labels: cat, dog',
    ],
  ])('%j %s is refused', (plumbline, model, reason) => {
    expect(() => check(plumbline, model)).toThrow(ValidationException);
    expect(() => check(plumbline, model)).toThrow(reason);
  });
});
