/**
 * Whole jobs over real sets with true labels: `npx tsx bench/datasets/run.ts FOLDER [SET…]`. FOLDER holds text_sms_spam, text_ja_hotel_sentiment and
 * image_mnist10k; the sets are not part of this repository.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markdownTable, writeResults } from '../results-file';
import { runDemo } from '../run-demo';
import { digitsAsPng } from './digits-as-png';

interface Set {
  name: string;
  taskType: string;
  input(folder: string, scratch: string): Promise<string>;
}

const sets: Set[] = [
  { name: 'text_sms_spam', taskType: 'text-classification', input: async (folder) => join(folder, 'train.jsonl') },
  {
    name: 'text_ja_hotel_sentiment',
    taskType: 'text-classification',
    input: async (folder) => join(folder, 'train.jsonl'),
  },
  {
    name: 'image_mnist10k',
    taskType: 'image-classification',
    input: (folder, scratch) => digitsAsPng(folder, scratch, 2000),
  },
];

const [folder, ...names] = process.argv.slice(2);
if (!folder) throw new Error('usage: npx tsx bench/datasets/run.ts FOLDER [SET…]');
const scratch = await mkdtemp(join(tmpdir(), 'plumbline-sets-'));
try {
  const results: { set: string; result: Awaited<ReturnType<typeof runDemo>> }[] = [];
  for (const set of sets.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const input = await set.input(join(folder, set.name), scratch);
    const result = await runDemo(['--input', input, '--task-type', set.taskType]);
    results.push({ set: set.name, result });
  }
  await writeResults('datasets', results, report(results));
} finally {
  await rm(scratch, { recursive: true, force: true });
}

function report(results: { set: string; result: Awaited<ReturnType<typeof runDemo>> }[]): string[] {
  const percent = (value: number | null) => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);
  return [
    '# Whole jobs over real sets',
    '',
    'Each line is one `plumbline demo --input`: 8 simulated workers who are right in 95 % of their answers, 3 answers per object, automated labeling with a target',
    'accuracy of 95 %. The true labels feed the workers and score the result; the pipeline never sees them. Made by `npx tsx bench/datasets/run.ts FOLDER`.',
    '',
    ...markdownTable(
      [
        'set',
        'objects',
        'by people',
        'by the model',
        'failed',
        'answers',
        'rounds',
        'people right',
        'model right',
        'all right',
        'AWS, USD',
        'time, s',
      ],
      results.map(({ set, result }) => [
        set,
        result.objects,
        result.humanLabeled,
        result.machineLabeled,
        result.failed,
        result.answers,
        result.rounds,
        percent(result.humanAccuracy),
        percent(result.machineAccuracy),
        percent(result.accuracy),
        result.awsCostUsd.toFixed(2),
        result.seconds,
      ]),
    ),
  ];
}
