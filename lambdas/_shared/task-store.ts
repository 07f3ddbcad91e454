/**
 * The queue of open tasks. Every change is one conditional write on one item. An ordinary answer costs one write, the next task a query and
 * a write; a finished task moves from `OPEN` to `DONE`, put before delete, so that a crash in between leaves it in the queue, where the next
 * request or the sweeper completes the move.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { tableKeys } from '../../core/job/keys';
import { type Lease, objectIdOf } from '../../core/workforce/lease-id';
import {
  answers,
  endOf,
  expire,
  isFinished,
  type Submission,
  submit,
  type TaskItem,
  type TaskRefusal,
  type Transition,
  take,
} from '../../core/workforce/task';
import { dynamodb } from './clients';
import { taskPages } from './tasks/pages';
import { fromRecord, type TaskRecord, toRecord } from './tasks/task-record';
import { answerUpdate, transitionUpdate } from './tasks/task-update';

/** Where a round's tasks are. */
export interface RoundRef {
  jobKey: string;
  round: number;
  shards: number;
}

/** A task's place in the queue of its round. */
export type Place = Pick<TaskItem, 'round' | 'shard' | 'sk'>;

export interface TakeOptions {
  workerId: string;
  now: number;
  timeLimitMs: number;
  nonce: () => string;
  /** Where to begin looking: the place of the worker's last task, or a random one. */
  from: { shard: number; sk: string };
  /** The task to give if it is free, wherever the worker was: it may be loaded on their page already. */
  prefer?: Place;
  /** 0 ≤ x < 1, seeded in tests. */
  random: () => number;
  /** Reads strongly, so that `sawOpen: false` proves the round over. */
  consistent?: boolean;
}

export interface Taken {
  /** Undefined when nothing is there for this worker now. */
  task?: TaskItem;
  /** The one this worker may well get after it, if nobody else does first. Nobody holds it. */
  upcoming?: Place;
  /** False when the whole queue was walked and held no open task. */
  sawOpen: boolean;
  /** Tasks that were found complete or out of time and moved out of the queue. */
  finished: number;
}

export type SubmitResult =
  | { status: 'accepted' | 'already-accepted'; task: TaskItem }
  | { status: 'refused'; refusal: TaskRefusal };

/** Tasks looked at together, and how many of those that are free a worker picks from. */
const PAGE = 10;
const CHOICE = 4;
const ATTEMPTS = 5;

const withoutLeases = ({ workers }: TaskItem) =>
  Object.fromEntries(Object.entries(workers).filter(([, { state }]) => state !== 'leased'));

const pad = (id: number) => String(id).padStart(9, '0');

export class TaskStore {
  constructor(private readonly table: string) {}

