/**
 * One object put to people, and what each worker did with it. The functions decide; whoever stores the item writes what they return, under
 * the condition that the item is still the one they were given. Clock and nonce come in as arguments. Times are epoch milliseconds.
 */
import { tableKeys } from '../job/keys';

/** JSON text, inline or in S3. */
export type Ref = { content: string } | { s3Uri: string };

export interface WorkerIdentity {
  identityProviderType: 'Cognito' | 'Oidc';
  issuer: string;
  sub: string;
}

export interface LeasedState {
  state: 'leased';
  /** 128 random bits: who knows it holds the lease. */
  nonce: string;
  acceptedAt: number;
  expiresAt: number;
}

export interface AnsweredState {
  state: 'answered';
  nonce: string;
  acceptedAt: number;
  submittedAt: number;
  timeSpentSeconds: number;
  answer: Ref;
  identity: WorkerIdentity;
}

export interface DeclinedState {
  state: 'declined';
  at: number;
}

export type WorkerState = LeasedState | AnsweredState | DeclinedState;

/** Why a task ended with fewer answers than it needed. */
export type EarlyEnd = 'expired' | 'declined';

/** What a pre-label rests on. */
export interface PreLabelOrigin {
  /** Name of the model. */
  model: string;
  confidence: number;
}

export interface TaskItem {
  pk: string;
  sk: string;
  jobKey: string;
  round: number;
  shard: number;
  id: number;
  /** Answers wanted. */
  needed: number;
  /** Counts the changes: two writers who read the same version cannot both write. */
  version: number;
  input: Ref;
  /** The input offers what a model thinks of the object as initial value. */
  preLabel?: PreLabelOrigin;
  openedAt: number;
  availableUntil: number;
  workers: Record<string, WorkerState>;
  /** Set just before a task leaves the queue early; nothing is taken or submitted from then on. */
  closed?: EarlyEnd;
}

export interface NewTask {
  jobKey: string;
  round: number;
  shard: number;
  id: number;
  needed: number;
  input: Ref;
  preLabel?: PreLabelOrigin;
  openedAt: number;
  availableUntil: number;
  /** Lower numbers come first in the queue. Default 500, of 0 to 999. */
  order?: number;
}

/** Why a request was refused; worker-facing words belong to these codes. */
export type TaskRefusal =
  /** Enough others work on it or have answered, or its time is over. */
  | 'TaskClosed'
  /** This worker answered or declined it. */
  | 'AlreadySeen'
  /** The lease ran out, was given back or was never given. */
  | 'LeaseExpired'
  /** Another worker's lease. */
  | 'NotYours';

export type Transition = { ok: true; task: TaskItem; repeated?: boolean } | { ok: false; refusal: TaskRefusal };

const DEFAULT_ORDER = 500;

const refused = (refusal: TaskRefusal): Transition => ({ ok: false, refusal });

/** Sort key in the queue. */
export const taskSortKey = (order: number, id: number): string =>
  `${String(order).padStart(3, '0')}#${String(id).padStart(9, '0')}`;

export function newTask({ order = DEFAULT_ORDER, ...task }: NewTask): TaskItem {
  return {
    ...task,
    pk: tableKeys.openTasks(task.jobKey, task.round, task.shard),
    sk: taskSortKey(order, task.id),
    version: 0,
    workers: {},
  };
}

const isLive = (state: WorkerState, now: number): boolean => state.state === 'leased' && now < state.expiresAt;

const count = (task: TaskItem, matches: (state: WorkerState) => boolean): number =>
  Object.values(task.workers).filter(matches).length;

export const answers = (task: TaskItem): number => count(task, ({ state }) => state === 'answered');
export const declines = (task: TaskItem): number => count(task, ({ state }) => state === 'declined');
export const liveLeases = (task: TaskItem, now: number): number => count(task, (state) => isLive(state, now));

/** Has every answer it needs. */
export const isFull = (task: TaskItem): boolean => answers(task) >= task.needed;

/**
 * Whether the task needs nothing more, and why. Declines end it as Ground Truth has it: as many as answers were wanted. A worker who is
 * at it is waited for; their lease never outlasts the task's availability.
 */
export function endOf(task: TaskItem, now: number): 'answered' | EarlyEnd | undefined {
  if (isFull(task)) return 'answered';
  if (task.closed) return task.closed;
  if (liveLeases(task, now) > 0) return undefined;
  if (declines(task) >= task.needed) return 'declined';
  return now >= task.availableUntil ? 'expired' : undefined;
}

export const isFinished = (task: TaskItem, now: number): boolean => endOf(task, now) !== undefined;

