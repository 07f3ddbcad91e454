/**
 * `npx tsx bench/model/boxes-masks.ts [--seeds N] [--counts 20,50,100,200] [--sets a,b]`: trains the learners of boxes and masks on a few labelled pictures, answers the rest,
 * and writes bench/results/learners-boxes-masks.{json,md}. Each count of each set runs in a process of its own.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { randomGenerator } from '../../core/random/generator';
import type { Learner, Prediction } from '../../model/learners/learner';
import { markdownTable, writeResults } from '../results-file';
import { boxSets } from './boxes';
import { maskSets } from './masks';
import type { StructuredSet } from './structured-set';
import { thresholdBoxes, thresholdMasks } from './threshold-peer';

interface Row {
  set: string;
  labelled: number;
  held: number;
  quality: number;
  peer: number;
  /** Of the surest 30, 60 and 100 %: mean confidence and mean quality. */
  surest: { share: number; confidence: number; quality: number }[];
  trainSeconds: number;
  predictMilliseconds: number;
  peakMb: number;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '3' },
    counts: { type: 'string', default: '20,50,100,200' },
    sets: { type: 'string' },
  },
});
const sets = { ...boxSets, ...maskSets };
const mostHeld = 100;

if (positionals.length === 2) {
  const row = await measure(positionals[0]!, Number(positionals[1]), Number(values.seeds));
  console.log(JSON.stringify(row ?? null));
} else {
  const rows: Row[] = [];
  for (const set of values.sets?.split(',') ?? Object.keys(sets))
    for (const count of values.counts.split(',')) {
      const output = execFileSync('npx', ['tsx', import.meta.filename, set, count, '--seeds', values.seeds], {
        encoding: 'utf8',
      });
      const row: Row | null = JSON.parse(output.trim().split('\n').at(-1)!);
      if (!row) continue;
      rows.push(row);
      console.error(cellsOf(row).join(' | '));
    }
  const lines = [
    '# Learners of boxes and masks',
    '',
    `Made by \`npx tsx bench/model/boxes-masks.ts\`; means over ${values.seeds} random choices of the labelled pictures. Quality of a picture: mean IoU over the classes of a mask, sum of`,
    'the IoU of matched boxes over the larger number of boxes (a wrong name halves a match). "threshold": one threshold per picture on the colour channel that fits the labelled',
    'pictures best, and for boxes its connected parts of usual size. Surest 30, 60, 100 %: mean confidence / mean quality of the pictures the model is surest of.',
    'Seconds are processor time, predicting per picture; memory is the peak of the process.',
    '',
    ...markdownTable(
      [
        'set',
        'labelled',
        'held out',
        'quality',
        'threshold',
        'surest 30 %',
        '60 %',
        '100 %',
        'train s',
        'predict ms',
        'peak MB',
      ],
      rows.map(cellsOf),
    ),
  ];
  console.log(lines.join('\n'));
  await writeResults('learners-boxes-masks', rows, lines);
}

function cellsOf(row: Row): (string | number)[] {
  return [
    row.set,
    row.labelled,
    row.held,
    row.quality.toFixed(3),
    row.peer.toFixed(3),
    ...row.surest.map(({ confidence, quality }) => `${confidence.toFixed(3)} / ${quality.toFixed(3)}`),
    row.trainSeconds.toFixed(1),
    row.predictMilliseconds.toFixed(0),
    Math.round(row.peakMb),
  ];
}

/** Undefined where the set is not there or has too few pictures. */
async function measure(name: string, labelled: number, seeds: number): Promise<Row | undefined> {
  const set = await sets[name]!();
  if (!set || set.examples.length < labelled * 1.25) return undefined;
  const { learner, labels, examples } = set;
  const shares = [0.3, 0.6, 1];
  const row: Row = {
    set: name,
    labelled,
    held: Math.min(mostHeld, examples.length - labelled),
    quality: 0,
    peer: 0,
    surest: shares.map((share) => ({ share, confidence: 0, quality: 0 })),
    trainSeconds: 0,
    predictMilliseconds: 0,
    peakMb: 0,
  };
  for (let seed = 1; seed <= seeds; seed++) {
    const order = randomGenerator(seed).shuffle(examples);
    const training = order.slice(0, labelled);
    const held = order.slice(labelled, labelled + mostHeld);
    let started = process.cpuUsage();
    const model = await learner.train(training, { labels, seed }, () => {});
    row.trainSeconds += seconds(started) / seeds;
    started = process.cpuUsage();
    const predictions = model.predict(held.map(({ input }) => input));
    row.predictMilliseconds += (1000 * seconds(started)) / held.length / seeds;
    row.peakMb = Math.max(row.peakMb, process.resourceUsage().maxRSS / 1024);
    const judged = judge(learner, predictions, held);
    for (const own of row.surest) {
      const some = judged.slice(0, Math.round(own.share * judged.length));
      own.confidence += mean(some.map(({ confidence }) => confidence)) / seeds;
      own.quality += mean(some.map(({ quality }) => quality)) / seeds;
    }
    row.quality += mean(judged.map(({ quality }) => quality)) / seeds;
    const peer = learner.slug === 'box-detector' ? thresholdBoxes(training, learner.quality) : thresholdMasks(training);
    row.peer += mean(held.map(({ input, target }) => learner.quality(peer(input), target))) / seeds;
  }
  return row;
}

/** Surest first. */
function judge(learner: Learner, predictions: Prediction[], held: StructuredSet['examples']) {
  return predictions
    .map(({ target, confidence }, i) => ({ confidence, quality: learner.quality(target, held[i]!.target) }))
    .sort((a, b) => b.confidence - a.confidence);
}

function seconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}
function mean(numbers: number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / Math.max(1, numbers.length);
}
