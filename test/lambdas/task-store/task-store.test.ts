import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Lease } from '../../../core/workforce/lease-id';
import { decline, type LeasedState, newTask, release, type TaskItem } from '../../../core/workforce/task';
import { dynamodb } from '../../../lambdas/_shared/clients';
import { type TakeOptions, TaskStore } from '../../../lambdas/_shared/task-store';
import { openTable, TABLE } from './table';

const LIMIT = 60_000;
const identity = { identityProviderType: 'Cognito' as const, issuer: 'https://issuer', sub: 'sub' };
const answerOf = (content: string) => ({ answer: { content }, identity });

let table: { close(): Promise<void> };
let jobs = 0;
let nonces = 0;
const store = new TaskStore(TABLE);

beforeAll(async () => {
  table = await openTable();
});
afterAll(async () => {
  dynamodb().destroy();
  await table.close();
});

const newJob = () => `job-${++jobs}`;

async function open(jobKey: string, count: number, { needed = 1, shards = 1, availableUntil = 1e12 } = {}) {
  for (let id = 0; id < count; id += 1) {
    const shard = id % shards;
    const input = { content: JSON.stringify({ taskObject: `text ${id}` }) };
    await store.openTask(newTask({ jobKey, round: 1, shard, id, needed, input, openedAt: 0, availableUntil }));
  }
}

const takeAs = (jobKey: string, workerId: string, more: Partial<TakeOptions> = {}, shards = 1) =>
  store.takeNext(
    { jobKey, round: 1, shards },
    {
      workerId,
      now: 1000,
      timeLimitMs: LIMIT,
      nonce: () => `nonce-${String(++nonces).padStart(16, '0')}`,
      from: { shard: 0, sk: '500#000000000' },
      random: () => 0,
      ...more,
    },
  );

function leaseOf(task: TaskItem, workerId: string): Lease {
  const { nonce, acceptedAt } = task.workers[workerId] as LeasedState;
  const { jobKey, round, shard, sk } = task;
  return { jobKey, round, shard, sk, acceptedAt, nonce };
}

const doneIds = async (jobKey: string, shards = 1) => {
  const ids: number[] = [];
  for (let shard = 0; shard < shards; shard += 1)
    for await (const task of store.listDone(jobKey, 1, shard)) ids.push(task.id);
  return ids.sort((a, b) => a - b);
};

describe('opening', () => {
  test('the same task twice is one task, and keeps what happened to it', async () => {
    const jobKey = newJob();
    await open(jobKey, 1);
    const { task } = await takeAs(jobKey, 'a');
    await open(jobKey, 1);
    expect((await store.find(task!))?.workers.a?.state).toBe('leased');
    expect(await store.countOpen(jobKey, 1, 1)).toBe(1);
  });

  test('a finished task is not opened again', async () => {
    const jobKey = newJob();
    await open(jobKey, 1);
    const { task } = await takeAs(jobKey, 'a');
    const result = await store.submit(leaseOf(task!, 'a'), 'a', 2000, answerOf('{"n":1}'));
    if (result.status === 'refused') throw new Error(result.refusal);
    expect(await store.finish(result.task, 2000)).toBe(true);
    await open(jobKey, 1);
    expect(await store.countOpen(jobKey, 1, 1)).toBe(0);
    expect(await store.isRoundOver(jobKey, 1, 1)).toBe(true);
  });
});

