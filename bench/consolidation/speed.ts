/**
 * `npx tsx bench/consolidation/speed.ts DATA CROWD_KIT [PYTHON]`: our Dawid-Skene and GLAD against Crowd-Kit's, in one run on the same answers, and
 * a million generated answers by every method. CROWD_KIT is a checkout of github.com/Toloka/crowd-kit; PYTHON an interpreter
 * that has its dependencies (python3). Writes bench/results/consolidation-speed.{json,md}.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClassAnswers } from '../../core/consolidation/classes/class-answers';
import { CLASS_METHODS, consolidateClasses } from '../../core/consolidation/classes/consolidate-classes';
import { IncrementalConsensus } from '../../core/consolidation/classes/incremental';
import { randomGenerator } from '../../core/random/generator';
import { markdownTable, writeResults } from '../results-file';
import { generateAnswers } from './generated';
import { type CrowdSet, crowdSets } from './sets';

const [data, crowdKit, python = 'python3'] = process.argv.slice(2);
if (!data || !crowdKit) throw new Error('npx tsx bench/consolidation/speed.ts DATA CROWD_KIT [PYTHON]');

/** Ours, Crowd-Kit's class of the same method, and its number of iterations (as in ../shared/bench). */
const PAIRS: [ours: string, theirs: string][] = [
  ['dawid-skene-steady', 'DawidSkene'],
  ['glad', 'GLAD'],
];
const ITERATIONS = 100;
/** Ours is run this often and the median taken; theirs once, as it takes up to a minute. */
const REPEATS = 5;

const cases: { set: string; answers: ClassAnswers; methods: string[] }[] = [
  ...crowdSets(data, ['crowd_dog', 'crowd_possent', 'crowd_product', 'crowd_web']).map((set) => ({
    set: set.name,
    answers: numbered(set),
    methods: ['dawid-skene-steady', 'glad'],
  })),
  {
    set: 'generated, 990,000 answers, 4 classes',
    answers: generateAnswers({ objects: 330_000, workers: 5_000, classes: 4, perObject: 3 }),
    methods: ['dawid-skene-steady'],
  },
];

const compared = cases.flatMap(({ set, answers, methods }) =>
  PAIRS.filter(([ours]) => methods.includes(ours)).map(([method, theirs]) => {
    const times = Array.from({ length: REPEATS }, () => {
      const started = performance.now();
      consolidateClasses(answers, { method });
      return (performance.now() - started) / 1000;
    }).sort((a, b) => a - b);
    const row = {
      set,
      method,
      answers: answers.object.length,
      seconds: times[REPEATS >> 1]!,
      peer: peer(theirs, answers),
    };
    console.error(row);
    return row;
  }),
);

const million = CLASS_METHODS.flatMap((method) =>
  [4, 100].map((classes) => {
    const line = execFileSync('npx', ['tsx', join(import.meta.dirname, 'million.ts'), method, String(classes)], {
      encoding: 'utf8',
    });
    const row: { answers: number; seconds: number; memoryMb: number } = JSON.parse(line);
    console.error(method, classes, row);
    return { method, classes, ...row };
  }),
);

const oneByOne = incremental(cases.find(({ set }) => set === 'crowd_product')!.answers);
const lines = [
  '# Speed of consolidation',
  '',
  'Made by `npx tsx bench/consolidation/speed.ts ../shared/data CROWD_KIT`. Seconds of consolidating alone, answers already in memory; ours the median of five.',
  `Crowd-Kit with ${ITERATIONS} iterations; ours stops when the likelihood does not change any more, as it does by default.`,
  '',
  ...markdownTable(
    ['answers of', 'method', 'answers', 'ours, s', 'Crowd-Kit, s', 'ratio'],
    compared.map(({ set, method, answers, seconds, peer }) => [
      set,
      method,
      answers,
      seconds.toFixed(4),
      peer.toFixed(2),
      Math.round(peer / seconds),
    ]),
  ),
  '',
  'Generated answers, 330,000 objects, 5,000 workers, three answers each. Memory is what consolidating adds to the peak.',
  '',
  ...markdownTable(
    ['method', 'classes', 'answers', 'seconds', 'memory, MB'],
    million.map(({ method, classes, answers, seconds, memoryMb }) => [
      method,
      classes,
      answers,
      seconds.toFixed(2),
      Math.round(memoryMb),
    ]),
  ),
  '',
  `One more answer to crowd_product (${oneByOne.answers} answers) costs ${(oneByOne.addMicroseconds).toFixed(0)} µs added alone, ${(oneByOne.fullMicroseconds / 1000).toFixed(0)} ms by running Dawid-Skene again.`,
];
console.log(lines.join('\n'));
await writeResults('consolidation-speed', { compared, million, oneByOne }, lines);

function numbered({ objects }: CrowdSet): ClassAnswers {
  const votes = objects.flatMap(({ answers }, object) =>
    answers.map(({ workerId, content }) => ({ object, workerId, label: String(content) })),
  );
  const numbers = (names: string[]) => new Map([...new Set(names)].sort().map((name, i) => [name, i]));
  const workers = numbers(votes.map(({ workerId }) => workerId));
  const labels = numbers(votes.map(({ label }) => label));
  return {
    objects: objects.length,
    workers: workers.size,
    classes: labels.size,
    object: Int32Array.from(votes, ({ object }) => object),
    worker: Int32Array.from(votes, ({ workerId }) => workers.get(workerId)!),
    label: Int32Array.from(votes, ({ label }) => labels.get(label)!),
  };
}

/** What the last tenth of the answers costs one by one, and what a full run does. */
function incremental(answers: ClassAnswers) {
  const order = randomGenerator('one by one').shuffle([...answers.object.keys()]);
  const consensus = new IncrementalConsensus(answers.classes);
  const add = (a: number) => consensus.add(answers.object[a]!, answers.worker[a]!, answers.label[a]!);
  const last = order.splice(-Math.round(order.length / 10));
  order.forEach(add);
  let started = performance.now();
  last.forEach(add);
  const addMicroseconds = ((performance.now() - started) * 1000) / last.length;
  started = performance.now();
  consolidateClasses(answers, { method: 'dawid-skene-steady' });
  const fullMicroseconds = (performance.now() - started) * 1000;
  return { answers: answers.object.length, addMicroseconds, fullMicroseconds };
}

/** Seconds Crowd-Kit takes. */
function peer(method: string, { object, worker, label }: ClassAnswers): number {
  const path = join(mkdtempSync(join(tmpdir(), 'crowd-kit-')), 'answers.csv');
  const rows = Array.from(object, (o, i) => `o${o},w${worker[i]},c${label[i]}`);
  writeFileSync(path, `object,worker,label\n${rows.join('\n')}\n`);
  const output = execFileSync(python, [join(import.meta.dirname, 'peer.py'), method, String(ITERATIONS), path], {
    env: { ...process.env, PYTHONPATH: crowdKit },
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  return JSON.parse(output.trim().split('\n').at(-1)!).seconds;
}
