import { randomBytes } from 'node:crypto';
import type { JobRecord } from '../../core/job/job';
import { type Lease, leaseIdOf, objectIdOf, parseLeaseId } from '../../core/workforce/lease-id';
import { holderOf, type LeasedState, type TaskItem, take } from '../../core/workforce/task';
import type { Worker } from '../../core/workforce/worker';
import type { Place, TaskStore } from '../_shared/task-store';
import { readContent } from '../_shared/tasks/contents';
import type { HeldLease, WorkerStore } from '../_shared/tasks/worker-store';
import { logActivity } from './activity-log';
import type { Drafts, DraftVersion } from './drafts';
import { ApiError, refusalError, unknownAssignment } from './errors';
import type { WorkerJobs } from './worker-jobs';

export interface Assignment {
  leaseId: string;
  jobKey: string;
  objectId: number;
  title: string;
  description: string;
  taskInput: unknown;
  draft: unknown;
  /** Which version of the draft that is; null when there is none. */
  draftVersion: DraftVersion | null;
  acceptedAt: string;
  expiresAt: string;
  timeLimitSeconds: number;
  frameUrl: string;
  /** The task that comes next unless somebody else is quicker; its page can be loaded while this one is worked on. */
  upcoming: { round: number; objectId: number; frameUrl: string } | null;
}

/** What a worker who asks for a task wants besides. */
export interface Wish {
  /** The lease they are done with, whatever became of it: its task does not come straight back. */
  after?: string;
  /** A lease of theirs that ran out over work they would like to go on with. */
  resume?: string;
}

/** The tasks that workers hold. */
export class Assignments {
  constructor(
    private readonly jobs: WorkerJobs,
    private readonly tasks: TaskStore,
    private readonly workers: WorkerStore,
    private readonly drafts: Drafts,
  ) {}

  async find(worker: Worker, leaseId: string): Promise<Assignment> {
    const { task } = await this.mine(worker, leaseId);
    const held = await this.workers.heldLease(worker.workerId, task.jobKey);
    return this.describe(worker, await this.jobs.get(task.jobKey), task, leaseId, upcomingOf(held, leaseId));
  }

  /** The task of a lease that is the worker's and still runs. */
  async mine(worker: Worker, leaseId: string): Promise<{ lease: Lease; task: TaskItem }> {
    const lease = leaseOf(leaseId);
    const task = await this.tasks.find(lease);
    if (!task) throw unknownAssignment();
    const holder = holderOf(task, lease.nonce);
    if (holder === undefined) throw refusalError('LeaseExpired');
    if (holder !== worker.workerId) throw refusalError('NotYours');
    const state = task.workers[holder]!;
    if (state.state === 'answered') throw refusalError('AlreadySeen');
    if (state.state === 'leased' && Date.now() >= state.expiresAt) throw refusalError('LeaseExpired');
    return { lease, task };
  }

  /** A task that the worker has just been given. */
  async begin(worker: Worker, job: JobRecord, task: TaskItem, upcoming?: Place): Promise<Assignment> {
    const { acceptedAt, expiresAt, nonce } = task.workers[worker.workerId] as LeasedState;
    const { jobKey, round, shard, sk } = task;
    const leaseId = leaseIdOf({ jobKey, round, shard, sk, acceptedAt, nonce });
    logActivity({ event: 'TasksAccepted', worker, job, acceptedAt });
    const [assignment] = await Promise.all([
      this.describe(worker, job, task, leaseId, upcoming),
      this.workers.holdLease(worker.workerId, { jobKey, leaseId, until: expiresAt, upcoming }),
    ]);
    return assignment;
  }

  /**
   * What the worker holds in the job and may still work on. When their time ran out over work they had begun, they get the same task once
   * more.
   *
   * @throws ApiError `WorkTaken` when the task they had begun went to others
   */
  async held(worker: Worker, job: JobRecord, { after, resume }: Wish): Promise<Assignment | undefined> {
    const leaseId = (await this.workers.heldLease(worker.workerId, job.jobKey))?.leaseId;
    const live = leaseId === undefined ? 'over' : await this.ifLive(worker, leaseId);
    if (typeof live !== 'string') return live;
    if (leaseId !== undefined && leaseId === after) await this.workers.dropLease(worker.workerId, job.jobKey);
    else if (live === 'expired' && (await this.drafts.exists(leaseOf(leaseId!), worker.workerId)))
      return this.takeAgain(worker, job, leaseId!);
    // What their page kept of a task need never have reached us.
    return resume && resume !== after ? this.takeAgain(worker, job, resume) : undefined;
  }

  private async ifLive(worker: Worker, leaseId: string): Promise<Assignment | 'expired' | 'over'> {
    try {
      return await this.find(worker, leaseId);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return error.code === 'LeaseExpired' ? 'expired' : 'over';
    }
  }

  private async takeAgain(worker: Worker, job: JobRecord, leaseId: string): Promise<Assignment> {
    const lease = leaseOf(leaseId);
    if (lease.jobKey === job.jobKey) {
      const now = Date.now();
      const timeLimitMs = job.request.HumanTaskConfig.TaskTimeLimitInSeconds * 1000;
      const nonce = newNonce();
      const result = await this.tasks.apply(lease, (task) => take(task, worker.workerId, now, timeLimitMs, nonce));
      if (result.ok) return this.begin(worker, job, result.task);
    }
    throw new ApiError(
      'WorkTaken',
      'The time for the task you had begun ran out, and it went to others. Your draft of it is kept for a week.',
      { leaseId },
    );
  }

  private async describe(
    { workerId }: Worker,
    job: JobRecord,
    task: TaskItem,
    leaseId: string,
    upcoming: Place | undefined,
  ): Promise<Assignment> {
    const state = task.workers[workerId] as LeasedState;
    const human = job.request.HumanTaskConfig;
    const [taskInput, saved] = await Promise.all([
      readContent(task.input),
      this.drafts.find(leaseOf(leaseId), workerId),
    ]);
    const { draft = null, ...version } = saved ?? {};
    return {
      leaseId,
      jobKey: task.jobKey,
      objectId: task.id,
      title: human.TaskTitle,
      description: human.TaskDescription,
      taskInput,
      draft,
      draftVersion: saved ? (version as DraftVersion) : null,
      acceptedAt: new Date(state.acceptedAt).toISOString(),
      expiresAt: new Date(state.expiresAt).toISOString(),
      timeLimitSeconds: human.TaskTimeLimitInSeconds,
      frameUrl: `/frame/${leaseId}`,
      upcoming: upcoming
        ? { round: upcoming.round, objectId: objectIdOf(upcoming), frameUrl: `/frame/${leaseId}?upcoming=1` }
        : null,
    };
  }
}

/** @throws ApiError `NotFound` */
export function leaseOf(leaseId: string): Lease {
  const lease = parseLeaseId(leaseId);
  if (!lease) throw unknownAssignment();
  return lease;
}

/** What was stored with the lease of what comes after it. */
export const upcomingOf = (
  held: Pick<HeldLease, 'leaseId' | 'upcoming'> | undefined,
  leaseId: string,
): Place | undefined => (held?.leaseId === leaseId ? held.upcoming : undefined);

export const newNonce = () => randomBytes(16).toString('base64url');
