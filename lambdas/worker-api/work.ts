/** What the routes do: jobs of a worker's teams, assignments, answers. */
import { randomBytes, randomInt } from 'node:crypto';
import { postAnnotationFunction } from '../../core/job/functions';
import type { JobRecord } from '../../core/job/job';
import { workKeys } from '../../core/job/keys';
import type { LabelCategory } from '../../core/job/label-categories';
import { type Lease, leaseIdOf, objectIdOf, parseLeaseId } from '../../core/workforce/lease-id';
import {
  decline,
  holderOf,
  isFinished,
  type LeasedState,
  release,
  type Submission,
  submit,
  type TaskItem,
  type Transition,
  take,
  taskSortKey,
} from '../../core/workforce/task';
import type { Worker } from '../../core/workforce/worker';
import { readAnswer } from '../../task-types/answers';
import { findTaskType } from '../../task-types/registry';
import { categoriesOf } from '../_shared/job-data';
import { JobStore, teamOf } from '../_shared/job-store';
import { endWait } from '../_shared/stop-job';
import { type Place, type Taken, TaskStore } from '../_shared/task-store';
import { contentBytes, isLarge, MAX_CONTENT_BYTES, readContent, storeContent } from '../_shared/tasks/contents';
import { Recent } from '../_shared/tasks/recent';
import { type HeldLease, type Offer, WorkerStore } from '../_shared/tasks/worker-store';
import { logActivity } from './activity-log';
import { type Draft, Drafts, type DraftVersion, type NewDraft } from './drafts';
import { ApiError, refusalError, tooLarge, unknownAssignment } from './errors';
import { invalidAnswer } from './invalid-answer';

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

export interface Answer {
  answer: Record<string, unknown>;
  next?: boolean;
  pausedSeconds?: number;
  hadDraft?: boolean;
}

/** Jobs and their rounds change seldom and stopping is not a matter of a second; counts are shown, not relied on. */
const JOB_MS = 5000;
const OFFER_MS = 2000;
const COUNT_MS = 2000;
const FOREVER_MS = Number.POSITIVE_INFINITY;

export class Work {
  private readonly tasks: TaskStore;
  private readonly workers: WorkerStore;
  private readonly drafts: Drafts;
  private readonly jobStore: JobStore;
  private readonly jobs = new Recent<JobRecord | undefined>(JOB_MS);
  private readonly offers = new Recent<Offer | undefined>(OFFER_MS);
  private readonly counts = new Recent<number>(COUNT_MS);
  private readonly categories = new Recent<LabelCategory[]>(FOREVER_MS);

  constructor(
    table: string,
    private readonly workBucket: string,
  ) {
    this.tasks = new TaskStore(table);
    this.workers = new WorkerStore(table);
    this.drafts = new Drafts(this.workers, workBucket);
    this.jobStore = new JobStore(table);
  }

  async listJobs(worker: Worker) {
    const [held, ...offers] = await Promise.all([
      this.workers.heldLeases(worker.workerId),
      ...worker.teams.map((team) => this.workers.offers(team)),
    ]);
    const now = Date.now();
    const until = new Map(held.filter((lease) => lease.until > now).map((lease) => [lease.jobKey, lease.until]));
    const listed = await Promise.all(offers.flat().map((offer) => this.listed(offer, until.get(offer.jobKey))));
    return listed.filter((entry) => entry !== undefined);
  }

  private async listed({ jobKey, round, shards }: Offer, heldUntil: number | undefined) {
    const job = await this.findJob(jobKey);
    if (job?.status !== 'InProgress') return undefined;
    const human = job.request.HumanTaskConfig;
    const open = await this.counts.get(`${jobKey}#${round}`, () => this.tasks.countOpen(jobKey, round, shards));
    return {
      jobKey,
      name: job.request.LabelingJobName,
      title: human.TaskTitle,
      description: human.TaskDescription,
      keywords: human.TaskKeywords ?? [],
      timeLimitSeconds: human.TaskTimeLimitInSeconds,
      answersPerObject: human.NumberOfHumanWorkersPerDataObject,
      open,
      /** The worker left a task of it unfinished, which is theirs until then. */
      heldUntil: heldUntil === undefined ? null : new Date(heldUntil).toISOString(),
    };
  }

