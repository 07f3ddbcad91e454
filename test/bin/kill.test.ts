import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomGenerator } from '../../core/random/generator';
import { lastJson, startPlumbline } from './run-plumbline';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'plumbline-kill-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const command = [
  'demo',
  '--task-type',
  'text-classification',
  '--objects',
  '150',
  '--no-auto-label',
  '--answers-per-object',
  '3',
  '--json',
];

describe('a demo killed with SIGKILL', () => {
  test('at several moments, is finished by the same command: nothing lost, nothing twice', async () => {
    const args = [...command, '--data', dataDir];
    const draw = randomGenerator('kill');
    // One kill while objects are dropped or prepared, the others at a drawn moment while people answer.
    for (const moment of [/uploading|waiting/, /ask people/, /ask people/]) {
      const running = startPlumbline(args);
      await running.untilProgress(moment);
      await new Promise((resolve) => setTimeout(resolve, draw.next() * 1200));
      running.child.kill('SIGKILL');
      expect((await running.ended).code).toBeNull();
    }
    const { code, stdout, stderr } = await startPlumbline(args).ended;
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(stderr).toContain('Taking up the unfinished run');
    const result = lastJson(stdout);
    expect(result).toMatchObject({
      status: 'Completed',
      objects: 150,
      labeled: 150,
      failed: 0,
      answers: 450,
      complete: true,
      inOrder: true,
      resumed: true,
    });
    const sources = (await readFile(result.outputManifest, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).source);
    expect(new Set(sources).size).toBe(150);
  }, 120_000);
});
