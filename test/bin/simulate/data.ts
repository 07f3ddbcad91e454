import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { main } from '../../../bin/commands/main';
import type { Pool } from '../../../bin/commands/simulate/pool';
import type { SimulationSettings } from '../../../bin/commands/simulate/settings';
import { consolidationKindOf } from '../../../core/consolidation/registry';
import { randomGenerator } from '../../../core/random/generator';
import { classTargets } from '../../../model/learners/class-targets';
import type { Learner, Model } from '../../../model/learners/learner';
import { testTerminal } from '../test-terminal';

const WORDS: Record<string, string[]> = {
  fruit: ['apple', 'plum', 'cherry', 'melon', 'grape', 'lemon'],
  tool: ['hammer', 'saw', 'drill', 'wrench', 'chisel', 'pliers'],
  bird: ['owl', 'robin', 'heron', 'swift', 'crane', 'finch'],
};

/** Texts whose words tell their label; of `wrong` in a hundred another label is true than the words say. */
export function texts(
  count: number,
  { labels = ['fruit', 'tool'], shares = [0.5, 0.5], wrong = 1, seed = 'texts' } = {},
) {
  const random = randomGenerator(seed);
  return Array.from({ length: count }, () => {
    const at = random.next();
    const label = labels.find((_, i) => at < shares.slice(0, i + 1).reduce((sum, share) => sum + share)) ?? labels[0]!;
    const words = Array.from({ length: 6 }, () => random.pick(WORDS[label]!));
    const other = labels.filter((name) => name !== label);
    return {
      source: `${words.join(' ')} ${random.integer(1000)}`,
      label: random.next() * 100 < wrong ? random.pick(other) : label,
    };
  });
}

export const jsonLines = (lines: readonly object[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** A folder for a file's tests; `write` puts a file into it and returns its path. */
export function workFolder() {
  let folder = '';
  let number = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plumbline-simulate-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return {
    path: (name: string) => join(folder, name),
    async write(content: string | Uint8Array, name = `${number++}.jsonl`) {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
  };
}

export async function simulate(input: string, ...args: string[]) {
  const terminal = testTerminal();
  const given = (name: string) => args.some((arg) => arg === `--${name}`);
  const type = given('task-type') ? [] : ['--task-type', 'text-classification'];
  const workers = given('workers') ? [] : ['--workers', '1'];
  const code = await main(['simulate', '--input', input, ...type, ...workers, ...args], terminal);
  return { code, out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n') };
}

export async function outcomeOf(input: string, ...args: string[]) {
  const { code, out, err } = await simulate(input, '--json', ...args);
  if (code !== 0) throw new Error(err);
  return JSON.parse(out);
}

/** Seconds differ from run to run, the rest does not. */
export const timeless = (outcome: any) => ({
  ...outcome,
  overall: { ...outcome.overall, seconds: 0 },
  seeds: outcome.seeds.map((seed: object) => ({ ...seed, seconds: 0 })),
});

export const settings: SimulationSettings = {
  taskType: 'text-classification',
  input: 'none',
  labelAttribute: 'label',
  targetAccuracy: 0.9,
  confidence: 0.95,
  scope: 'machine',
  answersPerObject: 1,
  workerAccuracy: 1,
  maxConcurrent: 1000,
  skipBadLines: false,
};

/** A pool of objects that are numbers, with a model of the test's own. */
export function poolOf(
  truths: readonly number[],
  predict: (id: number, asked: ReadonlySet<number>) => { target: number; confidence: number },
  labels: readonly string[] = ['a', 'b'],
): Pool {
  const learner: Learner<number, number> = {
    slug: 'test',
    ...classTargets,
    fromText: Number,
    fromFile: async () => 0,
    async train(examples): Promise<Model<number, number>> {
      const asked = new Set(examples.map(({ input }) => input));
      return {
        labels,
        predict: (inputs) => inputs.map((id) => predict(id, asked)),
        save: () => ({ learner: 'test', labels: [...labels], parameters: {}, tensors: {} }),
      };
    },
    load: () => {
      throw new Error('never loaded');
    },
  };
  return {
    kind: consolidationKindOf('text-classification')!,
    learner,
    labels,
    inputs: truths.map((_, id) => id),
    truths,
    answers: truths.map((truth) => labels[truth]),
    lines: truths.map((_, id) => id + 1),
    texts: truths.map(() => ''),
  };
}
