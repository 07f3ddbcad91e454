import { afterEach, describe, expect, test } from '@jest/globals';
import type { LambdaFunction } from '../../../local/lambda/function';
import { SandboxPool } from '../../../local/lambda/pool';
import type { Sandbox, SandboxResult } from '../../../local/lambda/sandbox';

const fn = { name: 'work' } as LambdaFunction;
let pool: SandboxPool;
afterEach(() => pool.stop());

/** Sandboxes that answer with their number when they are told to. */
function poolOf(patienceMs: number) {
  const running: { number: number; end: () => void }[] = [];
  let made = 0;
  pool = new SandboxPool(
    () => {
      const number = ++made;
      const invoke = () =>
        new Promise<SandboxResult>((resolve) => {
          running.push({ number, end: () => resolve({ payload: String(number), billedMs: 1 }) });
        });
      return { fn, lastUsed: 0, dead: false, invoke, terminate: async () => undefined } as unknown as Sandbox;
    },
    { perFunction: 2, total: 10, idleMs: 30_000, patienceMs },
  );
  const settled = () => new Promise(setImmediate);
  return { running, settled, invoke: () => pool.invoke(fn, '{}', 'arn', 'id') };
}

describe('an invocation while its function is busy', () => {
  test('takes the sandbox that is free soon, rather than start another', async () => {
    const { running, invoke, settled } = poolOf(60_000);
    const answers = [invoke(), invoke()];
    await settled();
    expect(running.map(({ number }) => number)).toEqual([1]);
    running[0]!.end();
    await answers[0];
    await settled();
    expect(running.map(({ number }) => number)).toEqual([1, 1]);
    running[1]!.end();
    expect((await answers[1]!).payload).toBe('1');
  });

  test('gets another when it has waited long enough, up to as many as a function may have', async () => {
    const { running, invoke } = poolOf(1);
    const answers = [invoke(), invoke(), invoke()];
    while (running.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(running.map(({ number }) => number)).toEqual([1, 2]);
    running[1]!.end();
    expect((await answers[1]!).payload).toBe('2');
    while (running.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    for (const { end } of running) end();
    expect((await Promise.all(answers)).map(({ payload }) => payload)).toEqual(['1', '2', '2']);
  });
});

test('once the pool is stopped nothing is started any more: who waits and who comes is refused', async () => {
  const { running, invoke, settled } = poolOf(1);
  const first = invoke();
  const second = invoke();
  const refused = expect(second).rejects.toThrow('The embedded cloud is stopping.');
  await settled();
  await pool.stop();
  await refused;
  await expect(invoke()).rejects.toThrow('The embedded cloud is stopping.');
  running[0]!.end();
  await first;
  expect(running).toHaveLength(1);
});
