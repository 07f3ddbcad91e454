import * as z from 'zod';
import { failureText } from '../../core/job/failure';
import type { JobRecord } from '../../core/job/job';
import { environment } from '../_shared/environment';
import { lambdaHandler, logger } from '../_shared/handler';
import { JobStore, teamOf } from '../_shared/job-store';
import { publishOutput } from '../_shared/publish';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);

/** Records why the job failed, takes it away from the workers, and publishes the labels there are: nothing that was paid for is lost. */
export const handler = lambdaHandler(
  z.object({ jobKey: z.string(), error: z.unknown() }),
  async ({ jobKey, error }) => {
    const failureReason = failureText(error);
    const job = await jobs.get(jobKey);
    await jobs.update(jobKey, Date.now(), { stage: 'FailJob' });
    await jobs.withdraw(teamOf(job.request.HumanTaskConfig.WorkteamArn), jobKey);
    const published = job.objects === undefined ? {} : await publish(job);
    await jobs.update(jobKey, Date.now(), { status: 'Failed', failureReason, ...published });
    return { status: 'Failed' as const };
  },
);

/** The labels so far. A failure here must not hide the job's own. */
async function publish(job: JobRecord): Promise<Partial<JobRecord>> {
  try {
    const { uri, counters } = await publishOutput(env.WORK_BUCKET, job);
    return { counters, outputManifest: uri };
  } catch (error) {
    logger.error('labels so far could not be published; they still lie in the work bucket', error as Error);
    return {};
  }
}
