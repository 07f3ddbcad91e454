import { randomInt } from 'node:crypto';
import type { JobRecord } from '../../core/job/job';
import type { Lease } from '../../core/workforce/lease-id';
import { taskSortKey } from '../../core/workforce/task';
import type { Worker } from '../../core/workforce/worker';
import type { JobStore } from '../_shared/job-store';
import { endWait } from '../_shared/stop-job';
import type { Place, Taken, TaskStore } from '../_shared/task-store';
import type { Offer } from '../_shared/tasks/worker-store';
import { type Assignment, type Assignments, newNonce } from './assignments';
import type { WorkerJobs } from './worker-jobs';

export interface Start {
  from?: Lease;
  prefer?: Place;
  /** A task of this round was finished a moment ago, so the round may be over. */
  justFinished?: Lease;
}

/** The open tasks of a job: hands out the next one, and notices when a round has none left. */
export class TaskQueue {
  constructor(
    private readonly jobs: WorkerJobs,
    private readonly jobStore: JobStore,
    private readonly tasks: TaskStore,
    private readonly assignments: Assignments,
  ) {}

  /** A task that is new to the worker; undefined when there is none for them now. */
  async takeNext(
    worker: Worker,
    job: JobRecord,
    { from, prefer, justFinished }: Start,
  ): Promise<Assignment | undefined> {
    const offer = await this.jobs.offerOf(job);
    const now = Date.now();
    const taken: Taken = offer
      ? await this.tasks.takeNext(offer, {
          workerId: worker.workerId,
          now,
          timeLimitMs: job.request.HumanTaskConfig.TaskTimeLimitInSeconds * 1000,
          nonce: newNonce,
          from: from ?? somewhere(offer, job.objects ?? 1),
          prefer,
          random: Math.random,
          consistent: justFinished !== undefined,
        })
      : { sawOpen: false, finished: 0 };
    const isSameRound = offer !== undefined && justFinished?.round === offer.round;
    if (justFinished && !(isSameRound && taken.sawOpen)) await this.endRoundIfOver(justFinished);
    else if (offer && taken.finished > 0) await this.endRoundIfOver({ ...offer, shard: 0 });
    if (!taken.task) return undefined;
    return this.assignments.begin(worker, job, taken.task, taken.upcoming);
  }

  /** After the last open task is gone, whoever sees it sends the round's token; it was stored before the queue was looked at. */
  async endRoundIfOver({ jobKey, round, shard }: Pick<Lease, 'jobKey' | 'round' | 'shard'>): Promise<void> {
    const record = await this.jobStore.getRound(jobKey, round);
    if (!record || !(await this.tasks.isRoundOver(jobKey, round, record.shards, shard))) return;
    const { taskToken } = (await this.jobStore.getRound(jobKey, round)) ?? {};
    if (taskToken) await endWait(taskToken);
  }
}

/** A place in the queue where a worker who comes begins. */
const somewhere = ({ shards }: Offer, objects: number) => ({
  shard: randomInt(shards),
  sk: taskSortKey(500, randomInt(Math.max(1, objects))),
});
