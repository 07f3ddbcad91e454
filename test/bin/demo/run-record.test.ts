import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fingerprint, parseDemoOptions } from '../../../bin/commands/demo/options';
import { openRun, updateRun } from '../../../bin/commands/demo/run-record';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'plumbline-runs-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const open = (mark: string) => openRun(dataDir, mark, 'text-classification', '2026-01-01T00:00:00Z');

describe('runs of the demo in a data folder', () => {
  test('an unfinished run is taken up again by the same command', async () => {
    const first = await open('aaaaaaaaaaaa');
    expect(first).toMatchObject({ resumed: false, run: { jobName: 'demo-text-aaaaaa-1' } });
    expect(await open('aaaaaaaaaaaa')).toMatchObject({ resumed: true, run: { jobName: 'demo-text-aaaaaa-1' } });
  });

  test('a finished one makes way for the next name', async () => {
    const { run } = await open('aaaaaaaaaaaa');
    await updateRun(dataDir, run.jobName, { ended: 'Completed' });
    expect(await open('aaaaaaaaaaaa')).toMatchObject({ resumed: false, run: { jobName: 'demo-text-aaaaaa-2' } });
    expect(await open('aaaaaaaaaaaa')).toMatchObject({ resumed: true, run: { jobName: 'demo-text-aaaaaa-2' } });
  });

  test('a command with other settings is another run', async () => {
    await open('aaaaaaaaaaaa');
    expect(await open('bbbbbbbbbbbb')).toMatchObject({ resumed: false, run: { jobName: 'demo-text-bbbbbb-1' } });
  });
});

describe('the fingerprint of a command', () => {
  const of = (values: Record<string, string | boolean>) => fingerprint(parseDemoOptions(values));

  test('is the same for the same work, wherever its data lie and however it is printed', () => {
    expect(of({})).toBe(of({ data: '/elsewhere', json: true, keep: true }));
  });

  test.each<[Record<string, string | boolean>]>([
    [{ seed: '8' }],
    [{ objects: '10' }],
    [{ workers: '9' }],
    [{ 'no-auto-label': true }],
    [{ 'task-type': 'text-classification' }],
    [{ labels: 'circle,square,triangle,ring' }],
  ])('differs with %j', (values) => {
    expect(of(values)).not.toBe(of({}));
  });

  test('cannot be taken of an input that is not there', () => {
    expect(() => of({ input: join(dataDir, 'none.jsonl') })).toThrow(/--input: cannot read .*none\.jsonl/);
  });
});
