import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  answers,
  decline,
  declines,
  endOf,
  expire,
  isFinished,
  isFull,
  liveLeases,
  newTask,
  release,
  submit,
  type TaskItem,
  type Transition,
  take,
  timeSpent,
} from '../../../core/workforce/task';

const LIMIT = 1000;
const identity = { identityProviderType: 'Cognito' as const, issuer: 'https://issuer', sub: 'sub' };
const answer = (text: string) => ({ answer: { content: text }, identity });

const fresh = (needed = 2, availableUntil = 100_000): TaskItem =>
  newTask({ jobKey: 'job', round: 1, shard: 0, id: 7, needed, input: { content: '{}' }, openedAt: 0, availableUntil });

const done = (transition: Transition): TaskItem => {
  if (!transition.ok) throw new Error(`refused: ${transition.refusal}`);
  return transition.task;
};
const refusal = (transition: Transition) => (transition.ok ? undefined : transition.refusal);

describe('keys', () => {
  test('a task lies in its shard of the round, in order of its number', () => {
    expect(fresh()).toMatchObject({ pk: 'OPEN#job#00001#0', sk: '500#000000007', version: 0, workers: {} });
    expect(newTask({ ...fresh(), order: 3 }).sk).toBe('003#000000007');
  });
});

describe('taking', () => {
  test('gives as many slots as answers are needed, and no more', () => {
    const one = done(take(fresh(), 'a', 0, LIMIT, 'n1'));
    const two = done(take(one, 'b', 0, LIMIT, 'n2'));
    expect(refusal(take(two, 'c', 0, LIMIT, 'n3'))).toBe('TaskClosed');
    expect(two.version).toBe(2);
  });

  test('gives a worker who holds it the same lease again', () => {
    const one = done(take(fresh(), 'a', 0, LIMIT, 'n1'));
    expect(take(one, 'a', 5, LIMIT, 'n2')).toEqual({ ok: true, task: one, repeated: true });
  });

  test('gives the slot of a lease that ran out to somebody else', () => {
    const one = done(take(fresh(1), 'a', 0, LIMIT, 'n1'));
    expect(refusal(take(one, 'b', LIMIT - 1, LIMIT, 'n2'))).toBe('TaskClosed');
    const two = done(take(one, 'b', LIMIT, LIMIT, 'n2'));
    expect(Object.keys(two.workers)).toEqual(['b']);
  });

  test('no lease outlasts the time the task is available', () => {
    const one = done(take(fresh(1, 400), 'a', 0, LIMIT, 'n1'));
    expect(one.workers.a).toMatchObject({ expiresAt: 400 });
    expect(refusal(take(fresh(1, 400), 'a', 400, LIMIT, 'n1'))).toBe('TaskClosed');
  });

  test('who answered or declined never gets it again', () => {
    const taken = done(take(fresh(), 'a', 0, LIMIT, 'n1'));
    const answered = done(submit(taken, 'a', 'n1', 1, answer('1')));
    const declined = done(decline(taken, 'a', 'n1', 1));
    expect(refusal(take(answered, 'a', 2, LIMIT, 'n2'))).toBe('AlreadySeen');
    expect(refusal(take(declined, 'a', 2, LIMIT, 'n2'))).toBe('AlreadySeen');
  });
});

describe('submitting', () => {
  const taken = done(take(fresh(), 'a', 100, LIMIT, 'n1'));

  test('keeps the answer, who gave it, and how long it took without pauses', () => {
    const task = done(submit(taken, 'a', 'n1', 700, { ...answer('{"x":1}'), pausedSeconds: 0.25 }));
    expect(task.workers.a).toEqual({
      state: 'answered',
      nonce: 'n1',
      acceptedAt: 100,
      submittedAt: 700,
      timeSpentSeconds: 0.35,
      answer: { content: '{"x":1}' },
      identity,
    });
  });

  test('the same lease twice counts once', () => {
    const once = done(submit(taken, 'a', 'n1', 200, answer('1')));
    expect(submit(once, 'a', 'n1', 300, answer('2'))).toEqual({ ok: true, task: once, repeated: true });
  });

  test.each([
    ['after the lease', () => submit(taken, 'a', 'n1', 100 + LIMIT, answer('1')), 'LeaseExpired'],
    ['under a lease that was never given', () => submit(taken, 'a', 'nx', 200, answer('1')), 'LeaseExpired'],
    ['under another worker’s lease', () => submit(taken, 'b', 'n1', 200, answer('1')), 'NotYours'],
    ['to a closed task', () => submit({ ...taken, closed: 'expired' }, 'a', 'n1', 200, answer('1')), 'TaskClosed'],
    [
      'after giving it back',
      () => submit(done(release(taken, 'a', 'n1', 150)), 'a', 'n1', 200, answer('1')),
      'LeaseExpired',
    ],
    [
      'after declining',
      () => submit(done(decline(taken, 'a', 'n1', 150)), 'a', 'n1', 200, answer('1')),
      'LeaseExpired',
    ],
  ])('%s is refused', (_, transition, code) => {
    expect(refusal(transition())).toBe(code);
  });

  test.each([
    [0, 1000, undefined, 1],
    [0, 1000, 0.4, 0.6],
    [0, 1000, 5, 0],
    [0, 1000, -5, 1],
    [0, 1000, Number.NaN, 1],
    [500, 400, 0, 0],
  ])('from %d to %d with %p s of pauses is %d s', (from, to, paused, expected) => {
    expect(timeSpent(from, to, paused)).toBe(expected);
  });
});