  /** Puts a task into the queue. Repeatable: a task that is in it, or was finished, stays as it is. */
  async openTask(task: TaskItem): Promise<void> {
    const { jobKey, round, shard, id } = task;
    if (await this.get(tableKeys.doneTasks(jobKey, round, shard), pad(id))) return;
    try {
      await dynamodb().send(
        new PutCommand({
          TableName: this.table,
          Item: toRecord(task),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /** The task a lease names, open or finished; undefined when there is none. */
  async find(lease: Pick<Lease, 'jobKey' | 'round' | 'shard' | 'sk'>): Promise<TaskItem | undefined> {
    const { jobKey, round, shard, sk } = lease;
    return (
      (await this.get(tableKeys.openTasks(jobKey, round, shard), sk)) ??
      (await this.get(tableKeys.doneTasks(jobKey, round, shard), pad(objectIdOf({ sk }))))
    );
  }

  /**
   * Gives the worker the next task they may have: from where they were, once around the queue. Workers meet on an object seldom, because each
   * walks on from a place of their own and picks at random among what is near; who loses a race for a slot tries another.
   */
  async takeNext({ jobKey, round, shards }: RoundRef, options: TakeOptions): Promise<Taken> {
    const { workerId, now, timeLimitMs, nonce, from, random, consistent = false } = options;
    const prefer = options.prefer?.round === round && options.prefer.shard < shards ? options.prefer : undefined;
    const start = prefer ? { shard: prefer.shard, sk: justBefore(prefer.sk) } : from;
    let sawOpen = false;
    let finished = 0;
    let given: TaskItem | undefined;
    for (let step = 0; step < shards && !given; step += 1) {
      const pk = tableKeys.openTasks(jobKey, round, (start.shard + step) % shards);
      for await (const page of this.around(pk, step === 0 ? start.sk : undefined, consistent)) {
        const candidates: TaskItem[] = [];
        for (const task of page) {
          if (isFinished(task, now)) finished += (await this.finish(task, now)) ? 1 : 0;
          else candidates.push(task);
        }
        sawOpen ||= candidates.length > 0;
        const eligible = candidates.filter((task) => take(task, workerId, now, timeLimitMs, '').ok);
        // why: what comes next is a guess, worth one more query and no more.
        if (given) return { task: given, upcoming: placeOf(choose(eligible, from.sk, random)), sawOpen, finished };
        while (eligible.length > 0) {
          const task = takeOut(eligible, preferred(eligible, prefer) ?? choose(eligible, from.sk, random)!);
          const transition = take(task, workerId, now, timeLimitMs, nonce());
          if (!transition.ok) continue;
          const taken = transition.repeated
            ? await this.get(task.pk, task.sk)
            : await this.commit(task, transition.task);
          if (!taken) continue;
          if (eligible.length > 0)
            return { task: taken, upcoming: placeOf(choose(eligible, from.sk, random)), sawOpen, finished };
          given = taken;
          break;
        }
      }
    }
    return { task: given, sawOpen, finished };
  }

  /** Takes an answer under a lease. */
  async submit(lease: Lease, workerId: string, now: number, submission: Submission): Promise<SubmitResult> {
    const { jobKey, round, shard, sk } = lease;
    const key = { pk: tableKeys.openTasks(jobKey, round, shard), sk };
    const answered = await this.update(key, answerUpdate(lease, workerId, now, submission));
    if (answered) return { status: 'accepted', task: answered };
    const task = await this.find(lease);
    if (!task) return { status: 'refused', refusal: 'TaskClosed' };
    const transition = submit(task, workerId, lease.nonce, now, submission);
    if (!transition.ok) return { status: 'refused', refusal: transition.refusal };
    // why: the stored entry has the nonce but not the time in the lease id, so the id was tampered with.
    if (!transition.repeated) return { status: 'refused', refusal: 'LeaseExpired' };
    return { status: 'already-accepted', task };
  }

  /** Applies a transition of one worker (release, decline) to the stored task, again when somebody else wrote in between. */
  async apply(lease: Lease, transition: (task: TaskItem) => Transition): Promise<Transition> {
    for (let attempt = 1; ; attempt += 1) {
      const task = await this.find(lease);
      if (!task) return { ok: false, refusal: 'TaskClosed' };
      const result = transition(task);
      if (!result.ok || result.repeated) return result;
      const written = await this.commit(task, result.task);
      if (written) return { ok: true, task: written };
      if (attempt === ATTEMPTS) throw new Error(`object ${task.id} of job ${task.jobKey} changed ${ATTEMPTS} times`);
    }
  }

  /** Writes a transition if the task is still at the version it was worked out on; undefined when it is not. */
  commit(before: TaskItem, after: TaskItem): Promise<TaskItem | undefined> {
    return this.update({ pk: before.pk, sk: before.sk }, transitionUpdate(before, after));
  }

  /**
   * Moves a task that needs nothing more from the queue to the finished ones; repeatable. False when it is not finished after all.
   * `task` may have been read without its contents.
   */
  async finish(task: TaskItem, now: number): Promise<boolean> {
    const whole = await this.close(task, now);
    if (!whole) return false;
    const { jobKey, round, shard, id } = whole;
    const done = { ...expire(whole, now), pk: tableKeys.doneTasks(jobKey, round, shard), sk: pad(id) };
    await dynamodb().send(new PutCommand({ TableName: this.table, Item: toRecord(done) }));
    await dynamodb().send(new DeleteCommand({ TableName: this.table, Key: { pk: whole.pk, sk: whole.sk } }));
    return true;
  }

  /** The whole item, marked closed where it ends early, so that nobody can change it any more. */
  private async close(task: TaskItem, now: number): Promise<TaskItem | undefined> {
    const end = endOf(task, now);
    if (end === undefined) return undefined;
    if (end !== 'answered' && !task.closed)
      return this.commit(task, { ...task, closed: end, version: task.version + 1 });
    return 'input' in task ? task : this.get((task as TaskItem).pk, (task as TaskItem).sk);
  }

  /** Whether no task of the round is open. Strongly consistent; `first` is the shard to look at first. */
  async isRoundOver(jobKey: string, round: number, shards: number, first = 0): Promise<boolean> {
    for (let step = 0; step < shards; step += 1) {
      const { Count } = await dynamodb().send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': tableKeys.openTasks(jobKey, round, (first + step) % shards) },
          ConsistentRead: true,
          Select: 'COUNT',
          Limit: 1,
        }),
      );
      if (Count) return false;
    }
    return true;
  }

  /** Finished tasks of a shard with their answers, by object id. */
  async *listDone(jobKey: string, round: number, shard: number): AsyncGenerator<TaskItem> {
    const pk = tableKeys.doneTasks(jobKey, round, shard);
    for await (const page of taskPages({ table: this.table, pk, consistent: true })) yield* page;
  }

  /** Moves every task of a shard whose time is over, or that a crash left complete in the queue. How many it were. */
  async closeExpired(jobKey: string, round: number, shard: number, now: number): Promise<number> {
    const pk = tableKeys.openTasks(jobKey, round, shard);
    let closed = 0;
    for await (const page of taskPages({ table: this.table, pk, consistent: true, light: true }))
      for (const task of page) if (isFinished(task, now) && (await this.finish(task, now))) closed += 1;
    return closed;
  }

  /**
   * Ends every task of a shard that has an answer, as if its time were over, for a job that is being stopped: what was answered is kept. Tasks
   * nobody answered stay where they are.
   */
  async closeAnswered(jobKey: string, round: number, shard: number, now: number): Promise<void> {
    const pk = tableKeys.openTasks(jobKey, round, shard);
    for await (const page of taskPages({ table: this.table, pk, consistent: true, light: true }))
      for (let task of page) {
        // why: somebody may answer or take it in between; then it is looked at again as it has become.
        while (
          answers(task) > 0 &&
          !(await this.finish({ ...task, availableUntil: 0, workers: withoutLeases(task) }, now))
        ) {
          const fresh = await this.get(task.pk, task.sk);
          if (!fresh) break;
          task = fresh;
        }
      }
  }

  /** Tasks in the queue; eventually consistent. */
  async countOpen(jobKey: string, round: number, shards: number): Promise<number> {
    const counts = await Promise.all(
      Array.from({ length: shards }, (_, shard) => this.countPartition(tableKeys.openTasks(jobKey, round, shard))),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  private async countPartition(pk: string): Promise<number> {
    let count = 0;
    let from: Record<string, unknown> | undefined;
    do {
      const page = await dynamodb().send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          Select: 'COUNT',
          ExclusiveStartKey: from,
        }),
      );
      count += page.Count ?? 0;
      from = page.LastEvaluatedKey;
    } while (from);
    return count;
  }

  /** Pages of a shard; with a place, from there to the end and then from the beginning to there. */
  private async *around(pk: string, place: string | undefined, consistent: boolean): AsyncGenerator<TaskItem[]> {
    const pages = { table: this.table, pk, consistent, light: true, limit: PAGE };
    yield* taskPages({ ...pages, after: place });
    if (place !== undefined) yield* taskPages({ ...pages, until: place });
  }

  private async get(pk: string, sk: string): Promise<TaskItem | undefined> {
    const { Item } = await dynamodb().send(
      new GetCommand({ TableName: this.table, Key: { pk, sk }, ConsistentRead: true }),
    );
    return Item ? fromRecord(Item as TaskRecord) : undefined;
  }

  private async update(
    key: { pk: string; sk: string },
    update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ): Promise<TaskItem | undefined> {
    try {
      const { Attributes } = await dynamodb().send(
        new UpdateCommand({ TableName: this.table, Key: key, ...update, ReturnValues: 'ALL_NEW' }),
      );
      return fromRecord(Attributes as TaskRecord);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }
}

/** One at random; the one the worker comes from (and may just have given back) only when there is no other. */
function choose(tasks: TaskItem[], last: string, random: () => number): TaskItem | undefined {
  const others = tasks.filter(({ sk }) => sk !== last);
  const choice = others.length > 0 ? others : tasks;
  return choice[Math.floor(random() * Math.min(choice.length, CHOICE))];
}

const preferred = (tasks: TaskItem[], place: Place | undefined): TaskItem | undefined =>
  tasks.find(({ shard, sk }) => shard === place?.shard && sk === place.sk);

function takeOut(tasks: TaskItem[], task: TaskItem): TaskItem {
  tasks.splice(tasks.indexOf(task), 1);
  return task;
}

const placeOf = (task: TaskItem | undefined): Place | undefined =>
  task && { round: task.round, shard: task.shard, sk: task.sk };

/** The greatest text of this length below a sort key, where a query that is to begin with that key goes on from. */
const justBefore = (sk: string): string => sk.slice(0, -1) + String.fromCharCode(sk.charCodeAt(sk.length - 1) - 1);
