/**
 * `npx tsx bench/model/structured.ts [--seeds N] [--texts folder] [--python path]`: trains the learners of spans and of several labels per object on a few hundred labelled objects, answers
 * the rest, runs the labeling loop on each set, and writes bench/results/learners-structured.{json,md}. Each count of each set runs in a process of its own.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { runLoop } from '../../core/active-learning/loop';
import type { LabelledSpan } from '../../core/ml/sequence-tags';
import { randomGenerator } from '../../core/random/generator';
import type { Model } from '../../model/learners/learner';
import { markdownTable, writeResults } from '../results-file';
import { labelSetSets } from './label-set-sets';
import { peerAnswers } from './span-peers';
import { spanSets } from './span-sets';
import type { StructuredSet } from './structured-set';

interface Row {
  set: string;
  labelled: number;
  held: number;
  /** Mean quality of an object: F1 of its spans, or whether its set of labels is right. */
  quality: number;
  confidence: number;
  /** Micro-averaged over all spans, or over all single labels. */
  f1: number;
  /** Share of the held-out objects, surest first, whose mean quality is at least 95 and 90 %. */
  within95: number;
  within90: number;
  trainSeconds: number;
  predictMilliseconds: number;
  peakMb: number;
  peers: { name: string; f1: number; trainSeconds: number }[];
}

interface LoopRow {
  set: string;
  target: number;
  seed: number;
  coverage: number;
  quality: number;
  /** Mean confidence of the labels the machine gave. */
  confidence: number;
  rounds: number;
  seconds: number;
  ended: string;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '3' },
    texts: { type: 'string' },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});
const sets = { ...spanSets(values.texts), ...labelSetSets };
const counts = [250, 500, 1000, 2000];
const targets = [0.9, 0.95];
const mostHeld = 1500;
const leastForLoop = 1500;
/** Peers are run on the first seed alone, and not beyond this many labelled objects: they take minutes there. */
const mostForPeers = 1000;

if (positionals[1] === 'loop') {
  console.log(JSON.stringify(await loop(positionals[0]!, Number(positionals[2]), Number(positionals[3]))));
} else if (positionals.length === 2) {
  console.log(JSON.stringify((await measure(positionals[0]!, Number(positionals[1]), Number(values.seeds))) ?? null));
} else {
  const rows: Row[] = [];
  const loops: LoopRow[] = [];
  for (const set of Object.keys(sets)) {
    for (const count of counts) {
      const row = inProcess<Row | null>(set, String(count));
      if (!row) continue;
      rows.push(row);
      console.error(cellsOf(row).join(' | '));
    }
    for (const target of targets)
      for (let seed = 1; seed <= Number(values.seeds); seed++) {
        const row = inProcess<LoopRow | null>(set, 'loop', String(target), String(seed));
        if (!row) continue;
        loops.push(row);
        console.error(loopCells(row).join(' | '));
      }
  }
  const lines = report(rows, loops);
  console.log(lines.join('\n'));
  await writeResults('learners-structured', { rows, loops }, lines);
}

function inProcess<Result>(...args: string[]): Result {
  const options = [
    '--seeds',
    values.seeds,
    '--python',
    values.python,
    ...(values.texts ? ['--texts', values.texts] : []),
  ];
  const output = execFileSync('npx', ['tsx', import.meta.filename, ...args, ...options], { encoding: 'utf8' });
  return JSON.parse(output.trim().split('\n').at(-1)!);
}

/** Undefined where the set is not there or has too few objects. */
async function measure(name: string, labelled: number, seeds: number): Promise<Row | undefined> {
  const set = await sets[name]!();
  if (!set || set.examples.length < labelled * 1.25) return undefined;
  const { learner, labels, examples } = set;
  const row: Row = {
    set: name,
    labelled,
    held: Math.min(mostHeld, examples.length - labelled),
    quality: 0,
    confidence: 0,
    f1: 0,
    within95: 0,
    within90: 0,
    trainSeconds: 0,
    predictMilliseconds: 0,
    peakMb: 0,
    peers: [],
  };
  for (let seed = 1; seed <= seeds; seed++) {
    const order = randomGenerator(seed).shuffle(examples);
    const training = order.slice(0, labelled);
    const held = order.slice(labelled, labelled + mostHeld);
    let started = process.cpuUsage();
    const model = await learner.train(training, { labels, seed }, () => {});
    row.trainSeconds += processorSeconds(started) / seeds;
    started = process.cpuUsage();
    const predictions = model.predict(held.map(({ input }) => input));
    row.predictMilliseconds += (1000 * processorSeconds(started)) / held.length / seeds;
    row.peakMb = Math.max(row.peakMb, process.resourceUsage().maxRSS / 1024);
    const judged = predictions
      .map(({ target, confidence }, i) => ({ confidence, quality: learner.quality(target, held[i]!.target) }))
      .sort((a, b) => b.confidence - a.confidence);
    row.quality += mean(judged.map(({ quality }) => quality)) / seeds;
    row.confidence += mean(judged.map(({ confidence }) => confidence)) / seeds;
    row.within95 += shareWithin(judged, 0.95) / seeds;
    row.within90 += shareWithin(judged, 0.9) / seeds;
    row.f1 += microF1(predictions, held) / seeds;
    if (seed === 1 && learner.slug === 'span-tagger' && labelled <= mostForPeers)
      row.peers = peerAnswers(values.python, training, held, labels.length).map(({ name, targets, trainSeconds }) => ({
        name,
        f1: microF1(
          targets.map((target) => ({ target })),
          held,
        ),
        trainSeconds,
      }));
  }
  return row;
}

