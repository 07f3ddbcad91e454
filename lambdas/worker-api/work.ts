import type { JobRecord } from '../../core/job/job';
import { type Lease, parseLeaseId } from '../../core/workforce/lease-id';
import { decline, isFinished, release, type TaskItem, type Transition } from '../../core/workforce/task';
import type { Worker } from '../../core/workforce/worker';
import { JobStore } from '../_shared/job-store';
import { type Place, TaskStore } from '../_shared/task-store';
import { WorkerStore } from '../_shared/tasks/worker-store';
import { logActivity } from './activity-log';
import { Answers, limited } from './answers';
import { type Assignment, Assignments, leaseOf, upcomingOf, type Wish } from './assignments';
import { type Draft, Drafts, type DraftVersion, type NewDraft } from './drafts';
import { ApiError, refusalError } from './errors';
import { TaskQueue } from './task-queue';
import { WorkerJobs } from './worker-jobs';

export interface Answer {
  answer: Record<string, unknown>;
  next?: boolean;
  pausedSeconds?: number;
  hadDraft?: boolean;
}

/** What a worker does with tasks: takes one, keeps a draft of it, answers it or gives it back. */
export class Work {
  readonly jobs: WorkerJobs;
  readonly assignments: Assignments;

  private readonly tasks: TaskStore;
  private readonly workers: WorkerStore;
  private readonly drafts: Drafts;
  private readonly queue: TaskQueue;
  private readonly answers: Answers;

  constructor(table: string, workBucket: string) {
    const jobStore = new JobStore(table);
    this.tasks = new TaskStore(table);
    this.workers = new WorkerStore(table);
    this.drafts = new Drafts(this.workers, workBucket);
    this.jobs = new WorkerJobs(jobStore, this.workers, this.tasks);
    this.assignments = new Assignments(this.jobs, this.tasks, this.workers, this.drafts);
    this.queue = new TaskQueue(this.jobs, jobStore, this.tasks, this.assignments);
    this.answers = new Answers(workBucket, this.tasks);
  }

  /** The assignment the worker holds in the job, else a new one; undefined when there is none for them now. */
  async take(worker: Worker, jobKey: string, wish: Wish = {}): Promise<Assignment | undefined> {
    const job = await this.jobs.get(jobKey);
    this.jobs.assertMayWork(worker, job);
    const assignment =
      (await this.assignments.held(worker, job, wish)) ??
      (await this.queue.takeNext(worker, job, { from: wish.after ? parseLeaseId(wish.after) : undefined }));
    // Nothing to do may mean that the job is over since it was last looked at.
    if (!assignment) this.jobs.assertMayWork(worker, await this.jobs.get(jobKey, true));
    return assignment;
  }

  /** @throws ApiError `DraftConflict` when another window saved a draft since `base`. */
  async saveDraft(worker: Worker, leaseId: string, draft: NewDraft): Promise<DraftVersion> {
    const { lease } = await this.assignments.mine(worker, leaseId);
    return this.drafts.save(lease, worker.workerId, limited(JSON.stringify(draft.draft ?? null)), draft);
  }

  /** The worker's own draft of the lease's object, also when the lease is over. */
  async draft(worker: Worker, leaseId: string): Promise<Draft> {
    const draft = await this.drafts.find(leaseOf(leaseId), worker.workerId);
    if (!draft) throw new ApiError('NotFound', 'There is no draft of this task.');
    return draft;
  }

  async submit(worker: Worker, leaseId: string, { answer, next = false, pausedSeconds, hadDraft }: Answer) {
    const lease = leaseOf(leaseId);
    const job = await this.jobs.get(lease.jobKey);
    await this.answers.check(job, answer);
    const now = Date.now();
    const submission = await this.answers.store(worker, lease, answer, pausedSeconds, now);
    const [result, held] = await Promise.all([
      this.tasks.submit(lease, worker.workerId, now, submission),
      next ? this.workers.heldLease(worker.workerId, lease.jobKey) : undefined,
    ]);
    if (result.status === 'refused') throw refusalError(result.refusal);
    const isNew = result.status === 'accepted';
    if (isNew) {
      logActivity({ event: 'TasksSubmitted', worker, job, acceptedAt: lease.acceptedAt, endedAt: now });
    }
    const finished = isFinished(result.task, now) && result.task.pk.startsWith('OPEN#');
    await Promise.all([
      finished && this.tasks.finish(result.task, now),
      hadDraft && this.drafts.drop(lease, worker.workerId),
    ]);
    const nextAssignment = next
      ? await this.following(worker, job, lease, { isNew, finished, prefer: upcomingOf(held, leaseId) })
      : null;
    if (!next) {
      await this.workers.dropLease(worker.workerId, lease.jobKey);
      if (finished) await this.queue.endRoundIfOver(lease);
    }
    return { status: result.status, next: nextAssignment };
  }

  async release(worker: Worker, leaseId: string): Promise<void> {
    await this.giveBack(worker, leaseId, 'TasksReturned', (task, { nonce }, now) =>
      release(task, worker.workerId, nonce, now),
    );
  }

  async decline(worker: Worker, leaseId: string): Promise<void> {
    await this.giveBack(worker, leaseId, 'TasksDeclined', (task, { nonce }, now) =>
      decline(task, worker.workerId, nonce, now),
    );
  }

  private async giveBack(
    worker: Worker,
    leaseId: string,
    event: 'TasksReturned' | 'TasksDeclined',
    transition: (task: TaskItem, lease: Lease, now: number) => Transition,
  ): Promise<void> {
    const lease = leaseOf(leaseId);
    const now = Date.now();
    const result = await this.tasks.apply(lease, (task) => transition(task, lease, now));
    if (!result.ok) throw refusalError(result.refusal);
    const job = await this.jobs.get(lease.jobKey);
    logActivity({ event, worker, job, acceptedAt: lease.acceptedAt, endedAt: now });
    await Promise.all([
      this.workers.dropLease(worker.workerId, lease.jobKey),
      this.drafts.drop(lease, worker.workerId),
    ]);
    if (await this.tasks.finish(result.task, now)) await this.queue.endRoundIfOver(lease);
  }

  /** The next assignment after an answer; a repeated answer finds the one it led to the first time. */
  private async following(
    worker: Worker,
    job: JobRecord,
    lease: Lease,
    { isNew, finished, prefer }: { isNew: boolean; finished: boolean; prefer: Place | undefined },
  ) {
    const again = isNew ? undefined : await this.assignments.held(worker, job, {});
    if (again) return again;
    try {
      this.jobs.assertMayWork(worker, job);
    } catch {
      if (finished) await this.queue.endRoundIfOver(lease);
      return null;
    }
    const next = await this.queue.takeNext(worker, job, {
      from: lease,
      prefer,
      justFinished: finished ? lease : undefined,
    });
    // why: the answered lease would show as a task that the worker stopped.
    if (!next) await this.workers.dropLease(worker.workerId, job.jobKey);
    return next ?? null;
  }
}