const changed = (task: TaskItem, workers: TaskItem['workers']): Transition => ({
  ok: true,
  task: { ...task, workers, version: task.version + 1 },
});

const without = (workers: TaskItem['workers'], drop: (workerId: string, state: WorkerState) => boolean) =>
  Object.fromEntries(Object.entries(workers).filter(([workerId, state]) => !drop(workerId, state)));

/** Removes leases that ran out, so that their slots show as free. */
export function expire(task: TaskItem, now: number): TaskItem {
  const workers = without(task.workers, (_, state) => state.state === 'leased' && !isLive(state, now));
  return Object.keys(workers).length === Object.keys(task.workers).length
    ? task
    : { ...task, workers, version: task.version + 1 };
}

/**
 * Gives the worker a slot. Answers and live leases together never exceed `needed`; who answered or declined never gets the object again.
 * A worker who holds it already gets the same lease (`repeated`).
 */
export function take(task: TaskItem, workerId: string, now: number, timeLimitMs: number, nonce: string): Transition {
  const own = task.workers[workerId];
  if (own?.state === 'answered' || own?.state === 'declined') return refused('AlreadySeen');
  if (task.closed || now >= task.availableUntil) return refused('TaskClosed');
  if (own && isLive(own, now)) return { ok: true, task, repeated: true };
  const busy = answers(task) + liveLeases(task, now);
  if (busy >= task.needed || declines(task) >= task.needed) return refused('TaskClosed');
  const expiresAt = Math.min(now + timeLimitMs, task.availableUntil);
  return changed(task, {
    ...without(task.workers, (_, state) => state.state === 'leased' && !isLive(state, now)),
    [workerId]: { state: 'leased', nonce, acceptedAt: now, expiresAt },
  });
}

export interface Submission {
  answer: Ref;
  identity: WorkerIdentity;
  /** Pauses the worker's page reports; they do not count as time spent. */
  pausedSeconds?: number;
}

/** Takes the worker's answer under their lease. The same lease once more is `repeated`: it counts once. */
export function submit(
  task: TaskItem,
  workerId: string,
  nonce: string,
  now: number,
  submission: Submission,
): Transition {
  const own = ownState(task, workerId, nonce);
  if (typeof own === 'string') return refused(own);
  if (own.state === 'answered') return { ok: true, task, repeated: true };
  if (!isLive(own, now)) return refused('LeaseExpired');
  if (task.closed) return refused('TaskClosed');
  const { answer, identity, pausedSeconds } = submission;
  const { acceptedAt } = own;
  return changed(task, {
    ...task.workers,
    [workerId]: {
      state: 'answered',
      nonce,
      acceptedAt,
      submittedAt: now,
      timeSpentSeconds: timeSpent(acceptedAt, now, pausedSeconds),
      answer,
      identity,
    },
  });
}

/** Seconds from acceptance to submission without the reported pauses, to the millisecond; pauses cannot make it negative. */
export function timeSpent(acceptedAt: number, submittedAt: number, pausedSeconds = 0): number {
  const elapsed = Math.max(0, submittedAt - acceptedAt);
  const paused = Number.isFinite(pausedSeconds) ? Math.min(Math.max(0, pausedSeconds * 1000), elapsed) : 0;
  return Math.round(elapsed - paused) / 1000;
}

/** Gives the slot back. A lease that is over is given back already. */
export function release(task: TaskItem, workerId: string, nonce: string, now: number): Transition {
  const own = ownState(task, workerId, nonce);
  if (typeof own === 'string') return refused(own);
  if (own.state === 'answered') return refused('TaskClosed');
  if (!isLive(own, now)) return refused('LeaseExpired');
  return changed(
    task,
    without(task.workers, (id) => id === workerId),
  );
}

/** Gives the slot back for good: the worker never sees the object again. */
export function decline(task: TaskItem, workerId: string, nonce: string, now: number): Transition {
  const own = ownState(task, workerId, nonce);
  if (typeof own === 'string') return refused(own);
  if (own.state === 'answered') return refused('TaskClosed');
  if (!isLive(own, now)) return refused('LeaseExpired');
  return changed(task, { ...task.workers, [workerId]: { state: 'declined', at: now } });
}

/** Who holds or held the lease with this nonce. */
export const holderOf = (task: TaskItem, nonce: string): string | undefined =>
  Object.entries(task.workers).find(([, state]) => state.state !== 'declined' && state.nonce === nonce)?.[0];

function ownState(task: TaskItem, workerId: string, nonce: string): LeasedState | AnsweredState | TaskRefusal {
  const holder = holderOf(task, nonce);
  if (holder === undefined) return 'LeaseExpired';
  return holder === workerId ? (task.workers[workerId] as LeasedState | AnsweredState) : 'NotYours';
}
