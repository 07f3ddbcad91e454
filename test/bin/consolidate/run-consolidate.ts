/** Runs `plumbline consolidate` in process, over files made for it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { main } from '../../../bin/commands/main';
import { testTerminal } from '../test-terminal';

let folder: string;
let number = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-consolidate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A folder of its own with these files; returns the path of the first. */
export async function files(contents: Record<string, string | Buffer | object>): Promise<string> {
  const own = join(folder, String(number++));
  for (const [name, content] of Object.entries(contents)) {
    const path = join(own, name);
    await mkdir(dirname(path), { recursive: true });
    const asIs = typeof content === 'string' || Buffer.isBuffer(content);
    await writeFile(path, asIs ? content : JSON.stringify(content));
  }
  return join(own, Object.keys(contents)[0]!);
}

export const beside = (path: string, name: string) => join(dirname(path), name);

export async function consolidate(answers: string, ...args: string[]) {
  const terminal = testTerminal();
  const taskType = args.includes('--task-type') ? [] : ['--task-type', 'image-classification'];
  const code = await main(['consolidate', '--answers', answers, ...taskType, ...args], terminal);
  return { code, out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n') };
}

export const summaryOf = async (answers: string, ...args: string[]) => {
  const { code, out, err } = await consolidate(answers, '--json', ...args);
  if (code !== 0) throw new Error(err);
  return JSON.parse(out);
};

/** Object → label of the CSV on standard output; object names without commas. */
export const labelsIn = (out: string) =>
  Object.fromEntries(
    out
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(0, 2)),
  );

export const BIRDS = [
  'object,worker,label',
  'a,w1,owl',
  'a,w2,owl',
  'a,w3,robin',
  'b,w1,robin',
  'b,w2,robin',
  'b,w3,robin',
];
export const csv = (...lines: string[]) => `${lines.join('\n')}\n`;
