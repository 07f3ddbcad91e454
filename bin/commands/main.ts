import { type Command, helpText, parseInvocation } from './command';
import { oneLine, UsageFailure } from './failure';
import { processTerminal, type Terminal } from './terminal/terminal';

interface Entry {
  name: string;
  summary: string;
  load(): Promise<Command>;
}

/** Loaded on demand: `plumbline job list` must not wait for the CDK library to load. */
export const entries: readonly Entry[] = [
  {
    name: 'demo',
    summary: 'Run a whole labeling job here, with simulated workers',
    load: async () => (await import('./demo')).demo,
  },
  {
    name: 'start',
    summary: 'Run the embedded cloud with sample jobs to label by hand',
    load: async () => (await import('./start')).start,
  },
  { name: 'up', summary: 'Run the embedded cloud and nothing else', load: async () => (await import('./up')).up },
  {
    name: 'job create',
    summary: 'Create a labeling job from a CreateLabelingJob request',
    load: async () => (await import('./job-create')).jobCreate,
  },
  { name: 'job list', summary: 'List labeling jobs', load: async () => (await import('./job-list')).jobList },
  {
    name: 'job describe',
    summary: 'Show one labeling job',
    load: async () => (await import('./job-describe')).jobDescribe,
  },
  {
    name: 'job watch',
    summary: 'Follow a labeling job until it ends',
    load: async () => (await import('./job-watch')).jobWatch,
  },
  {
    name: 'job stop',
    summary: 'Stop a labeling job; labels so far are kept',
    load: async () => (await import('./job-stop')).jobStop,
  },
  {
    name: 'workers simulate',
    summary: 'Let simulated workers answer the tasks of a job',
    load: async () => (await import('./workers-simulate')).workersSimulate,
  },
  {
    name: 'consolidate',
    summary: "Turn several workers' answers into labels with confidences",
    load: async () => (await import('./consolidate')).consolidate,
  },
  {
    name: 'export',
    summary: 'Write labels in the form of another tool: COCO, YOLO, Pascal VOC, CoNLL, CSV',
    load: async () => (await import('./export')).exportLabels,
  },
  {
    name: 'render',
    summary: 'Show a worker template in a browser, and print what it would submit',
    load: async () => (await import('./render')).render,
  },
  {
    name: 'validate',
    summary: 'Say what is wrong with a worker template, and where',
    load: async () => (await import('./validate')).validate,
  },
  {
    name: 'simulate',
    summary: 'Learn from labelled data what an automated labeling job would cost and save',
    load: async () => (await import('./simulate')).simulate,
  },
  {
    name: 'cost',
    summary: 'What the run so far would have cost on AWS',
    load: async () => (await import('./cost')).cost,
  },
];

/** Runs one command line. Returns the exit code; prints one line on standard error when it is not 0. */
export async function main(args: string[], terminal: Terminal = processTerminal()): Promise<number> {
  try {
    const entry = findEntry(args);
    if (!entry) {
      if (args.length > 0 && !['help', '--help', '-h'].includes(args[0]!)) throw unknownCommand(args);
      terminal.out(overview());
      return args.length === 0 ? 2 : 0;
    }
    const command = await entry.load();
    const invocation = parseInvocation(command, args.slice(entry.name.split(' ').length), terminal);
    if (invocation.values.help) {
      terminal.out(helpText(command));
      return 0;
    }
    await command.run(invocation);
    return 0;
  } catch (error) {
    terminal.err(`plumbline: ${oneLine(error)}`);
    if (process.env.PLUMBLINE_DEBUG) terminal.err((error as Error).stack ?? '');
    return error instanceof Error && 'exitCode' in error ? Number(error.exitCode) : 1;
  }
}

function findEntry(args: string[]): Entry | undefined {
  return entries.find(({ name }) => name === args.slice(0, name.split(' ').length).join(' '));
}

function unknownCommand(args: string[]): UsageFailure {
  const group = entries.filter(({ name }) => name.startsWith(`${args[0]} `)).map(({ name }) => name);
  if (group.length > 0) return new UsageFailure(`expected one of: ${group.join(', ')}`);
  return new UsageFailure(
    `unknown command "${args[0]}"; expected one of: ${entries.map(({ name }) => name).join(', ')}`,
  );
}

function overview(): string {
  const width = Math.max(...entries.map(({ name }) => name.length)) + 3;
  return [
    'Plumbline: data labeling in your own AWS account, or on this machine.',
    '',
    'Usage: plumbline COMMAND [options]',
    '',
    ...entries.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    '',
    'plumbline COMMAND --help shows its options and an example.',
  ].join('\n');
}
