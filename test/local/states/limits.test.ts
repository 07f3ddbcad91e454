import { afterEach, describe, expect, test } from '@jest/globals';
import { limits } from '../../../local/states/limits';
import { bare, chain, detailsOf, invoke, pass } from './definitions';
import { openWorld, type World } from './harness';

let world: World;
afterEach(() => world.close());

const text = (bytes: number) => 'x'.repeat(bytes - 2);
const limit = limits.dataBytes;

describe('256 KiB', () => {
  test('of a state’s output', async () => {
    world = await openWorld();
    const state = pass({ Output: '{% $pad("", $states.input, "x") %}' });
    expect((await world.run(chain({ A: state }), limit - 2)).status).toBe('SUCCEEDED');
    const result = await world.run(chain({ A: state }), limit - 1);
    const cause =
      "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service limit.";
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded', cause });
    expect(result.history.at(-1)).toMatchObject({ type: 'ExecutionFailed', previousEventId: 2 });
  });

  test('of a task’s result, in bytes, and it can be caught', async () => {
    world = await openWorld({ functions: { f: (n: any) => 'ü'.repeat(n), g: () => text(limit + 1) } });
    expect((await world.run(chain({ A: bare('f') }), (limit - 2) / 2)).status).toBe('SUCCEEDED');
    const large = await world.run(chain({ A: bare('f') }), limit / 2);
    expect(large.cause).toBe(
      "The state/task 'arn:aws:lambda:eu-west-1:123456789012:function:f' returned a result with a size exceeding the maximum number of bytes service limit.",
    );
    const caught = await world.run(
      chain({ A: invoke('g', 1, { Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'B' }] }), B: pass() }),
    );
    expect(JSON.parse(caught.output).Cause).toBe(
      "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    );
    expect(detailsOf(caught.history[4])).toMatchObject({ error: 'States.DataLimitExceeded', resourceType: 'lambda' });
  });

  test('of an execution’s input and of a worker’s answer', async () => {
    world = await openWorld();
    const stateMachineArn = await world.machine(chain({ A: pass({ Output: 1 }) }));
    const start = (bytes: number) =>
      world.api('StartExecution', { stateMachineArn, input: JSON.stringify(text(bytes)) });
    await expect(start(limit)).resolves.toBeDefined();
    await expect(start(limit + 1)).rejects.toMatchObject({ code: 'ValidationException' });
    const output = JSON.stringify(text(limit + 1));
    await expect(world.api('SendTaskSuccess', { taskToken: 't', output })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  test('of a variable', async () => {
    world = await openWorld();
    const definition = chain({ A: pass({ Assign: { v: '{% $pad("", 280000, "x") %}' }, Output: 1 }) });
    expect(await world.run(definition)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

test('25,000 events', async () => {
  world = await openWorld();
  const definition = chain({
    A: pass(),
    C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'E' }], Default: 'A' },
    E: { Type: 'Succeed' },
  });
  const result = await world.run(definition, 0);
  expect(result).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: 'The execution reached the maximum number of history events (25000).',
  });
  expect(result.history).toHaveLength(25_000);
  expect(result.history.at(-1)).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
  expect(world.logs).toEqual([]);
});

test('a wait longer than a year', async () => {
  world = await openWorld();
  const result = await world.run(chain({ W: { Type: 'Wait', Timestamp: '2999-01-01T00:00:00Z' } }));
  expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  expect(result.cause).toMatch(/Wait state delay is too long\.$/);
});

test('a sleep longer than setTimeout holds does not end at once', async () => {
  world = await openWorld();
  const executionArn = await world.start(chain({ W: { Type: 'Wait', Seconds: 3_000_000 } }));
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  expect((await world.api('DescribeExecution', { executionArn })).status).toBe('RUNNING');
});
