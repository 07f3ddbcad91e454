import { availableParallelism } from 'node:os';
import type { Command, Invocation } from './command';
import { checkReadable } from './consolidate/read-answers';
import { stageProgress } from './consolidate/stage-progress';
import { UsageFailure } from './failure';
import { list, oneOf, share, text, wholeNumber } from './options';
import { overallOf } from './simulate/overall';
import { readPool } from './simulate/read-pool';
import { SeedThreads } from './simulate/seeds';
import type { SimulationSettings } from './simulate/settings';
import { taskOf } from './simulate/task';

export const simulate: Command = {
  name: 'simulate',
  summary:
    'Runs automated labeling on objects whose labels are known, with simulated workers, to tell what a job would cost, save and get wrong.',
  options: {
    'task-type': {
      type: 'string',
      value: 'T',
      description: "Kind of label: text-classification, bounding-box, …, or Ground Truth's name for it",
    },
    input: { type: 'string', value: 'FILE', description: 'JSON Lines: source or source-ref, and the true label' },
    'target-accuracy': {
      type: 'string',
      value: 'P',
      description: 'Quality promised: accuracy, mean IoU or F1 (default 0.95)',
    },
    confidence: { type: 'string', value: 'P', description: 'Probability that the promise holds (default 0.95)' },
    promise: {
      type: 'string',
      value: 'WHAT',
      description: "What it is promised of: machine (the model's labels, default) or dataset (all labels)",
    },
    'answers-per-object': { type: 'string', value: 'N', description: 'Workers asked about each object (default 3)' },
    'worker-accuracy': { type: 'string', value: 'P', description: 'How often a worker is right (default 0.9)' },
    seeds: { type: 'string', value: 'N', description: 'How many jobs to simulate, each with other luck (default 20)' },
    'first-seed': { type: 'string', value: 'N', description: 'Number of the first (default 1)' },
    'label-attribute': { type: 'string', value: 'NAME', description: 'Where a line has its label (default label)' },
    categories: { type: 'string', value: 'A,B,C', description: 'The label names (default: those that occur)' },
    'max-concurrent': {
      type: 'string',
      value: 'N',
      description: "Most objects people have in hand at once, as a job's MaxConcurrentTaskCount (default 1000)",
    },
    'skip-bad-lines': { type: 'boolean', description: 'Leave out lines that cannot be used instead of stopping' },
    workers: { type: 'string', value: 'N', description: 'Threads to run seeds in (default: one per core)' },
  },
  examples: [
    'plumbline simulate --task-type text-classification --input mails.jsonl --target-accuracy 0.95 --seeds 20 --plot report.html',
  ],
  run,
};

async function run({ values, terminal }: Invocation): Promise<void> {
  const settings = settingsOf(values);
  const seeds = wholeNumber(values, 'seeds', 20, { min: 1, max: 100_000 });
  const firstSeed = wholeNumber(values, 'first-seed', 1, { min: 0, max: 2 ** 31 });
  const workers = wholeNumber(values, 'workers', availableParallelism(), { min: 1, max: 256 });
  const { kind, learner } = taskOf(settings.taskType);
  checkReadable(settings.input);

  const progress = stageProgress(terminal);
  const threads = new SeedThreads({ settings, firstSeed, seeds }, Math.min(workers, seeds) - 1);
  try {
    const { pool, setAside, firstSetAside } = await readPool(settings, kind, learner, (objects) =>
      progress.show('reading', undefined, `${objects} objects`),
    );
    const results = await threads.run(pool, (done, report) =>
      progress.show('simulating', done / seeds, `${done} of ${seeds} seeds${report ? `, round ${report.round}` : ''}`),
    );
    progress.end();
    const overall = overallOf(results, progress.seconds());
    terminal.out(
      JSON.stringify({
        settings: { ...settings, seeds, firstSeed },
        objects: pool.inputs.length,
        labels: pool.labels,
        measure: learner.measure,
        setAside,
        firstSetAside,
        overall,
        seeds: results,
      }),
    );
  } finally {
    await threads.close();
  }
}

function settingsOf(values: Invocation['values']): SimulationSettings {
  const [kind, input] = [needed(values, 'task-type'), needed(values, 'input')];
  return {
    taskType: taskOf(kind).kind.slug,
    input,
    labelAttribute: text(values, 'label-attribute') ?? 'label',
    categories: list(values, 'categories'),
    targetAccuracy: share(values, 'target-accuracy', 0.95, { min: 0.01, max: 0.9999 }),
    confidence: share(values, 'confidence', 0.95, { min: 0.5, max: 0.9999 }),
    scope: oneOf(values, 'promise', 'machine', ['machine', 'dataset']),
    answersPerObject: wholeNumber(values, 'answers-per-object', 3, { min: 1, max: 50 }),
    workerAccuracy: share(values, 'worker-accuracy', 0.9, { min: 0, max: 1 }),
    maxConcurrent: wholeNumber(values, 'max-concurrent', 1000, { min: 1, max: 1_000_000 }),
    skipBadLines: values['skip-bad-lines'] === true,
  };
}

function needed(values: Invocation['values'], name: string): string {
  const value = text(values, name);
  if (value === undefined || value === '') throw new UsageFailure(`simulate: --${name} is missing`);
  return value;
}
