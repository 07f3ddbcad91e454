import * as z from 'zod';
import { environment } from '../_shared/environment';
import { lambdaHandler, logger } from '../_shared/handler';
import { JobStore } from '../_shared/job-store';
import { publishOutput } from '../_shared/publish';
import { publishQuality } from '../_shared/publish-quality';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);

/** Publishes the output manifest and records the job's end. A job that was asked to stop ends `Stopped`. */
export const handler = lambdaHandler(z.object({ jobKey: z.string() }), async ({ jobKey }) => {
  const job = await jobs.get(jobKey);
  await jobs.update(jobKey, Date.now(), { stage: 'PublishOutput' });
  const { uri, counters } = await publishOutput(env.WORK_BUCKET, job);
  // Labels are what people paid for: a report that cannot be written does not hold them back.
  await publishQuality(env.WORK_BUCKET, job).catch((error: unknown) =>
    logger.error('the quality report could not be written', error as Error),
  );
  const wasStopped = job.status === 'Stopping' || job.status === 'Stopped';
  const status = wasStopped ? ('Stopped' as const) : ('Completed' as const);
  await jobs.update(jobKey, Date.now(), { status, counters, outputManifest: uri, stage: 'NotifyJobState' });
  return { status, outputManifest: uri, counters };
});
