import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lastJson, startPlumbline } from './run-plumbline';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'plumbline-demo-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const small = [
  'demo',
  '--task-type',
  'text-classification',
  '--objects',
  '40',
  '--no-auto-label',
  '--answers-per-object',
  '2',
  '--workers',
  '3',
];

describe('plumbline demo', () => {
  test('labels dropped sentences to the end and prints one JSON object last', async () => {
    const { code, stdout, stderr } = await startPlumbline([
      ...small,
      '--worker-accuracy',
      '1',
      '--json',
      '--data',
      dataDir,
    ]).ended;
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    const result = lastJson(stdout);
    expect(result).toMatchObject({
      status: 'Completed',
      objects: 40,
      labeled: 40,
      humanLabeled: 40,
      machineLabeled: 0,
      failed: 0,
      answers: 80,
      accuracy: 1,
      humanAccuracy: 1,
      machineAccuracy: null,
      complete: true,
      inOrder: true,
    });
    for (const figure of ['rounds', 'seconds', 'awsCostUsd', 'rssMb', 'answersPerSecond'])
      expect(result[figure]).toBeGreaterThan(0);
    const manifest = (await readFile(result.outputManifest, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(manifest).toHaveLength(40);
    expect(manifest.every((line) => line['category-metadata']['human-annotated'] === 'yes')).toBe(true);
    expect(result.outputManifestUri).toMatch(/^s3:\/\/.*\/manifests\/output\/output\.manifest$/);
    expect(await readFile(result.qualityPage, 'utf8')).toMatch(/^<!doctype html>/i);
  });

  test('refuses an input whose line is bad before it starts anything', async () => {
    const { code, stdout, stderr } = await startPlumbline([
      'demo',
      '--input',
      join(__dirname, '../../package.json'),
      '--data',
      dataDir,
    ]).ended;
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^plumbline: .*package\.json, line 1: not JSON: /);
  });
});
