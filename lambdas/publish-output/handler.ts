import { z } from 'zod';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { JobStore } from '../_shared/job-store';
import { publishOutput } from '../_shared/publish';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);

/** Publishes the output manifest and records the job's end. A job that was asked to stop ends `Stopped`. */
export const handler = lambdaHandler(z.object({ jobKey: z.string() }), async ({ jobKey }) => {
  const job = await jobs.get(jobKey);
  await jobs.update(jobKey, Date.now(), { stage: 'PublishOutput' });
  const { uri, counters } = await publishOutput(env.WORK_BUCKET, job);
  const wasStopped = job.status === 'Stopping' || job.status === 'Stopped';
  const status = wasStopped ? ('Stopped' as const) : ('Completed' as const);
  await jobs.update(jobKey, Date.now(), { status, counters, outputManifest: uri, stage: 'NotifyJobState' });
  return { status, outputManifest: uri, counters };
});
