import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callback, chain, distributedMap, inlineMap, invoke, parallel, pass } from './definitions';
import { FunctionFailure, openWorld, virtualTimers, type World, type WorldOptions } from './harness';

/** Something of everything: variables, retries, waits, branches, both maps, a token. */
const machine = chain(
  {
    Begin: pass({ Assign: { base: '{% $states.input.base %}' } }),
    First: invoke('first', '{% $base %}', { Retry: [{ ErrorEquals: ['Once'], MaxAttempts: 2 }] }),
    Both: parallel([
      { Left: invoke('left', '{% $states.input + $base %}') },
      { Pause: { Type: 'Wait', Seconds: 5 }, Right: pass({ Output: 'right' }) },
    ]),
    Each: inlineMap(
      { Item: invoke('item', '{% $states.input %}') },
      {
        Items: [1, 2, 3, 4],
        MaxConcurrency: 2,
        Assign: { items: '{% $states.result %}' },
        Output: '{% $states.input %}',
      },
    ),
    Many: distributedMap(
      { Child: invoke('child', '{% $states.input %}') },
      {
        Items: ['a', 'b', 'c'],
        MaxConcurrency: 2,
        Assign: { children: '{% $states.result %}' },
        Output: '{% $states.input %}',
      },
    ),
    Ask: callback('ask', { Output: '{% $states.result %}', TimeoutSeconds: 1000, HeartbeatSeconds: 500 }),
    Finish: pass({ Output: '{% {"answer": $states.input, "items": $items, "children": $children} %}' }),
  },
  { TimeoutSeconds: 100_000 },
);
const expected = { answer: 'yes', items: [10, 20, 30, 40], children: ['A', 'B', 'C'] };

function functions(tokens: Set<string>, onToken: (token: string) => void): WorldOptions['functions'] {
  return {
    first: (base, count) => {
      if (count === 1) throw new FunctionFailure('Once', 'try again');
      return base;
    },
    left: (value) => value,
    item: (value) => value * 10,
    child: (value) => value.toUpperCase(),
    ask: ({ token }) => {
      tokens.add(token);
      onToken(token);
      return null;
    },
  };
}

const send = (world: World, taskToken: string) => world.api('SendTaskSuccess', { taskToken, output: '"yes"' });

const lines = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1);

let first: World;
let executionArn: string;
const tokens = new Set<string>();
const folders: string[] = [];

/** Where a world keeps the execution. */
const journals = (folder: string) => {
  const list = join(folder, 'states', 'executions.jsonl');
  const executions = join(folder, 'states', 'executions', 'machine-1');
  const runs = join(folder, 'states', 'map-runs', 'machine-1');
  return {
    list,
    execution: join(executions, readdirSync(executions)[0]!),
    mapRun: existsSync(runs) ? join(runs, readdirSync(runs)[0]!) : undefined,
  };
};

beforeAll(async () => {
  first = await openWorld({
    timers: virtualTimers().timers,
    functions: functions(tokens, (token) => setImmediate(() => send(first, token))),
  });
  executionArn = await first.start(machine, { base: 7 });
  const end = await first.end(executionArn);
  expect(JSON.parse(end.output)).toEqual(expected);
  await first.close(true);
  folders.push(first.folder);
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The world as a crash leaves it: so many lines of each journal, and half of the next. */
function crashed(executionLines: number, mapRunLines?: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'states-'));
  folders.push(folder);
  cpSync(first.folder, folder, { recursive: true });
  const { list, execution, mapRun } = journals(folder);
  writeFileSync(list, `${lines(list)[0]}\n`);
  cut(execution, executionLines);
  if (mapRun && mapRunLines !== undefined) cut(mapRun, mapRunLines);
  return folder;
}

function cut(path: string, count: number): void {
  const all = lines(path);
  const torn = all[count]?.slice(0, Math.ceil(all[count]!.length / 2)) ?? '';
  writeFileSync(path, `${all.slice(0, count).join('\n')}\n${torn}`);
}

async function finishAgain(folder: string) {
  const again: World = await openWorld({
    folder,
    timers: virtualTimers().timers,
    functions: functions(new Set(), (token) => setImmediate(() => send(again, token).catch(() => undefined))),
  });
  // A token given out before the crash is as good as ever; when its task has ended or not begun it is refused.
  for (const token of tokens) await send(again, token).catch((error) => expect(error.code).toBe('TaskTimedOut'));
  const end = await again.end(executionArn);
  const history = await again.history(executionArn);
  await again.close(true);
  return { end, history, invocations: again.invocations, logs: again.logs };
}

