import { describe, expect, test } from '@jest/globals';
import { compileSchedule } from '../../../local/events/schedule';

const at = (text: string) => Date.parse(text);
const next = (expression: string, after: string) => {
  const due = compileSchedule(expression)(at(after), at(after));
  return due === undefined ? undefined : new Date(due).toISOString().slice(0, 16);
};

describe('schedule expressions', () => {
  test('a rate first runs one period after its start, then every period', () => {
    const schedule = compileSchedule('rate(5 minutes)');
    const start = at('2026-11-22T10:00:30Z');
    expect(schedule(start, start)).toBe(start + 300_000);
    expect(schedule(start + 300_000, start)).toBe(start + 600_000);
    expect(schedule(start + 950_000, start)).toBe(start + 1_200_000);
  });

  test.each([
    ['cron(0 10 * * ? *)', '2026-11-22T10:00:00Z', '2026-11-23T10:00'],
    ['cron(15 12 * * ? *)', '2026-11-22T12:14:59Z', '2026-11-22T12:15'],
    ['cron(0/15 * * * ? *)', '2026-11-22T23:46:00Z', '2026-11-23T00:00'],
    ['cron(0 18 ? * MON-FRI *)', '2026-11-21T00:00:00Z', '2026-11-23T18:00'],
    ['cron(0 8 1 * ? *)', '2026-11-22T00:00:00Z', '2026-12-01T08:00'],
    ['cron(0 0 L * ? *)', '2027-02-01T00:00:00Z', '2027-02-28T00:00'],
    ['cron(0 9 15W * ? *)', '2026-11-01T00:00:00Z', '2026-11-16T09:00'],
    ['cron(0 9 ? * 2#1 *)', '2026-11-22T00:00:00Z', '2026-12-07T09:00'],
    ['cron(0 9 ? * 6L *)', '2026-11-01T00:00:00Z', '2026-11-27T09:00'],
    ['cron(0 0 29 2 ? *)', '2026-03-01T00:00:00Z', '2028-02-29T00:00'],
    ['cron(30 6 1 JAN ? 2030)', '2026-11-22T00:00:00Z', '2030-01-01T06:30'],
    ['cron(0 0 1 1 ? 2020)', '2026-11-22T00:00:00Z', undefined],
    ['at(2030-05-05T05:05:00)', '2026-11-22T00:00:00Z', '2030-05-05T05:05'],
    ['at(2020-05-05T05:05:00)', '2026-11-22T00:00:00Z', undefined],
  ])('%s after %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  test.each([
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 minutes)',
    'cron(0 10 * * * *)',
    'cron(0 10 ? * ? *)',
    'cron(61 10 * * ? *)',
    'cron(0 10 * * ?)',
    'every day',
  ])('refuses %s', (expression) => {
    expect(() => compileSchedule(expression)).toThrow('Parameter ScheduleExpression is not valid.');
  });
});
