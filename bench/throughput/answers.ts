/** How many answers a second the worker API takes, tasks, leases, IAM and consolidation included: `npx tsx bench/throughput/answers.ts`. */
import { markdownTable, writeResults } from '../results-file';
import { runDemo } from '../run-demo';

const args = [
  '--no-auto-label',
  '--objects',
  '2000',
  '--answers-per-object',
  '3',
  '--task-type',
  'text-classification',
];
const result = await runDemo(args);

await writeResults('throughput', result, [
  '# Answers per second through the worker API',
  '',
  `\`npx tsx bench/throughput/answers.ts\` runs \`plumbline demo ${args.join(' ')} --json\` in an empty data folder. Everything runs on one machine: the simulated`,
  'workers, the embedded cloud and its Lambdas. The rate is over the time from the first to the last accepted answer. Memory is the peak resident set of the',
  'process, the Lambdas in its worker threads included.',
  '',
  ...markdownTable(
    ['objects', 'answers', 'answers per second', 'peak memory, MB', 'whole run, s', 'labelled', 'failed', 'accuracy'],
    [
      [
        result.objects,
        result.answers,
        result.answersPerSecond ?? '–',
        result.rssMb,
        result.seconds,
        result.labeled,
        result.failed,
        result.accuracy ?? '–',
      ],
    ],
  ),
]);
