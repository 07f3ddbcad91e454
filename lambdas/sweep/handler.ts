import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { failureText } from '../../core/job/failure';
import { isEnded, type JobRecord } from '../../core/job/job';
import { stepFunctions } from '../_shared/clients';
import { startJob } from '../_shared/create-job';
import { environment } from '../_shared/environment';
import { lambdaHandler, logger } from '../_shared/handler';
import { type BatchStarter, startDueBatches } from '../_shared/intake-batches';
import { intakeStarter } from '../_shared/intake-starter';
import { JobStore } from '../_shared/job-store';
import { endRound, endWait } from '../_shared/stop-job';
import { TaskStore } from '../_shared/task-store';

const env = environment({ TABLE_NAME: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const tasks = new TaskStore(env.TABLE_NAME);

/** A job this long without its execution was left by a crash between the two. */
const START_GRACE_MS = 30_000;

/** Every minute: finishes what a crash left half done, closes tasks whose time is over, starts batches that are old enough. */
export const handler = lambdaHandler(z.unknown(), async (_event, context) => {
  const starter = intakeStarter(context);
  const now = Date.now();
  for await (const jobKey of jobs.active()) await attempt(`job ${jobKey}`, () => sweepJob(starter, jobKey, now));
  for (const name of await starter.intake.names())
    await attempt(`intake ${name}`, () => startDueBatches(starter, name, now));
});

/** One job's trouble must not keep the others from being swept; what is denied to the sweeper is trouble of all. */
async function attempt(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (/^AccessDenied/.test((error as Error).name)) throw error;
    logger.error(`sweeping ${what} failed`, error as Error);
  }
}

async function sweepJob(starter: BatchStarter, jobKey: string, now: number): Promise<void> {
  const job = await jobs.find(jobKey);
  if (!job) return jobs.delist(jobKey);
  if (!job.executionArn) {
    if (now - job.createdAt > START_GRACE_MS) await startJob(starter, job);
    return;
  }
  await endBrokenJob(job, now);
  if (job.round > 0 && !isEnded(job.status)) await sweepRound(job, now);
}

/** An execution that ended without recording its job's end (the failure path itself failed, or it was aborted). */
async function endBrokenJob(job: JobRecord, now: number): Promise<void> {
  const execution = await stepFunctions().send(new DescribeExecutionCommand({ executionArn: job.executionArn }));
  if (execution.status === 'RUNNING') return;
  if (!isEnded(job.status)) {
    const failureReason = failureText({
      Error: execution.error ?? execution.status,
      Cause: execution.cause ?? 'the execution ended',
    });
    await jobs.update(job.jobKey, now, { status: 'Failed', failureReason });
  }
  await jobs.delist(job.jobKey);
}

async function sweepRound(job: JobRecord, now: number): Promise<void> {
  // why: a stop that was cut short left the wait for answers standing.
  if (job.status === 'Stopping') return endRound(jobs, tasks, job);
  const round = await jobs.getRound(job.jobKey, job.round);
  if (!round?.taskToken) return;
  for (let shard = 0; shard < round.shards; shard += 1) await tasks.closeExpired(job.jobKey, job.round, shard, now);
  if (await tasks.isRoundOver(job.jobKey, job.round, round.shards)) await endWait(round.taskToken);
}
