import * as z from 'zod';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { JobStore, teamOf } from '../_shared/job-store';
import { endWait } from '../_shared/stop-job';
import { TaskStore } from '../_shared/task-store';

const env = environment({ TABLE_NAME: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const tasks = new TaskStore(env.TABLE_NAME);

/**
 * Keeps the round's task token and shows the round to the work team. The token is stored before the queue is looked at: whoever empties
 * the queue later reads the token after it, so one of the two always sends it back.
 */
export const handler = lambdaHandler(
  z.object({ jobKey: z.string(), round: z.int(), taskToken: z.string() }),
  async ({ jobKey, round, taskToken }) => {
    await jobs.setTaskToken(jobKey, round, taskToken);
    const job = await jobs.get(jobKey);
    const { shards } = (await jobs.getRound(jobKey, round))!;
    if (job.status !== 'Stopping' && !(await tasks.isRoundOver(jobKey, round, shards))) {
      await jobs.update(jobKey, Date.now(), { stage: 'AwaitAnswers' });
      await jobs.offer(teamOf(job.request.HumanTaskConfig.WorkteamArn), jobKey, round, shards);
      return;
    }
    await endWait(taskToken);
  },
);
