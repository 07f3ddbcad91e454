import { DeleteEndpointCommand, DeleteEndpointConfigCommand, DescribeEndpointCommand } from '@aws-sdk/client-sagemaker';
import type { JobRecord } from '../../core/job/job';
import { sagemaker } from './clients';
import { CONCURRENCIES, endpointConfigNameOf, endpointNameOf, unlessGone } from './model-names';

/**
 * Deletes the endpoint a job has put up, and its configurations of all rounds; models cost nothing and stay as the job's result. An endpoint the
 * request brought is not the job's and stays as it is. Doing it again is harmless.
 */
export async function retireModel(job: JobRecord): Promise<void> {
  if (job.endpointName === undefined) return;
  const EndpointName = endpointNameOf(job);
  const endpoint = await unlessGone(sagemaker().send(new DescribeEndpointCommand({ EndpointName })));
  if (endpoint) await unlessGone(sagemaker().send(new DeleteEndpointCommand({ EndpointName })));
  // Lower concurrencies were tried only where the quota made it so; where the last configuration is no longer known, each may be there.
  const tried = endpoint && !/-c\d+$/.test(endpoint.EndpointConfigName!) ? CONCURRENCIES.slice(0, 1) : CONCURRENCIES;
  for (let round = 0; round <= job.round; round += 1)
    for (const concurrency of tried) {
      const EndpointConfigName = endpointConfigNameOf(job, round, concurrency);
      await unlessGone(sagemaker().send(new DeleteEndpointConfigCommand({ EndpointConfigName })));
    }
}
