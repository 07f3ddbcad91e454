import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Option } from '../command';
import { CommandFailure, UsageFailure } from '../failure';
import { list, oneOf, share, text, wholeNumber } from '../options';

export const demoTaskTypes = ['image-classification', 'text-classification'] as const;
export type DemoTaskType = (typeof demoTaskTypes)[number];

export interface DemoOptions {
  taskType: DemoTaskType;
  /** Undefined with an input file and no limit: all of it. */
  objects?: number;
  input?: string;
  labels?: string[];
  workers: number;
  workerAccuracy: number;
  answersPerObject: number;
  autoLabel: boolean;
  targetAccuracy: number;
  seed: number;
  dataDir: string;
  keep: boolean;
  json: boolean;
}

/** Enough for several rounds with a model, and done well within three minutes on two cores. */
const DEFAULT_OBJECTS: Record<DemoTaskType, number> = { 'image-classification': 600, 'text-classification': 600 };

export const demoOptionSpecs: Record<string, Option> = {
  'task-type': {
    type: 'string',
    value: 'TYPE',
    description: `${demoTaskTypes.join(' or ')} (default image-classification)`,
  },
  objects: { type: 'string', value: 'N', description: 'Objects to label (default 600, or all of --input)' },
  input: {
    type: 'string',
    value: 'FILE.jsonl',
    description:
      'Lines {"source" or "source-ref", "label", …}; the label is hidden from the pipeline and scores the result',
  },
  labels: { type: 'string', value: 'A,B,C', description: 'Classes in order (default: those found in the input)' },
  workers: { type: 'string', value: 'N', description: 'Simulated workers (default 8)' },
  'worker-accuracy': { type: 'string', value: 'P', description: 'Share of answers a worker gets right (default 0.95)' },
  'answers-per-object': {
    type: 'string',
    value: 'K',
    description: 'Workers asked about each object, 1 to 9 (default 3)',
  },
  'auto-label': { type: 'boolean', description: 'Let a model label what it is sure of (default)' },
  'no-auto-label': { type: 'boolean', description: 'People label everything' },
  'target-accuracy': {
    type: 'string',
    value: 'P',
    description: 'Share of machine labels that must be right (default 0.95)',
  },
  seed: { type: 'string', value: 'N', description: 'Seed of objects, workers and the job (default 7)' },
  data: {
    type: 'string',
    value: 'DIR',
    description: 'Folder of the embedded cloud and of the result (default .plumbline/demo)',
  },
  keep: { type: 'boolean', description: 'Leave the cloud running at the end, until Ctrl-C' },
};

export function parseDemoOptions(values: Record<string, string | boolean | undefined>): DemoOptions {
  if (values['auto-label'] && values['no-auto-label']) {
    throw new UsageFailure('--auto-label and --no-auto-label exclude each other');
  }
  const taskType = oneOf(values, 'task-type', 'image-classification', demoTaskTypes);
  const input = text(values, 'input');
  const options: DemoOptions = {
    taskType,
    objects:
      values.objects === undefined && input !== undefined
        ? undefined
        : wholeNumber(values, 'objects', DEFAULT_OBJECTS[taskType], { min: 1, max: 1_000_000 }),
    input: input === undefined ? undefined : resolve(input),
    labels: list(values, 'labels'),
    workers: wholeNumber(values, 'workers', 8, { min: 1, max: 500 }),
    workerAccuracy: share(values, 'worker-accuracy', 0.95, { min: 0, max: 1 }),
    answersPerObject: wholeNumber(values, 'answers-per-object', 3, { min: 1, max: 9 }),
    autoLabel: values['no-auto-label'] !== true,
    targetAccuracy: share(values, 'target-accuracy', 0.95, { min: 0.01, max: 0.999 }),
    seed: wholeNumber(values, 'seed', 7, { min: 0, max: 2 ** 32 - 1 }),
    dataDir: resolve(text(values, 'data') ?? join('.plumbline', 'demo')),
    keep: values.keep === true,
    json: values.json === true,
  };
  if (options.workers < options.answersPerObject) {
    throw new UsageFailure(
      `--workers ${options.workers} is less than --answers-per-object ${options.answersPerObject}: nobody answers an object twice, so no object could be finished`,
    );
  }
  return options;
}

/** The same for the same objects, workers and settings: an unfinished run with this mark is the one to take up again. */
export function fingerprint(options: DemoOptions): string {
  const { dataDir: _, keep: __, json: ___, input, ...settings } = options;
  const hash = createHash('sha256').update(JSON.stringify(settings));
  if (input !== undefined) {
    try {
      hash.update(readFileSync(input));
    } catch (error) {
      throw new CommandFailure(`--input: cannot read ${input}: ${(error as Error).message}`);
    }
  }
  return hash.digest('hex').slice(0, 12);
}
