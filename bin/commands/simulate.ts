import { availableParallelism } from 'node:os';
import type { Command, Invocation } from './command';
import { checkOutput, writeWhole } from './consolidate/label-writer';
import { checkReadable } from './consolidate/read-answers';
import { stageProgress } from './consolidate/stage-progress';
import { UsageFailure } from './failure';
import { list, oneOf, share, text, wholeNumber } from './options';
import { writeLabelsFile } from './simulate/labels-file';
import type { SimulationOutcome } from './simulate/outcome';
import { overallOf } from './simulate/overall';
import { simulationPage } from './simulate/page';
import { readPool } from './simulate/read-pool';
import { SeedThreads } from './simulate/seeds';
import type { SimulationSettings } from './simulate/settings';
import { summaryLines } from './simulate/summary';
import { openTask, type Task, taskOf } from './simulate/task';

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
    encoder: {
      type: 'string',
      value: 'FOLDER',
      description: "An ONNX network whose features replace the learner's own: texts or pictures, classes or sets",
    },
    'skip-bad-lines': { type: 'boolean', description: 'Leave out lines that cannot be used instead of stopping' },
    'price-per-answer': { type: 'string', value: 'X', description: 'What one answer of one worker costs' },
    plot: { type: 'string', value: 'FILE', description: 'Where a page with the curves goes: .html' },
    output: { type: 'string', value: 'FILE', description: 'Where the labels of the first job go: .jsonl' },
    workers: { type: 'string', value: 'N', description: 'Threads to run seeds in (default: one per core)' },
  },
  examples: [
    'plumbline simulate --task-type text-classification --input mails.jsonl --target-accuracy 0.95 --seeds 20 --plot report.html',
  ],
  run,
};

async function run({ values, terminal }: Invocation): Promise<void> {
  const plan = planOf(values);
  const { settings, seeds, firstSeed } = plan;
  const progress = stageProgress(terminal);
  const seedTask = {
    settings,
    firstSeed,
    seeds,
    wishes: { trace: plan.plot !== undefined },
    wishesOfFirst: { labels: plan.output !== undefined },
  };
  const threads = new SeedThreads(seedTask, Math.min(plan.workers, seeds) - 1);
  let task: Task | undefined;
  try {
    task = await openTask(settings);
    const { kind, learner } = task;
    const { pool, ...left } = await readPool(settings, kind, learner, (objects) =>
      progress.show('reading', undefined, `${objects} objects`),
    );
    const runs = await threads.run(pool, (done, report) =>
      progress.show('simulating', done / seeds, `${done} of ${seeds} seeds${report ? `, round ${report.round}` : ''}`),
    );
    progress.end();
    const results = runs.map(({ result }) => result);
    const overall = overallOf(results, progress.seconds());
    const price = plan.pricePerAnswer;
    const outcome: SimulationOutcome = {
      settings: { ...settings, seeds, firstSeed, pricePerAnswer: price },
      objects: pool.inputs.length,
      labels: pool.labels,
      measure: learner.measure,
      ...left,
      overall,
      seeds: results,
      ...(price !== undefined && {
        cost: {
          people: overall.humanAnswers * price,
          withoutModel: pool.inputs.length * settings.answersPerObject * price,
        },
      }),
    };
    const { output, plot } = plan;
    if (output !== undefined) writeLabelsFile(output, pool, runs[0]!.labels!);
    if (plot !== undefined)
      writeWhole('plot', plot, (write) =>
        write(
          simulationPage(
            outcome,
            runs.map(({ trace }) => trace),
          ),
        ),
      );
    if (values.json) terminal.out(JSON.stringify(outcome));
    else for (const line of summaryLines(outcome)) terminal.out(line);
  } finally {
    await threads.close();
    await task?.close();
  }
}

interface Plan {
  settings: SimulationSettings;
  seeds: number;
  firstSeed: number;
  workers: number;
  pricePerAnswer?: number;
  output?: string;
  plot?: string;
}

/** What is asked for. Whatever can be refused is refused here, before any work. */
function planOf(values: Invocation['values']): Plan {
  const settings = settingsOf(values);
  const { input } = settings;
  const [output, plot] = [text(values, 'output'), text(values, 'plot')];
  const plan: Plan = {
    settings,
    seeds: wholeNumber(values, 'seeds', 20, { min: 1, max: 100_000 }),
    firstSeed: wholeNumber(values, 'first-seed', 1, { min: 0, max: 2 ** 31 }),
    workers: wholeNumber(values, 'workers', availableParallelism(), { min: 1, max: 256 }),
    pricePerAnswer:
      values['price-per-answer'] === undefined
        ? undefined
        : share(values, 'price-per-answer', 0, { min: 0, max: 1_000_000 }),
    output,
    plot,
  };
  checkReadable(input);
  if (output !== undefined) {
    if (!/\.(jsonl|ndjson)$/i.test(output))
      throw new UsageFailure(`--output: expected a name that ends in .jsonl, got "${output}"`);
    checkOutput('output', output, [input]);
  }
  if (plot !== undefined) {
    if (!/\.html?$/i.test(plot)) throw new UsageFailure(`--plot: expected a name that ends in .html, got "${plot}"`);
    checkOutput('plot', plot, [input]);
  }
  return plan;
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
    encoder: text(values, 'encoder'),
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