describe('the end', () => {
  test('enough answers', () => {
    const taken = done(take(fresh(1), 'a', 0, LIMIT, 'n1'));
    expect(endOf(taken, 1)).toBeUndefined();
    const task = done(submit(taken, 'a', 'n1', 1, answer('1')));
    expect([isFull(task), endOf(task, 1)]).toEqual([true, 'answered']);
  });

  test('as many declines as answers were needed', () => {
    let task = fresh(2);
    for (const worker of ['a', 'b']) {
      expect(isFinished(task, 0)).toBe(false);
      task = done(decline(done(take(task, worker, 0, LIMIT, worker)), worker, worker, 0));
    }
    expect(endOf(task, 0)).toBe('declined');
    expect(refusal(take(task, 'c', 0, LIMIT, 'c'))).toBe('TaskClosed');
  });

  test('waits for a worker who is at it', () => {
    let task = done(take(fresh(3), 'c', 0, LIMIT, 'c'));
    for (const worker of ['a', 'b', 'd'])
      task = done(decline(done(take(task, worker, 0, LIMIT, worker)), worker, worker, 0));
    expect(endOf(task, 1)).toBeUndefined();
    expect(endOf(done(submit(task, 'c', 'c', 1, answer('1'))), 1)).toBe('declined');
    expect(endOf(task, LIMIT)).toBe('declined');
  });

  test('the time it was available for', () => {
    expect(endOf(fresh(1, 500), 499)).toBeUndefined();
    expect(endOf(fresh(1, 500), 500)).toBe('expired');
  });

  test('leases that ran out are cleared away, nothing else', () => {
    const taken = done(take(done(take(fresh(3), 'a', 0, 10, 'a')), 'b', 0, LIMIT, 'b'));
    expect(Object.keys(expire(taken, 10).workers)).toEqual(['b']);
    expect(expire(taken, 9)).toBe(taken);
  });
});

type Action = { worker: number; what: 'take' | 'submit' | 'resubmit' | 'release' | 'decline'; wait: number };

const action = fc.record<Action>({
  worker: fc.integer({ min: 0, max: 5 }),
  what: fc.constantFrom('take', 'submit', 'resubmit', 'release', 'decline'),
  wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 700 })),
});

describe('any interleaving of workers', () => {
  test('never has more answers and leases than needed, counts nobody twice, loses no answer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(action, { maxLength: 60 }), (needed, actions) => {
        let task = fresh(needed, 20_000);
        let now = 0;
        let nonces = 0;
        const held = new Map<string, { nonce: string; until: number }>();
        const accepted = new Map<string, string>();
        const declined = new Set<string>();
        for (const { worker, what, wait } of actions) {
          now += wait;
          const id = `w${worker}`;
          const lease = held.get(id);
          const before = task;
          if (what === 'take') {
            const result = take(task, id, now, LIMIT, `n${nonces++}`);
            if (!result.ok) {
              // Refused only for a reason: seen before, out of time, or nothing free.
              const isFree = answers(task) + liveLeases(task, now) < needed && declines(task) < needed;
              expect(accepted.has(id) || declined.has(id) || now >= 20_000 || !isFree).toBe(true);
              continue;
            }
            expect(accepted.has(id) || declined.has(id)).toBe(false);
            task = result.task;
            const state = task.workers[id]!;
            if (state.state !== 'leased') throw new Error('took no lease');
            held.set(id, { nonce: state.nonce, until: state.expiresAt });
          } else if (lease) {
            const text = `${id}@${now}`;
            const result =
              what === 'release'
                ? release(task, id, lease.nonce, now)
                : what === 'decline'
                  ? decline(task, id, lease.nonce, now)
                  : submit(task, id, lease.nonce, now, answer(text));
            if (!result.ok) continue;
            task = result.task;
            if (what === 'release') held.delete(id);
            else if (what === 'decline') {
              held.delete(id);
              declined.add(id);
            } else if (!result.repeated) {
              expect(now).toBeLessThan(lease.until);
              expect(accepted.has(id)).toBe(false);
              accepted.set(id, text);
            }
          }
          if (task !== before) expect(task.version).toBe(before.version + 1);
          expect(answers(task) + liveLeases(task, now)).toBeLessThanOrEqual(needed);
          const stored = Object.entries(task.workers).flatMap(([worker, state]) =>
            state.state === 'answered' && 'content' in state.answer ? [[worker, state.answer.content]] : [],
          );
          expect(new Map(stored as [string, string][])).toEqual(accepted);
          if (isFull(task)) expect(endOf(task, now)).toBe('answered');
        }
      }),
      { numRuns: 500 },
    );
  });
});
