import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { z } from 'zod';
import { sagemaker } from '../_shared/clients';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { JobStore } from '../_shared/job-store';
import { endpointNameOf, roundModelNameOf, unlessGone, unlessMade } from '../_shared/model-names';

const env = environment({
  TABLE_NAME: z.string(),
  MODEL_IMAGE_URI: z.string(),
  MODEL_ROLE_ARN: z.string(),
  ENDPOINT_MEMORY_MB: z.coerce.number(),
});
const jobs = new JobStore(env.TABLE_NAME);

/**
 * Puts the round's model behind the job's endpoint, step by step; the state machine calls again until the endpoint is in service, so
 * every call looks at what stands and does the next thing that is missing. Serverless inference: nothing is paid while nobody scores.
 */
export const handler = lambdaHandler(
  z.object({ jobKey: z.string(), round: z.int(), trainingJobName: z.string(), modelDataUrl: z.string() }),
  async ({ jobKey, round, modelDataUrl }) => {
    const job = await jobs.get(jobKey);
    const EndpointName = endpointNameOf(job);
    const name = roundModelNameOf(job, round);
    const endpoint = await unlessGone(sagemaker().send(new DescribeEndpointCommand({ EndpointName })));
    if (endpoint?.EndpointConfigName === name)
      return { endpointName: EndpointName, status: endpoint.EndpointStatus, reason: endpoint.FailureReason ?? null };
    if (endpoint && endpoint.EndpointStatus !== 'InService' && endpoint.EndpointStatus !== 'Failed')
      return { endpointName: EndpointName, status: endpoint.EndpointStatus, reason: null };

    await jobs.update(jobKey, Date.now(), { stage: 'DeployModel', endpointName: EndpointName });
    const made = await makeModel(name, modelDataUrl);
    await unlessMade(
      sagemaker().send(
        new CreateEndpointConfigCommand({
          EndpointConfigName: name,
          ProductionVariants: [
            {
              VariantName: 'all',
              ModelName: name,
              ServerlessConfig: { MemorySizeInMB: env.ENDPOINT_MEMORY_MB, MaxConcurrency: 20 },
            },
          ],
        }),
      ),
    );
    const target = { EndpointName, EndpointConfigName: name };
    await sagemaker().send(endpoint ? new UpdateEndpointCommand(target) : new CreateEndpointCommand(target));
    if (made) await jobs.update(jobKey, Date.now(), { finalModelArn: made });
    return { endpointName: EndpointName, status: 'Creating', reason: null };
  },
);

async function makeModel(name: string, modelDataUrl: string): Promise<string | undefined> {
  let arn: string | undefined;
  await unlessMade(
    sagemaker()
      .send(
        new CreateModelCommand({
          ModelName: name,
          ExecutionRoleArn: env.MODEL_ROLE_ARN,
          PrimaryContainer: { Image: env.MODEL_IMAGE_URI, ModelDataUrl: modelDataUrl },
        }),
      )
      .then((model) => {
        arn = model.ModelArn;
      }),
  );
  return arn;
}
