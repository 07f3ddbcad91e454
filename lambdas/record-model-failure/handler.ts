import * as z from 'zod';
import { failureText } from '../../core/job/failure';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { JobStore } from '../_shared/job-store';
import { ReportStore } from '../_shared/report-store';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const reports = new ReportStore(env.WORK_BUCKET);

/** Writes down why automated labeling was given up; the job goes on with people alone. */
export const handler = lambdaHandler(
  z.object({ jobKey: z.string(), round: z.int(), error: z.unknown() }),
  async ({ jobKey, round, error }) => {
    const when = round === 0 ? 'Before the first round' : `Round ${round}`;
    const modelFailure = `${when}: ${failureText(error)}`;
    await jobs.update(jobKey, Date.now(), { modelFailure });
    await reports.change(jobKey, (report) => ({ ...report, modelFailure }));
    return {};
  },
);