/** The labeling loop with people who are always right; not on pictures, which are read anew in each process, nor on sets too small for it to pay. */
async function loop(name: string, target: number, seed: number): Promise<LoopRow | null> {
  const set = name === 'joined_digits' ? undefined : await sets[name]!();
  if (!set || set.examples.length < leastForLoop) return null;
  const { learner, labels, examples } = set;
  let model: Model | undefined;
  const confidences = new Map<number, number>();
  const started = process.cpuUsage();
  const { machine, rounds, ended } = await runLoop<unknown>(
    {
      objects: examples.length,
      seed,
      classes: labels.length,
      exact: learner.measure === 'accuracy',
      inFlight: 1000,
      targetAccuracy: target,
      confidence: 0.95,
      scope: 'machine',
    },
    {
      ask: async (ids) => ids.map((id) => ({ target: examples[id]!.target, confidence: 1, pairs: 0, agreeing: 0 })),
      async train(ids) {
        const training = ids.map((id) => examples[id]!);
        const reason = learner.unlearnable(
          training.map((example) => example.target),
          labels,
        );
        if (reason === undefined) model = await learner.train(training, { labels, seed }, () => {});
        return reason;
      },
      async score(ids) {
        const predictions = model!.predict(ids.map((id) => examples[id]!.input));
        predictions.forEach(({ confidence }, i) => {
          confidences.set(ids[i]!, confidence);
        });
        return predictions;
      },
      quality: (predicted, human) => learner.quality(predicted, human),
    },
  );
  const given = [...machine];
  return {
    set: name,
    target,
    seed,
    coverage: given.length / examples.length,
    quality: mean(given.map(([id, label]) => learner.quality(label, examples[id]!.target))),
    confidence: mean(given.map(([id]) => confidences.get(id)!)),
    rounds: rounds.length,
    seconds: processorSeconds(started),
    ended,
  };
}

/** Largest share, surest first, whose mean quality is at least `least`. */
function shareWithin(judged: readonly { quality: number }[], least: number): number {
  let sum = 0;
  let most = 0;
  judged.forEach(({ quality }, i) => {
    sum += quality;
    if (sum / (i + 1) >= least) most = i + 1;
  });
  return most / judged.length;
}

function microF1(predictions: readonly { target: unknown }[], held: StructuredSet['examples']): number {
  const keys = (target: unknown) =>
    new Set((target as readonly (number | LabelledSpan)[]).map((part) => JSON.stringify(part)));
  let [hits, given, wanted] = [0, 0, 0];
  predictions.forEach(({ target }, i) => {
    const ours = keys(target);
    const theirs = keys(held[i]!.target);
    given += ours.size;
    wanted += theirs.size;
    for (const key of ours) if (theirs.has(key)) hits++;
  });
  return (2 * hits) / Math.max(1, given + wanted);
}

function report(rows: readonly Row[], loops: readonly LoopRow[]): string[] {
  return [
    '# Learners of spans and of several labels per object',
    '',
    `Made by \`npx tsx bench/model/structured.ts\`; means over ${values.seeds} random choices of the labelled objects. Quality of an object: F1 of its exact spans, or whether its set of labels`,
    'is right as a whole. "F1": over all spans, or all single labels, of all held-out objects. "at 95 / 90 %": share of them, surest first, whose mean quality is that. Peers: the same',
    'token features, first choice only, F1 and seconds. Seconds are processor time, predicting per object; memory is the peak of the process.',
    '',
    '`invented_news` has the sentences and entities of crowd_spans_ner_a (whose words are not given) with invented words; `joined_*` are several objects of one class each joined to one:',
    'constructed sets, all of them. The other sets of spans are real and are not part of the repository (`--texts`).',
    '',
    ...markdownTable(
      [
        'set',
        'labelled',
        'held out',
        'quality',
        'confidence',
        'F1',
        'peers',
        'at 95 %',
        'at 90 %',
        'train s',
        'predict ms',
        'peak MB',
      ],
      rows.map(cellsOf),
    ),
    '',
    '## The labeling loop',
    '',
    'People are always right; promised of the labels the model gives, with 95 % confidence. Planned and real: mean confidence and mean quality of those labels.',
    '',
    ...markdownTable(
      ['set', 'target', 'seed', 'coverage', 'planned', 'real', 'rounds', 'seconds', 'ended because'],
      loops.map(loopCells),
    ),
  ];
}

function cellsOf(row: Row): (string | number)[] {
  return [
    row.set,
    row.labelled,
    row.held,
    percent(row.quality),
    percent(row.confidence),
    percent(row.f1),
    row.peers.map(({ name, f1, trainSeconds }) => `${name} ${percent(f1)} (${trainSeconds.toFixed(1)} s)`).join(', '),
    percent(row.within95),
    percent(row.within90),
    row.trainSeconds.toFixed(1),
    row.predictMilliseconds.toFixed(2),
    Math.round(row.peakMb),
  ];
}

function loopCells(row: LoopRow): (string | number)[] {
  return [
    row.set,
    row.target,
    row.seed,
    percent(row.coverage),
    row.coverage ? percent(row.confidence) : '',
    row.coverage ? percent(row.quality) : '',
    row.rounds,
    row.seconds.toFixed(1),
    row.ended,
  ];
}

function processorSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / Math.max(1, numbers.length);
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}
