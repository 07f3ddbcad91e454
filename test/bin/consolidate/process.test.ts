import { watch } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { lastJson, startPlumbline } from '../run-plumbline';
import { beside, csv, files } from './run-consolidate';

describe('consolidate, as a process', () => {
  const many = csv(
    'object,worker,label',
    ...Array.from({ length: 20_000 }, (_, i) => `object ${i >> 1},w${i % 7},c${(i >> 1) % 3}`),
  );

  test('ends quietly when nobody reads its output any longer', async () => {
    const path = await files({ 'a.csv': many });
    const { child, ended } = startPlumbline(['consolidate', '--task-type', 'image-classification', '--answers', path]);
    child.stdout!.once('data', () => child.stdout!.destroy());
    const { stderr } = await ended;
    expect(stderr).not.toMatch(/EPIPE|at .*:\d+/);
  });

  test('ends quietly when nobody reads its summary', async () => {
    const path = await files({ 'a.csv': many });
    const output = beside(path, 'labels.csv');
    const { child, ended } = startPlumbline([
      ...['consolidate', '--task-type', 'image-classification', '--answers', path, '--output', output],
    ]);
    child.stdout!.destroy();
    const { code, stderr } = await ended;
    expect(stderr).not.toMatch(/EPIPE|at .*:\d+/);
    expect(code).toBe(0);
    expect(await readFile(output, 'utf8')).toMatch(/^object,label,confidence\n/);
  });

  test('killed at any moment, it leaves the old file or the whole new one under the name', async () => {
    const path = await files({ 'a.csv': many });
    const output = beside(path, 'labels.csv');
    const args = [
      'consolidate',
      '--task-type',
      'image-classification',
      '--answers',
      path,
      '--output',
      output,
      '--json',
    ];
    await writeFile(output, 'old');
    const { child, ended } = startPlumbline(args);
    // The first that happens in the folder: the labels are being written right now.
    const watcher = watch(dirname(path), () => child.kill('SIGKILL'));
    await ended;
    watcher.close();
    const left = await readFile(output, 'utf8');
    expect(left === 'old' || left.split('\n').length === 10_002).toBe(true);
    const again = startPlumbline(args);
    expect(lastJson((await again.ended).stdout)).toMatchObject({ objects: 10_000, output });
    expect((await readFile(output, 'utf8')).split('\n')).toHaveLength(10_002);
  });
});