  /** The assignment the worker holds in the job, else a new one; undefined when there is none for them now. */
  async take(worker: Worker, jobKey: string, wish: Wish = {}): Promise<Assignment | undefined> {
    const job = await this.jobFor(worker, jobKey);
    const assignment =
      (await this.held(worker, job, wish)) ??
      (await this.takeNew(worker, job, { from: wish.after ? parseLeaseId(wish.after) : undefined }));
    // Nothing to do may mean that the job is over since it was last looked at.
    if (!assignment) this.assertMayWork(worker, await this.job(jobKey, true));
    return assignment;
  }

  async assignment(worker: Worker, leaseId: string): Promise<Assignment> {
    const { task } = await this.mine(worker, leaseId);
    const held = await this.workers.heldLease(worker.workerId, task.jobKey);
    return this.describe(worker, await this.job(task.jobKey), task, leaseId, upcomingOf(held, leaseId));
  }

  /** @throws ApiError `DraftConflict` when another window saved a draft since `base`. */
  async saveDraft(worker: Worker, leaseId: string, draft: NewDraft): Promise<DraftVersion> {
    const { lease } = await this.mine(worker, leaseId);
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
    const job = await this.job(lease.jobKey);
    await this.checkAnswer(job, answer);
    const now = Date.now();
    const submission = await this.submission(worker, lease, answer, pausedSeconds, now);
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
      if (finished) await this.endRoundIfOver(lease);
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
    const job = await this.job(lease.jobKey);
    logActivity({ event, worker, job, acceptedAt: lease.acceptedAt, endedAt: now });
    await Promise.all([
      this.workers.dropLease(worker.workerId, lease.jobKey),
      this.drafts.drop(lease, worker.workerId),
    ]);
    if (await this.tasks.finish(result.task, now)) await this.endRoundIfOver(lease);
  }

  /** The next assignment after an answer; a repeated answer finds the one it led to the first time. */
  private async following(
    worker: Worker,
    job: JobRecord,
    lease: Lease,
    { isNew, finished, prefer }: { isNew: boolean; finished: boolean; prefer: Place | undefined },
  ) {
    const again = isNew ? undefined : await this.held(worker, job, {});
    if (again) return again;
    try {
      this.assertMayWork(worker, job);
    } catch {
      if (finished) await this.endRoundIfOver(lease);
      return null;
    }
    const next = await this.takeNew(worker, job, { from: lease, prefer, justFinished: finished ? lease : undefined });
    // why: the answered lease would show as a task that the worker stopped.
    if (!next) await this.workers.dropLease(worker.workerId, job.jobKey);
    return next ?? null;
  }

  /** @param where `justFinished`: a task of this round was finished a moment ago, so the round may be over */
  private async takeNew(
    worker: Worker,
    job: JobRecord,
    { from, prefer, justFinished }: { from?: Lease; prefer?: Place; justFinished?: Lease },
  ) {
    const team = teamOf(job.request.HumanTaskConfig.WorkteamArn);
    const offer = await this.offers.get(`${team}#${job.jobKey}`, () => this.workers.offer(team, job.jobKey));
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
    return this.begin(worker, job, taken.task, taken.upcoming);
  }

