import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { jobMetrics } from '../../core/job/events';
import { cloudWatch } from '../_shared/clients';
import { environment } from '../_shared/environment';
import { lambdaHandler, logger } from '../_shared/handler';
import { JobStore } from '../_shared/job-store';
import { tellJobState, whereOf } from '../_shared/tell-job-state';

const env = environment({ TABLE_NAME: z.string(), EVENT_BUS_NAME: z.string() });
const jobs = new JobStore(env.TABLE_NAME);

/** Sends the job-state event and the job's metrics, and takes the job off the sweeper's list. */
export const handler = lambdaHandler(
  z.object({ jobKey: z.string(), status: z.enum(['Completed', 'Stopped', 'Failed']) }),
  async ({ jobKey, status }, context) => {
    const job = await jobs.get(jobKey);
    await tellJobState(env.EVENT_BUS_NAME, { ...job, status }, whereOf(context.invokedFunctionArn));
    for (const { namespace, data } of jobMetrics({ ...job, status }))
      await cloudWatch().send(new PutMetricDataCommand({ Namespace: namespace, MetricData: data }));
    await jobs.delist(jobKey);
    logger.info('job ended', { 'labeling-job-name': job.request.LabelingJobName, status, counters: job.counters });
    return {};
  },
);