describe('taking', () => {
  test('gives the whole task with its input and walks on from the worker’s place', async () => {
    const jobKey = newJob();
    await open(jobKey, 30);
    const { task, sawOpen } = await takeAs(jobKey, 'a', { from: { shard: 0, sk: '500#000000012' } });
    expect(task).toMatchObject({ id: 13, input: { content: '{"taskObject":"text 13"}' }, version: 1 });
    expect(sawOpen).toBe(true);
  });

  test('goes around the queue, page by page and shard by shard, to the last task there is', async () => {
    const jobKey = newJob();
    await open(jobKey, 70, { shards: 3 });
    const seen = new Set<number>();
    for (let i = 0; i < 70; i += 1) {
      const { task } = await takeAs(jobKey, 'a', { from: { shard: 1, sk: '500#000000040' }, random: () => 0.99 }, 3);
      seen.add(task!.id);
      const result = await store.submit(leaseOf(task!, 'a'), 'a', 2000, answerOf('1'));
      if (result.status === 'accepted') await store.finish(result.task, 2000);
    }
    expect(seen.size).toBe(70);
    expect(await takeAs(jobKey, 'a', { consistent: true }, 3)).toEqual({ sawOpen: false, finished: 0 });
  });

  test('gives the preferred task while it is free, wherever the worker is, and names one that may come after', async () => {
    const jobKey = newJob();
    await open(jobKey, 40, { shards: 2 });
    const from = { shard: 1, sk: '500#000000031' };
    const prefer = { round: 1, shard: 0, sk: '500#000000010' };
    const first = await takeAs(jobKey, 'a', { from, prefer }, 2);
    expect([first.task!.id, first.upcoming]).toEqual([10, { round: 1, shard: 0, sk: '500#000000012' }]);
    expect((await store.find({ jobKey, ...first.upcoming! }))?.workers).toEqual({});
    const second = await takeAs(jobKey, 'b', { from, prefer }, 2);
    expect(second.task!.id).not.toBe(10);
    const elsewhere = await takeAs(jobKey, 'c', { from, prefer: { ...prefer, round: 2 } }, 2);
    expect(elsewhere.task!.id).toBe(33);
  });

  test('names no upcoming task when there is none', async () => {
    const jobKey = newJob();
    await open(jobKey, 1);
    expect((await takeAs(jobKey, 'a')).upcoming).toBeUndefined();
  });

  test('tells apart nothing for this worker and nothing at all', async () => {
    const jobKey = newJob();
    await open(jobKey, 1);
    await takeAs(jobKey, 'a');
    expect(await takeAs(jobKey, 'b')).toEqual({ sawOpen: true, finished: 0 });
  });

  test('gives a worker who lost their page the lease they hold', async () => {
    const jobKey = newJob();
    await open(jobKey, 1);
    const first = await takeAs(jobKey, 'a');
    const second = await takeAs(jobKey, 'a', { now: 5000 });
    expect(second.task).toEqual(first.task);
  });

  test('moves what a crash left complete in the queue', async () => {
    const jobKey = newJob();
    await open(jobKey, 1);
    const { task } = await takeAs(jobKey, 'a');
    await store.submit(leaseOf(task!, 'a'), 'a', 2000, answerOf('{"n":1}'));
    expect(await store.isRoundOver(jobKey, 1, 1)).toBe(false);
    expect(await takeAs(jobKey, 'b', { consistent: true })).toEqual({ sawOpen: false, finished: 1 });
    expect(await doneIds(jobKey)).toEqual([0]);
    expect(await store.isRoundOver(jobKey, 1, 1)).toBe(true);
  });
});

describe('submitting', () => {
  test('keeps the answer and moves on to DONE with everything in it', async () => {
    const jobKey = newJob();
    await open(jobKey, 1);
    const { task } = await takeAs(jobKey, 'a');
    const result = await store.submit(leaseOf(task!, 'a'), 'a', 3500, answerOf('{"n":1}'));
    if (result.status === 'refused') throw new Error(result.refusal);
    await store.finish(result.task, 3500);
    const [done] = [await store.find(task!)];
    expect(done).toMatchObject({
      pk: `DONE#${jobKey}#00001#0`,
      sk: '000000000',
      input: { content: '{"taskObject":"text 0"}' },
      workers: { a: { state: 'answered', timeSpentSeconds: 2.5, answer: { content: '{"n":1}' }, identity } },
    });
  });

  test('the same lease again is accepted already, before and after the task left the queue, whatever it says', async () => {
    const jobKey = newJob();
    await open(jobKey, 1);
    const { task } = await takeAs(jobKey, 'a');
    const lease = leaseOf(task!, 'a');
    const first = await store.submit(lease, 'a', 2000, answerOf('1'));
    expect((await store.submit(lease, 'a', 2100, answerOf('2'))).status).toBe('already-accepted');
    if (first.status === 'accepted') await store.finish(first.task, 2000);
    expect((await store.submit(lease, 'a', 1e9, answerOf('3'))).status).toBe('already-accepted');
    expect((await store.find(task!))?.workers.a).toMatchObject({ answer: { content: '1' } });
  });

  test.each<[string, (lease: Lease) => [Lease, string, number], string]>([
    ['late', (lease) => [lease, 'a', 1000 + LIMIT], 'LeaseExpired'],
    ['another worker', (lease) => [lease, 'b', 2000], 'NotYours'],
    ['a guessed nonce', (lease) => [{ ...lease, nonce: 'guess' }, 'a', 2000], 'LeaseExpired'],
    ['a changed time', (lease) => [{ ...lease, acceptedAt: 1 }, 'a', 2000], 'LeaseExpired'],
    ['a task that is not there', (lease) => [{ ...lease, sk: '500#000000099' }, 'a', 2000], 'TaskClosed'],
  ])('%s is refused and changes nothing', async (_, change, refusal) => {
    const jobKey = newJob();
    await open(jobKey, 1, { needed: 2 });
    const { task } = await takeAs(jobKey, 'a');
    const [lease, worker, now] = change(leaseOf(task!, 'a'));
    expect(await store.submit(lease, worker, now, answerOf('1'))).toEqual({ status: 'refused', refusal });
    expect(await store.find(task!)).toEqual(task);
  });

  test('two workers on one object never make each other fail', async () => {
    const jobKey = newJob();
    await open(jobKey, 1, { needed: 9 });
    const workers = [...'abcdefghi'];
    const leases = [];
    for (const worker of workers) leases.push(leaseOf((await takeAs(jobKey, worker)).task!, worker));
    const results = await Promise.all(
      leases.map((lease, i) => store.submit(lease, workers[i]!, 2000, answerOf(String(i)))),
    );
    expect(results.map(({ status }) => status)).toEqual(workers.map(() => 'accepted'));
    const full = (await store.find(leases[0]!))!;
    expect(Object.keys(full.workers).sort()).toEqual(workers);
    expect(full.version).toBe(18);
  });
});