  /** A task that the worker has just been given. */
  private async begin(worker: Worker, job: JobRecord, task: TaskItem, upcoming?: Place): Promise<Assignment> {
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
  private async held(worker: Worker, job: JobRecord, { after, resume }: Wish): Promise<Assignment | undefined> {
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
      return await this.assignment(worker, leaseId);
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

  /** After the last open task is gone, whoever sees it sends the round's token; it was stored before the queue was looked at. */
  private async endRoundIfOver({ jobKey, round, shard }: Pick<Lease, 'jobKey' | 'round' | 'shard'>): Promise<void> {
    const record = await this.jobStore.getRound(jobKey, round);
    if (!record || !(await this.tasks.isRoundOver(jobKey, round, record.shards, shard))) return;
    const { taskToken } = (await this.jobStore.getRound(jobKey, round)) ?? {};
    if (taskToken) await endWait(taskToken);
  }

  /** The task of a lease that is the worker's and still runs. */
  private async mine(worker: Worker, leaseId: string): Promise<{ lease: Lease; task: TaskItem }> {
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

  /** Built-in consolidation must be able to read the answer; a user's own function may expect anything. */
  private async checkAnswer(job: JobRecord, answer: Record<string, unknown>): Promise<void> {
    const taskType = findTaskType(job.taskType);
    if (!taskType || postAnnotationFunction(job.request)) return;
    const categories = await this.categories.get(job.jobKey, () => categoriesOf(this.workBucket, job.jobKey));
    const parsed = readAnswer(taskType, answer, categories);
    if (!parsed.ok) throw invalidAnswer(answer, taskType.element, parsed.reason);
  }

  private async submission(
    worker: Worker,
    lease: Lease,
    answer: unknown,
    pausedSeconds: number | undefined,
    now: number,
  ): Promise<Submission> {
    const content = limited(JSON.stringify(answer));
    const { identity, workerId } = worker;
    if (isLarge(content)) {
      // why: the key is the worker's for this object; a late or repeated answer must not replace what was accepted.
      const task = await this.tasks.find(lease);
      const allowed = task && submit(task, workerId, lease.nonce, now, { answer: { content: '' }, identity });
      if (!allowed?.ok || allowed.repeated) return { answer: { content: '' }, identity };
    }
    const key = workKeys.answer(lease.jobKey, lease.round, objectIdOf(lease), workerId);
    return { answer: await storeContent(content, this.workBucket, key), identity, pausedSeconds };
  }

  private findJob(jobKey: string, isFresh = false): Promise<JobRecord | undefined> {
    const read = () => this.jobStore.find(jobKey);
    return isFresh ? this.jobs.fresh(jobKey, read) : this.jobs.get(jobKey, read);
  }

  private async job(jobKey: string, isFresh = false): Promise<JobRecord> {
    const job = await this.findJob(jobKey, isFresh);
    if (!job) throw new ApiError('NotFound', `There is no job named "${jobKey}".`);
    return job;
  }

  private async jobFor(worker: Worker, jobKey: string): Promise<JobRecord> {
    const job = await this.job(jobKey);
    this.assertMayWork(worker, job);
    return job;
  }

  private assertMayWork(worker: Worker, job: JobRecord): void {
    if (!worker.teams.includes(teamOf(job.request.HumanTaskConfig.WorkteamArn)))
      throw new ApiError('AccessDeniedException', 'This job belongs to another work team.');
    if (job.status !== 'InProgress') throw new ApiError('TaskClosed', 'This job is over. Thank you for your work.');
  }
}

function leaseOf(leaseId: string): Lease {
  const lease = parseLeaseId(leaseId);
  if (!lease) throw unknownAssignment();
  return lease;
}

/** What was stored with the lease of what comes after it. */
const upcomingOf = (held: Pick<HeldLease, 'leaseId' | 'upcoming'> | undefined, leaseId: string): Place | undefined =>
  held?.leaseId === leaseId ? held.upcoming : undefined;

function limited(content: string): string {
  const bytes = contentBytes(content);
  if (bytes <= MAX_CONTENT_BYTES) return content;
  throw tooLarge(MAX_CONTENT_BYTES, bytes);
}

const newNonce = () => randomBytes(16).toString('base64url');

/** A place in the queue where a worker who comes begins. */
const somewhere = ({ shards }: Offer, objects: number) => ({
  shard: randomInt(shards),
  sk: taskSortKey(500, randomInt(Math.max(1, objects))),
});
