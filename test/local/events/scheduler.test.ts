import { afterEach, describe, expect, test } from '@jest/globals';
import type { CloudContext } from '../../../local/contract';
import type { Rule } from '../../../local/events/rules';
import { Scheduler } from '../../../local/events/scheduler';
import { loneContext } from '../support/context';

const period = 40;
/** A rate of forty milliseconds: real expressions start at a minute. */
const rule: Rule = {
  name: 'sweep',
  bus: 'default',
  arn: 'arn:aws:events:us-east-1:111122223333:rule/sweep',
  schedule: 'rate(1 minute)',
  enabled: true,
  targets: [],
  next: (after) => after + period,
};

describe('Scheduler', () => {
  const open: Scheduler[] = [];
  afterEach(() => {
    for (const scheduler of open.splice(0)) scheduler.close();
  });

  function schedulerOn(context: CloudContext) {
    const runs: number[] = [];
    const listeners: (() => void)[] = [];
    const scheduler = new Scheduler(context, async (_, at) => {
      runs.push(at);
      for (const listener of listeners.splice(0)) listener();
    });
    open.push(scheduler);
    // why: the scheduler's own timers do not keep the process alive, so the wait must.
    const ran = () =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('the schedule did not run')), 5_000);
        listeners.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    return { scheduler, runs, ran };
  }

  test('the first run comes one period after the start, and more follow', async () => {
    const context = loneContext();
    const { scheduler, runs, ran } = schedulerOn(context);
    const started = Date.now();
    scheduler.start([rule]);
    await ran();
    await ran();
    expect(runs[0]!).toBeGreaterThanOrEqual(started + period);
    expect(runs[1]!).toBeGreaterThanOrEqual(runs[0]! + period);
  });

  test('what was due while the cloud was down runs at once, and only once', async () => {
    let now = 1_000_000;
    const context = loneContext({ now: () => now });
    const minutely = { ...rule, next: (after: number) => after + 60_000 };
    const first = schedulerOn(context);
    first.scheduler.start([minutely]);
    first.scheduler.close();
    now += 600_000;
    const second = schedulerOn(context);
    second.scheduler.start([minutely]);
    await second.ran();
    expect(second.runs).toEqual([1_600_000]);
  });

  test('a disabled rule does not run; one that is enabled does', async () => {
    const context = loneContext();
    const { scheduler, runs, ran } = schedulerOn(context);
    scheduler.start([
      { ...rule, enabled: false },
      { ...rule, arn: `${rule.arn}-2` },
    ]);
    await ran();
    expect(runs).toHaveLength(1);
  });
});