describe('giving back', () => {
  test('release frees the slot, decline shuts the worker out', async () => {
    const jobKey = newJob();
    await open(jobKey, 1);
    const first = leaseOf((await takeAs(jobKey, 'a')).task!, 'a');
    await store.apply(first, (task) => release(task, 'a', first.nonce, 2000));
    const second = leaseOf((await takeAs(jobKey, 'a')).task!, 'a');
    const declined = await store.apply(second, (task) => decline(task, 'a', second.nonce, 2000));
    expect(declined).toMatchObject({ ok: true, task: { workers: { a: { state: 'declined', at: 2000 } } } });
    if (declined.ok) expect(await store.finish(declined.task, 2000)).toBe(true);
    expect(await store.find(first)).toMatchObject({ closed: 'declined', pk: `DONE#${jobKey}#00001#0` });
  });
});

describe('closing', () => {
  test('what is out of time goes with the answers it has, what is not stays', async () => {
    const jobKey = newJob();
    await open(jobKey, 2, { needed: 2, availableUntil: 10_000 });
    const lease = leaseOf((await takeAs(jobKey, 'a')).task!, 'a');
    await store.submit(lease, 'a', 2000, answerOf('1'));
    expect(await store.closeExpired(jobKey, 1, 0, 9_999)).toBe(0);
    expect(await store.closeExpired(jobKey, 1, 0, 10_000)).toBe(2);
    expect(await doneIds(jobKey)).toEqual([0, 1]);
    expect(await store.find(lease)).toMatchObject({ closed: 'expired', workers: { a: { answer: { content: '1' } } } });
    expect(await store.closeExpired(jobKey, 1, 0, 10_000)).toBe(0);
  });

  test('a task closed but not moved yet is moved by the next sweep, and takes no answer meanwhile', async () => {
    const jobKey = newJob();
    await open(jobKey, 1, { availableUntil: 10_000 });
    const { task } = await takeAs(jobKey, 'a');
    await store.commit(task!, { ...task!, closed: 'expired', version: task!.version + 1 });
    expect(await store.submit(leaseOf(task!, 'a'), 'a', 2000, answerOf('1'))).toEqual({
      status: 'refused',
      refusal: 'TaskClosed',
    });
    expect(await store.closeExpired(jobKey, 1, 0, 10_000)).toBe(1);
    expect(await doneIds(jobKey)).toEqual([0]);
  });

  test('a write worked out on an older version does not happen', async () => {
    const jobKey = newJob();
    await open(jobKey, 1, { needed: 2 });
    const { task } = await takeAs(jobKey, 'a');
    await takeAs(jobKey, 'b');
    expect(await store.commit(task!, { ...task!, closed: 'expired', version: task!.version + 1 })).toBeUndefined();
  });
});

describe('a crowd', () => {
  test('twenty workers at once: every object gets its answers, each from another worker, and none is lost', async () => {
    const jobKey = newJob();
    const [objects, needed, shards] = [60, 3, 2];
    await open(jobKey, objects, { needed, shards });
    const accepted: string[] = [];
    const work = async (workerId: string, seed: number) => {
      let state = seed;
      const random = () => {
        state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
        return state / 2 ** 31;
      };
      let from = { shard: seed % shards, sk: `500#${String(seed * 3).padStart(9, '0')}` };
      for (;;) {
        const { task, sawOpen } = await takeAs(jobKey, workerId, { from, random, consistent: true }, shards);
        if (!task) {
          // Others hold what is left; when they are through there is nothing, or something for this worker.
          if (!sawOpen || (await nothingFor(jobKey, workerId, shards))) return;
          continue;
        }
        const lease = leaseOf(task, workerId);
        const result = await store.submit(lease, workerId, 2000, answerOf(JSON.stringify(workerId)));
        if (result.status === 'accepted') {
          accepted.push(`${task.id}/${workerId}`);
          await store.finish(result.task, 2000);
        }
        from = lease;
      }
    };
    await Promise.all(Array.from({ length: 20 }, (_, i) => work(`w${i}`, i)));
    expect(accepted).toHaveLength(objects * needed);
    expect(new Set(accepted).size).toBe(objects * needed);
    const stored: string[] = [];
    for (let shard = 0; shard < shards; shard += 1)
      for await (const task of store.listDone(jobKey, 1, shard)) {
        expect(Object.keys(task.workers)).toHaveLength(needed);
        for (const workerId of Object.keys(task.workers)) stored.push(`${task.id}/${workerId}`);
      }
    expect(stored.sort()).toEqual(accepted.sort());
    expect(await store.isRoundOver(jobKey, 1, shards)).toBe(true);
  });
});

/** Whether this worker has answered everything that is still open. */
async function nothingFor(jobKey: string, workerId: string, shards: number): Promise<boolean> {
  const { task } = await takeAs(jobKey, workerId, { consistent: true }, shards);
  if (!task) return true;
  const lease = leaseOf(task, workerId);
  await store.apply(lease, (current) => release(current, workerId, lease.nonce, 2000));
  return false;
}
