import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Retrier } from '../../../local/states/definition/types';
import { decideRetry, matchesError } from '../../../local/states/engine/retry';
import { bare, chain, inlineMap, invoke } from './definitions';
import { FunctionFailure, openWorld, virtualTimers } from './harness';

const retrier = fc.record({
  ErrorEquals: fc.constant<string[]>(['E']),
  IntervalSeconds: fc.integer({ min: 1, max: 50 }),
  MaxAttempts: fc.integer({ min: 0, max: 6 }),
  BackoffRate: fc.double({ min: 1, max: 4, noNaN: true }),
  MaxDelaySeconds: fc.option(fc.integer({ min: 51, max: 120 }), { nil: undefined }),
  JitterStrategy: fc.constantFrom('FULL' as const, 'NONE' as const),
});

describe('retrying', () => {
  test('delays grow by the rate up to the most, and jitter only shortens them', () => {
    fc.assert(
      fc.property(
        retrier,
        fc.integer({ min: 0, max: 8 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (rule, made, dice) => {
          const decision = decideRetry([rule], { error: 'E' }, [made], () => dice);
          if (made >= rule.MaxAttempts) return decision === undefined;
          const full = Math.min(
            rule.IntervalSeconds * rule.BackoffRate ** made,
            rule.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
          );
          const expected = rule.JitterStrategy === 'FULL' ? full * dice : full;
          return Math.abs(decision!.delaySeconds - expected) < 1e-9;
        },
      ),
    );
  });

  test('an execution makes just these attempts after just these waits', async () => {
    await fc.assert(
      fc.asyncProperty(retrier, fc.integer({ min: 0, max: 8 }), async (rule, failures) => {
        const { timers, sleeps } = virtualTimers();
        const f = (_: unknown, count: number) => {
          if (count <= failures) throw new FunctionFailure('E', 'again');
          return 'done';
        };
        const world = await openWorld({ timers, random: () => 0.5, functions: { f } });
        const result = await world.run(chain({ A: bare('f', { Retry: [rule] }) }));
        const attempts = Math.min(failures, rule.MaxAttempts) + 1;
        expect(world.invocations).toHaveLength(attempts);
        expect(result.status).toBe(failures < attempts ? 'SUCCEEDED' : 'FAILED');
        const expected = Array.from(
          { length: attempts - 1 },
          (_, made) => decideRetry([rule], { error: 'E' }, [made], () => 0.5)!.delaySeconds * 1000,
        );
        expect(sleeps.map(Math.round)).toEqual(expected.map(Math.round));
        await world.close();
      }),
      { numRuns: 15 },
    );
  });

  test('each retrier counts its own attempts', () => {
    const rules: Retrier[] = [
      { ErrorEquals: ['A'], MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 2 },
    ];
    expect(decideRetry(rules, { error: 'A' }, [1, 0], Math.random)).toBeUndefined();
    expect(decideRetry(rules, { error: 'B' }, [1, 1], Math.random)).toEqual({ retrier: 1, delaySeconds: 2 });
  });

  test('the retry count is in the context', async () => {
    const f = (event: any, count: number) => {
      if (count < 3) throw new FunctionFailure('E', 'again');
      return event;
    };
    const world = await openWorld({ timers: virtualTimers().timers, functions: { f } });
    const state = invoke('f', '{% $states.context.State.RetryCount %}', { Retry: [{ ErrorEquals: ['E'] }] });
    await world.run(chain({ A: state }));
    expect(world.invocations.map(({ event }) => event)).toEqual([0, 1, 2]);
    await world.close();
  });
});

test.each([
  [['States.ALL'], { error: 'Anything' }, true],
  [['States.ALL'], { error: undefined }, true],
  [['States.ALL'], { error: 'States.DataLimitExceeded' }, true],
  [['States.ALL'], { error: 'States.Runtime' }, false],
  [['States.TaskFailed'], { error: 'Mine' }, true],
  [['States.TaskFailed'], { error: 'States.Timeout' }, false],
  [['States.Timeout'], { error: 'States.Timeout', heartbeat: true }, true],
  [['States.HeartbeatTimeout'], { error: 'States.Timeout' }, false],
  [['States.HeartbeatTimeout'], { error: 'States.Timeout', heartbeat: true }, true],
  [['A', 'B'], { error: 'B' }, true],
  [['A'], { error: 'B' }, false],
])('%j takes %j: %s', (names, failure, expected) => {
  expect(matchesError(names, failure)).toBe(expected);
});

test('a Map gives its results in the items’ order, whatever ends first, and never runs more at a time than allowed', async () => {
  const items = fc.array(fc.record({ id: fc.integer(), turns: fc.integer({ min: 0, max: 20 }) }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 0, max: 5 }), async (list, MaxConcurrency) => {
      let running = 0;
      let most = 0;
      const work = async ({ id, turns }: any) => {
        running += 1;
        most = Math.max(most, running);
        for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
        running -= 1;
        return id;
      };
      const world = await openWorld({ functions: { work } });
      const result = await world.run(chain({ M: inlineMap({ T: bare('work') }, { MaxConcurrency }) }), list);
      expect(JSON.parse(result.output)).toEqual(list.map(({ id }) => id));
      expect(most).toBeLessThanOrEqual(MaxConcurrency || 40);
      await world.close();
    }),
    { numRuns: 25 },
  );
});
