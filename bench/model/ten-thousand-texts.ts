/**
 * `npx tsx bench/model/ten-thousand-texts.ts`: how long the text learner takes for 10,000 texts and how much memory, beside scikit-learn in the same run.
 * Writes bench/results/text-training.{json,md}. Needs ../shared beside the repository; the peer is left out, and said to be, where /usr/bin/python3 has no
 * scikit-learn.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shuffledIndices } from '../../core/ml/shuffled-indices';
import { randomGenerator } from '../../core/random/generator';
import { textClassifier } from '../../model/learners/text-classifier';
import { markdownTable, writeResults } from '../results-file';

interface Text {
  source: string;
  label: string;
}

interface Figures {
  texts: string;
  who: string;
  trainSeconds: number;
  perSecond: number;
  accuracy: number;
  /** Share of the test texts that can be taken in order of confidence until fewer than 95 % or 97.5 % of them are right. */
  covered95: number;
  covered975: number;
  /** Largest resident memory of the whole process, start-up and data included. */
  peakMegabytes: number;
}

const shared = join(import.meta.dirname, '../../../shared/data');
const trainingTexts = 10_000;
const testTexts = 4_000;

const read = (name: string, prefix = ''): Text[] =>
  readFileSync(join(shared, name, 'train.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ source, label }) => ({ source, label: prefix + label }));

const sets: Record<string, () => Text[]> = {
  'voice commands, 7 classes': () => read('text_snips7'),
  'four English sets pooled, 17 classes': () =>
    ['text_sms_spam', 'text_trec6', 'text_mr_polarity', 'text_snips7'].flatMap((name) => read(name, `${name}/`)),
};

const [only] = process.argv.slice(2);
if (only) {
  console.log(JSON.stringify(await ours(only)));
} else if (!existsSync(shared)) {
  console.error('../shared/data is not there: nothing measured');
} else {
  const figures: Figures[] = [];
  const notes: string[] = [];
  for (const name of Object.keys(sets)) {
    // A process of its own, so that its memory is its own.
    const child = spawnSync(process.execPath, [...process.execArgv, process.argv[1]!, name], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    figures.push(JSON.parse(child.stdout));
    const peer = peerOn(name);
    if (typeof peer === 'string') notes.push(peer);
    else figures.push(peer);
  }
  const rows = figures.map((f) => [
    f.texts,
    f.who,
    f.trainSeconds.toFixed(2),
    Math.round(f.perSecond),
    percent(f.accuracy),
    percent(f.covered95),
    percent(f.covered975),
    Math.round(f.peakMegabytes),
  ]);
  const lines = [
    '# Training the text learner on 10,000 texts',
    '',
    `Trained on ${trainingTexts} random texts, scored on ${testTexts} others. Training is everything from the texts on: n-grams, weights, calibration. \`covered\`: share of`,
    'the test texts, taken in order of confidence, up to where 95 % or 97.5 % of them are right. Peak memory is of the whole process. One run each, wall time.',
    'Made by `npx tsx bench/model/ten-thousand-texts.ts`.',
    '',
    ...markdownTable(
      ['texts', 'learner', 'train s', 'texts scored / s', 'accuracy', 'covered 95', 'covered 97.5', 'peak MB'],
      rows,
    ),
    ...[...new Set(notes)].flatMap((note) => ['', note]),
  ];
  console.log(lines.join('\n'));
  await writeResults('text-training', figures, lines);
}

async function ours(name: string): Promise<Figures> {
  const { train, test } = split(name);
  const labels = [...new Set(train.map(({ label }) => label))].sort();
  let started = performance.now();
  const examples = train.map(({ source, label }) => ({
    input: textClassifier.fromText(source),
    target: labels.indexOf(label),
  }));
  const model = await textClassifier.train(examples, { labels, seed: 1 }, () => {});
  const trainSeconds = (performance.now() - started) / 1000;
  started = performance.now();
  const predictions = model.predict(test.map(({ source }) => textClassifier.fromText(source)));
  const perSecond = test.length / ((performance.now() - started) / 1000);
  const right = predictions
    .map(({ target, confidence }, i) => ({ confidence, right: labels[target as number] === test[i]!.label }))
    .sort((a, b) => b.confidence - a.confidence)
    .map((prediction) => prediction.right);
  return {
    texts: name,
    who: 'ours',
    trainSeconds,
    perSecond,
    ...quality(right),
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

function peerOn(name: string): Figures | string {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-peer-'));
  try {
    const { train, test } = split(name);
    const pairs = (texts: Text[]) => texts.map(({ source, label }) => [source, label]);
    const file = join(folder, 'texts.json');
    writeFileSync(file, JSON.stringify({ train: pairs(train), test: pairs(test) }));
    const child = spawnSync('/usr/bin/python3', [join(import.meta.dirname, 'text_peer.py'), file], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    if (child.status !== 0) return 'The peer was not measured: /usr/bin/python3 has no scikit-learn here.';
    const peer = JSON.parse(child.stdout);
    return {
      texts: name,
      who: `scikit-learn ${peer.version}: TfidfVectorizer (1-2 words), LogisticRegression, no calibration`,
      trainSeconds: peer.train,
      perSecond: test.length / peer.score,
      ...quality(peer.right.map(Boolean)),
      peakMegabytes: peer.megabytes,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function split(name: string): { train: Text[]; test: Text[] } {
  const texts = sets[name]!();
  const order = Array.from(shuffledIndices(texts.length, randomGenerator(1)), (i) => texts[i]!);
  return {
    train: order.slice(0, trainingTexts),
    test: order.slice(trainingTexts, trainingTexts + testTexts),
  };
}

/** Of predictions in order of confidence. */
function quality(right: boolean[]): Pick<Figures, 'accuracy' | 'covered95' | 'covered975'> {
  let sum = 0;
  let covered95 = 0;
  let covered975 = 0;
  right.forEach((is, i) => {
    sum += Number(is);
    if (sum >= 0.95 * (i + 1)) covered95 = (i + 1) / right.length;
    if (sum >= 0.975 * (i + 1)) covered975 = (i + 1) / right.length;
  });
  return { accuracy: sum / right.length, covered95, covered975 };
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}
