/**
 * `npx tsx bench/model/learners.ts [set …] [--seeds N]`: trains the built-in learners on a few label budgets of real sets, scores the
 * rest of each set, and writes bench/results/learners.{json,md}. Without ../shared beside the repository only generated pictures run.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { shuffledIndices } from '../../core/ml/shuffled-indices';
import { randomGenerator } from '../../core/random/generator';
import { type LabelledSet, labelledSet, setNames } from './labelled-sets';

interface Row {
  set: string;
  labels: number;
  seeds: number;
  accuracy: number;
  worst: number;
  /** Expected calibration error, 15 bins of equal width (Guo et al., 2017). */
  calibrationError: number;
  trainSeconds: number;
  predictedPerSecond: number;
  /** scikit-learn trained on half of the set, where that was measured; the best of its models. */
  peer?: string;
}

const repository = join(import.meta.dirname, '../..');
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '3' } },
});
const seeds = Number(values.seeds);
const rows: Row[] = [];
const reading: string[] = [];

for (const name of positionals.length ? positionals : setNames) {
  const set = await labelledSet(name);
  if (!set) {
    console.error(`${name}: left out, ../shared/data/${name} is not there`);
    continue;
  }
  const count = set.examples.length;
  if (set.readSeconds) {
    reading.push(
      `${name}: ${((set.readSeconds / count) * 1000).toFixed(2)} ms an object to read and describe, one at a time.`,
    );
    console.error(reading.at(-1));
  }
  for (const budget of name === 'generated_pictures' ? [100, 200, 400] : [200, 400, 1000, Math.floor(count / 2)]) {
    if (budget > count / 2) continue;
    const row = { ...(await measure(set, budget)), ...(budget === Math.floor(count / 2) ? peerOf(name) : {}) };
    if (rows.some((other) => other.set === row.set && other.labels === row.labels)) continue;
    rows.push(row);
    console.error(line(row));
  }
}

const table = [
  '# Built-in learners',
  '',
  `Accuracy on the rest of the set after training on that many random labels; mean over ${seeds} seeds. \`half-set peer\`: scikit-learn on the`,
  'same set trained on half of it (its best model; other split). `ECE`: expected calibration error. Seconds are wall time on a shared',
  '2-core machine. Made by `npx tsx bench/model/learners.ts`.',
  '',
  '| set | labels | accuracy | worst | ECE | train s | predictions / s | half-set peer |',
  '|---|---|---|---|---|---|---|---|',
  ...rows.map(line),
  '',
  ...reading,
  '',
].join('\n');
console.log(table);
if (!positionals.length) {
  writeFileSync(join(repository, 'bench/results/learners.json'), `${JSON.stringify(rows, null, 2)}\n`);
  writeFileSync(join(repository, 'bench/results/learners.md'), table);
}

async function measure(set: LabelledSet, budget: number): Promise<Row> {
  const accuracies: number[] = [];
  let calibrationError = 0;
  let trainSeconds = 0;
  let predictSeconds = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const order = shuffledIndices(set.examples.length, randomGenerator(seed));
    const training = Array.from(order.subarray(0, budget), (i) => set.examples[i]!);
    const rest = Array.from(order.subarray(budget), (i) => set.examples[i]!);
    let started = performance.now();
    const model = await set.learner.train(training, { labels: set.labels, seed }, () => {});
    trainSeconds += (performance.now() - started) / 1000 / seeds;
    started = performance.now();
    const predictions: { right: boolean; confidence: number }[] = [];
    for (let start = 0; start < rest.length; start += 500) {
      const part = rest.slice(start, start + 500);
      model.predict(part.map((example) => example.input)).forEach(({ target, confidence }, i) => {
        predictions.push({ right: target === part[i]!.target, confidence });
      });
    }
    predictSeconds += (performance.now() - started) / 1000;
    accuracies.push(predictions.filter(({ right }) => right).length / predictions.length);
    calibrationError += expectedCalibrationError(predictions) / seeds;
  }
  return {
    set: set.name,
    labels: budget,
    seeds,
    accuracy: accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / seeds,
    worst: Math.min(...accuracies),
    calibrationError,
    trainSeconds,
    predictedPerSecond: ((set.examples.length - budget) * seeds) / predictSeconds,
  };
}

function expectedCalibrationError(predictions: { right: boolean; confidence: number }[]): number {
  const bins = Array.from({ length: 15 }, () => ({ right: 0, confidence: 0 }));
  for (const { right, confidence } of predictions) {
    const bin = bins[Math.min(14, Math.floor(confidence * 15))]!;
    bin.right += Number(right);
    bin.confidence += confidence;
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence), 0) / predictions.length;
}

function peerOf(name: string): { peer?: string } {
  const path = join(repository, '../shared/bench/autolabel.json');
  if (!existsSync(path)) return {};
  const runs: { dataset: string; model: string; accuracy_half_pool: number }[] = JSON.parse(readFileSync(path, 'utf8'));
  const best = runs
    .filter((run) => run.dataset === name)
    .sort((a, b) => b.accuracy_half_pool - a.accuracy_half_pool)[0];
  return best ? { peer: `${percent(best.accuracy_half_pool)} (${best.model})` } : {};
}

function line(row: Row): string {
  const cells = [
    row.set,
    row.labels,
    percent(row.accuracy),
    percent(row.worst),
    percent(row.calibrationError),
    row.trainSeconds.toFixed(1),
    Math.round(row.predictedPerSecond),
    row.peer ?? '',
  ];
  return `| ${cells.join(' | ')} |`;
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}
