import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { stepFunctions } from './clients';
import { type JobStore, teamOf } from './job-store';

/** Task tokens that were answered, timed out or never existed: somebody else ended the wait, which is all that was wanted. */
const OVER = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

/**
 * Asks a running job to end: no task is handed out any more, the wait for answers is over, and the state machine publishes what there is.
 * A job that has ended stays as it is.
 *
 * @throws ResourceNotFound
 */
export async function stopJob(jobs: JobStore, jobKey: string): Promise<void> {
  const job = await jobs.get(jobKey);
  const stopping = await jobs.update(
    jobKey,
    Date.now(),
    { status: 'Stopping' },
    { status: ['Initializing', 'InProgress'] },
  );
  if (!stopping) return;
  await jobs.withdraw(teamOf(job.request.HumanTaskConfig.WorkteamArn), jobKey);
  const round = await jobs.getRound(jobKey, job.round);
  if (round?.taskToken) await endWait(round.taskToken);
}

/** Sends a round's task token back; harmless when it is already. */
export async function endWait(taskToken: string): Promise<void> {
  try {
    await stepFunctions().send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ answered: true }) }));
  } catch (error) {
    if (!OVER.has((error as Error).name)) throw error;
  }
}
