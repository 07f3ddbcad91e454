import { ValidationException } from '../errors';
import type { LabelingJobRequest } from '../job/request';
import { endpointAdapter } from './registry';

/** Names of users' functions that may be invoked: Ground Truth's convention, as granted in lib/permissions.ts. */
const FUNCTION_NAME = /SageMaker|Sagemaker|sagemaker|GtRecipe|LabelingFunction/;
const MODEL_ARN = /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:model\/.+$/;

/**
 * What can be said of a request's endpoint before it is asked: that there is one at most, that its format can say labels of the task type, and that
 * names lead to labels the job has.
 * @throws ValidationException
 */
export function checkEndpoint(request: LabelingJobRequest, taskType: string, labels: readonly string[]): void {
  const { EndpointName, EndpointFunctionArn, EndpointAdapter, EndpointLabels = {} } = request.Plumbline ?? {};
  const initial = request.LabelingJobAlgorithmsConfig?.InitialActiveLearningModelArn;
  const given = Object.entries({
    'Plumbline.EndpointName': EndpointName,
    'Plumbline.EndpointFunctionArn': EndpointFunctionArn,
    'LabelingJobAlgorithmsConfig.InitialActiveLearningModelArn': initial,
  }).filter(([, value]) => value !== undefined);
  const refuse = (why: string) => {
    throw new ValidationException(why);
  };
  if (given.length > 1) refuse(`${given.map(([name]) => name).join(' and ')} name a model each; give one of them`);
  if (initial !== undefined && !MODEL_ARN.test(initial))
    refuse(`LabelingJobAlgorithmsConfig.InitialActiveLearningModelArn is ${initial}, not the ARN of a SageMaker model`);
  const functionName = EndpointFunctionArn?.split(':')[6];
  if (functionName !== undefined && !FUNCTION_NAME.test(functionName))
    refuse(
      `Plumbline.EndpointFunctionArn: the name ${functionName} has none of SageMaker, Sagemaker, sagemaker, GtRecipe, LabelingFunction in it, so it may not be invoked`,
    );
  const settings = ['EndpointAdapter', 'EndpointLabels'].filter((name) => name in (request.Plumbline ?? {}));
  if (given.length === 0 && settings.length > 0)
    refuse(
      `Plumbline.${settings[0]} says how an endpoint answers, but the request names neither EndpointName, EndpointFunctionArn nor InitialActiveLearningModelArn`,
    );
  const { taskTypes, slug } = endpointAdapter(EndpointAdapter ?? 'plumbline');
  if (taskTypes && !taskTypes.includes(taskType))
    refuse(`Plumbline.EndpointAdapter ${slug} gives labels for ${taskTypes.join(', ')}, not for ${taskType}`);
  for (const [name, label] of Object.entries(EndpointLabels))
    if (label !== '' && !labels.includes(label))
      refuse(
        `Plumbline.EndpointLabels takes "${name}" to "${label}", which is none of the job's labels: ${labels.join(', ')}`,
      );
}