/** Functions whose task's success is in the kept part of the journal. */
function doneBefore(folder: string): (string | undefined)[] {
  const names: Record<string, string | undefined> = { First: 'first', Left: 'left', Item: 'item', Ask: 'ask' };
  const events = lines(journals(folder).execution).flatMap((line, index, all) => {
    if (index === all.length - 1 && !line.endsWith('}')) return [];
    try {
      return JSON.parse(line).events ?? [];
    } catch {
      return [];
    }
  });
  const exited = events
    .filter(({ type }: any) => type === 'TaskStateExited')
    .map(({ details }: any) => names[details.name]);
  return exited.filter((name: string | undefined) => name !== 'item');
}

describe('kill -9 and go on', () => {
  test('at every line of the execution’s journal', async () => {
    const count = lines(journals(first.folder).execution).length;
    expect(count).toBeGreaterThan(30);
    for (let kept = 1; kept < count; kept += 1) {
      const folder = crashed(kept);
      const before = doneBefore(folder);
      const { end, history, invocations, logs } = await finishAgain(folder);
      const place = `after line ${kept} of ${count}`;
      expect([place, end.status, JSON.parse(end.output ?? 'null')]).toEqual([place, 'SUCCEEDED', expected]);
      expect([place, history.map(({ id }) => id)]).toEqual([place, history.map((_, index) => index + 1)]);
      expect(logs.filter((line) => !line.includes('go on'))).toEqual([]);
      // What had succeeded is not done again.
      expect([place, invocations.filter(({ name }) => before.includes(name))]).toEqual([place, []]);
    }
  });

  test('at every line of a map run’s journal', async () => {
    const paths = journals(first.folder);
    const all = lines(paths.execution);
    const started = all.findIndex((line) => line.includes('"MapRunStarted"')) + 1;
    const count = lines(paths.mapRun!).length;
    const children = ['A', 'B', 'C'];
    for (let kept = 1; kept <= count; kept += 1) {
      const folder = crashed(started, kept);
      const finished = lines(paths.mapRun!)
        .slice(0, kept)
        .filter((line) => line.includes('"end"')).length;
      const { end, invocations } = await finishAgain(folder);
      expect([kept, JSON.parse(end.output)]).toEqual([kept, expected]);
      const again = invocations.filter(({ name }) => name === 'child').length;
      expect([kept, again]).toEqual([kept, expect.any(Number)]);
      expect(again).toBeLessThanOrEqual(children.length - finished);
    }
  });

  test('a call under way is made again as the same attempt, and says so only once in the history', async () => {
    let release: (value: unknown) => void = () => {};
    const slow = () => new Promise((resolve) => (release = resolve));
    const world = await openWorld({ functions: { slow } });
    const arn = await world.start(chain({ A: invoke('slow') }), {});
    while (world.invocations.length === 0) await new Promise(setImmediate);
    world.kill();
    release('lost');
    const again = await openWorld({ folder: world.folder, functions: { slow: () => 'second' } });
    const end = await again.end(arn);
    expect(end.output).toBe('"second"');
    expect((await again.history(arn)).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    await again.close();
  });

  test('a wait ends at the moment it was to end, not later', async () => {
    const before = virtualTimers();
    const world = await openWorld({ timers: { ...before.timers, at: () => () => {} } });
    const arn = await world.start(chain({ W: { Type: 'Wait', Seconds: 100 } }));
    while (!(await world.history(arn)).some(({ type }) => type === 'WaitStateEntered')) await new Promise(setImmediate);
    world.kill();
    const after = virtualTimers(1_700_000_000_000 + 60_000);
    const again = await openWorld({ folder: world.folder, timers: after.timers });
    await again.end(arn);
    expect(after.sleeps).toEqual([40_000]);
    await again.close();
  });

  test('finished executions are not in memory but can be described', async () => {
    const world = await openWorld();
    const { executionArn: arn } = await world.run(chain({ A: pass({ Output: 5 }) }));
    expect(world.states.engine.running.size).toBe(0);
    await world.close(true);
    const again = await openWorld({ folder: world.folder });
    expect(again.states.engine.running.size).toBe(0);
    expect((await again.api('DescribeExecution', { executionArn: arn })).output).toBe('5');
    await again.close();
  });
});
