import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import type { JobRecord } from '../../core/job/job';
import { stepFunctions } from './clients';
import { type JobStore, teamOf } from './job-store';
import type { TaskStore } from './task-store';

/** Task tokens that were answered, timed out or never existed: somebody else ended the wait, which is all that was wanted. */
const OVER = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

/**
 * Asks a running job to end: no task is handed out any more, answers so far are kept, the wait for more is over, and the state machine
 * publishes what there is. A job that has ended stays as it is; asking twice is harmless.
 *
 * @throws ResourceNotFound
 */
export async function stopJob(jobs: JobStore, tasks: TaskStore, jobKey: string): Promise<void> {
  const job = await jobs.get(jobKey);
  const allowed = { status: ['Initializing', 'InProgress', 'Stopping'] as JobRecord['status'][] };
  if (!(await jobs.update(jobKey, Date.now(), { status: 'Stopping' }, allowed))) return;
  await jobs.withdraw(teamOf(job.request.HumanTaskConfig.WorkteamArn), jobKey);
  await endRound(jobs, tasks, job);
}

/** Keeps the answers there are of a round that is to end early, then ends the wait for more. */
export async function endRound(jobs: JobStore, tasks: TaskStore, { jobKey, round: number }: JobRecord): Promise<void> {
  const round = await jobs.getRound(jobKey, number);
  if (!round?.taskToken) return;
  for (let shard = 0; shard < round.shards; shard += 1) await tasks.closeAnswered(jobKey, number, shard, Date.now());
  await endWait(round.taskToken);
}

/** Sends a round's task token back; harmless when it is already. */
export async function endWait(taskToken: string): Promise<void> {
  try {
    await stepFunctions().send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ answered: true }) }));
  } catch (error) {
    if (!OVER.has((error as Error).name)) throw error;
  }
}
