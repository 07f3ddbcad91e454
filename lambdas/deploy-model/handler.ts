import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  type DescribeEndpointOutput,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import * as z from 'zod';
import type { JobRecord } from '../../core/job/job';
import { sagemaker } from '../_shared/clients';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { JobStore } from '../_shared/job-store';
import {
  CONCURRENCIES,
  endpointConfigNameOf,
  endpointNameOf,
  roundModelNameOf,
  unlessGone,
  unlessMade,
} from '../_shared/model-names';

const env = environment({
  TABLE_NAME: z.string(),
  MODEL_IMAGE_URI: z.string(),
  MODEL_ROLE_ARN: z.string(),
  ENDPOINT_MEMORY_MB: z.coerce.number(),
});
const jobs = new JobStore(env.TABLE_NAME);

const payload = z.object({
  jobKey: z.string(),
  round: z.int(),
  /** Absent for the model that the request brings. */
  modelDataUrl: z.string().nullish(),
});

/** Endpoint states that pass by themselves. */
const PASSING = ['Creating', 'Updating', 'SystemUpdating', 'RollingBack'];

/**
 * Puts the round's model behind the job's endpoint, step by step; the state machine calls again until the endpoint is in service, so
 * every call looks at what stands and does the next thing that is missing. Serverless inference: nothing is paid while nobody scores.
 */
export const handler = lambdaHandler(payload, async ({ jobKey, round, modelDataUrl }, context) => {
  const job = await jobs.get(jobKey);
  const EndpointName = endpointNameOf(job);
  const model = modelOf(job, round, modelDataUrl, context.invokedFunctionArn);
  const endpoint = await unlessGone(sagemaker().send(new DescribeEndpointCommand({ EndpointName })));
  const state = endpoint && stateOf(endpoint, job, round, model.arn);
  if (state) return { endpointName: EndpointName, ...state };

  await jobs.update(jobKey, Date.now(), { stage: 'DeployModel', endpointName: EndpointName });
  if (modelDataUrl) await makeModel(model.name, modelDataUrl);
  await putBehind(job, round, model.name, endpoint !== undefined);
  await jobs.update(jobKey, Date.now(), { finalModelArn: model.arn });
  return { endpointName: EndpointName, status: 'Creating', reason: null };
});

function modelOf(job: JobRecord, round: number, modelDataUrl: string | null | undefined, functionArn: string) {
  const initial = job.request.LabelingJobAlgorithmsConfig?.InitialActiveLearningModelArn;
  if (!modelDataUrl && initial) return { name: initial.slice(initial.indexOf('/') + 1), arn: initial };
  const [, partition, , region, account] = functionArn.split(':');
  const name = roundModelNameOf(job, round);
  return { name, arn: `arn:${partition}:sagemaker:${region}:${account}:model/${name}` };
}

/** How the round's model stands, or undefined when it is still to be put behind the endpoint. */
function stateOf(endpoint: DescribeEndpointOutput, job: JobRecord, round: number, modelArn: string) {
  const { EndpointStatus: status, EndpointConfigName: config, FailureReason } = endpoint;
  const failed = (reason: string) => ({ status: 'Failed', reason: FailureReason ?? reason });
  if (PASSING.includes(status!)) return { status: status!, reason: null };
  if (status !== 'InService' && status !== 'Failed') return failed(`the endpoint is ${status}`);
  if (CONCURRENCIES.some((concurrency) => endpointConfigNameOf(job, round, concurrency) === config))
    return status === 'InService' ? { status, reason: null } : failed('SageMaker gave no reason');
  // why: an update that fails leaves the model of the round before in service; asking again would end the same way.
  return job.finalModelArn === modelArn ? failed('SageMaker went back to the model of the round before') : undefined;
}

async function makeModel(name: string, modelDataUrl: string): Promise<void> {
  const request = new CreateModelCommand({
    ModelName: name,
    ExecutionRoleArn: env.MODEL_ROLE_ARN,
    PrimaryContainer: { Image: env.MODEL_IMAGE_URI, ModelDataUrl: modelDataUrl },
  });
  await unlessMade(sagemaker().send(request));
}

/** Creates or updates the endpoint; with less concurrency where the account's quota does not allow more. */
async function putBehind(job: JobRecord, round: number, model: string, exists: boolean): Promise<void> {
  for (const [i, concurrency] of CONCURRENCIES.entries()) {
    const config = endpointConfigNameOf(job, round, concurrency);
    const variant = {
      VariantName: 'all',
      ModelName: model,
      ServerlessConfig: { MemorySizeInMB: env.ENDPOINT_MEMORY_MB, MaxConcurrency: concurrency },
    };
    const create = new CreateEndpointConfigCommand({ EndpointConfigName: config, ProductionVariants: [variant] });
    await unlessMade(sagemaker().send(create));
    const target = { EndpointName: endpointNameOf(job), EndpointConfigName: config };
    try {
      await sagemaker().send(exists ? new UpdateEndpointCommand(target) : new CreateEndpointCommand(target));
      return;
    } catch (error) {
      const overQuota =
        /^ResourceLimitExceeded/.test((error as Error).name) && /concurren/i.test((error as Error).message);
      if (!overQuota || i === CONCURRENCIES.length - 1) throw error;
    }
  }
}
