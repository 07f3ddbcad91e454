import * as z from 'zod';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { JobStore } from '../_shared/job-store';
import { retireModel } from '../_shared/retire-model';

const env = environment({ TABLE_NAME: z.string() });
const jobs = new JobStore(env.TABLE_NAME);

/** No endpoint of ours outlives its job. */
export const handler = lambdaHandler(z.object({ jobKey: z.string() }), async ({ jobKey }) => {
  await retireModel(await jobs.get(jobKey));
  return {};
});
