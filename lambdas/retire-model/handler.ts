import { DeleteEndpointCommand, DeleteEndpointConfigCommand, DescribeEndpointCommand } from '@aws-sdk/client-sagemaker';
import { z } from 'zod';
import { sagemaker } from '../_shared/clients';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { JobStore } from '../_shared/job-store';
import { endpointNameOf, unlessGone } from '../_shared/model-names';

const env = environment({ TABLE_NAME: z.string() });
const jobs = new JobStore(env.TABLE_NAME);

/** Deletes the job's endpoint and its configuration; models cost nothing and stay as the job's result. */
export const handler = lambdaHandler(z.object({ jobKey: z.string() }), async ({ jobKey }) => {
  const EndpointName = endpointNameOf(await jobs.get(jobKey));
  const endpoint = await unlessGone(sagemaker().send(new DescribeEndpointCommand({ EndpointName })));
  if (!endpoint) return {};
  await unlessGone(sagemaker().send(new DeleteEndpointCommand({ EndpointName })));
  await unlessGone(
    sagemaker().send(new DeleteEndpointConfigCommand({ EndpointConfigName: endpoint.EndpointConfigName })),
  );
  return {};
});
