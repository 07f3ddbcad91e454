/**
 * `npx tsx bench/model/learners.ts [set …] [--seeds N]`: trains the built-in learners on a few label budgets of real sets, scores the
 * rest of each set, and writes bench/results/learners.{json,md}; with sets named, only their rows are renewed. Without ../shared beside the
 * repository only generated pictures run.
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
  /** Share of the rest that can be taken in order of confidence until fewer than 95 % or 97.5 % of it are right. */
  covered95: number;
  covered975: number;
  /** From prepared objects on. */
  trainSeconds: number;
  predictedPerSecond: number;
  /** Reading an object and preparing it for the learner. */
  readMilliseconds: number;
  /** scikit-learn trained on half of the set, where that was measured; the best of its models. */
  peer?: string;
}

const repository = join(import.meta.dirname, '../..');
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '3' } },
});
const seeds = Number(values.seeds);
const file = join(repository, 'bench/results/learners.json');
const rows: Row[] = positionals.length && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];

for (const name of positionals.length ? positionals : setNames) {
  const set = await labelledSet(name);
  if (!set) {
    console.error(`${name}: left out, ../shared/data/${name} is not there`);
    continue;
  }
  const count = set.examples.length;
  renew(rows, name);
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
  'same set trained on half of it (its best model; other split). `ECE`: expected calibration error. `covered`: share of the rest, taken in order of',
  'confidence, up to where 95 % or 97.5 % of it are right. `read`: from a file or text to what the learner takes, once per object. Wall time on a shared 2-core machine. Made by `npx tsx bench/model/learners.ts`.',
  '',
  '| set | labels | accuracy | worst | ECE | covered 95 | covered 97.5 | read ms | train s | predictions / s | half-set peer |',
  '|---|---|---|---|---|---|---|---|---|---|---|',
  ...rows.map(line),
  '',
].join('\n');
console.log(table);
writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
writeFileSync(join(repository, 'bench/results/learners.md'), table);

function renew(all: Row[], name: string): void {
  all.splice(0, all.length, ...all.filter((row) => row.set !== name));
}

async function measure(set: LabelledSet, budget: number): Promise<Row> {
  const accuracies: number[] = [];
  let calibrationError = 0;
  let covered95 = 0;
  let covered975 = 0;
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
    covered95 += covered(predictions, 0.95) / seeds;
    covered975 += covered(predictions, 0.975) / seeds;
  }
  return {
    set: set.name,
    labels: budget,
    seeds,
    accuracy: accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / seeds,
    worst: Math.min(...accuracies),
    calibrationError,
    covered95,
    covered975,
    trainSeconds,
    predictedPerSecond: ((set.examples.length - budget) * seeds) / predictSeconds,
    readMilliseconds: (set.readSeconds / set.examples.length) * 1000,
  };
}

function covered(predictions: { right: boolean; confidence: number }[], target: number): number {
  let right = 0;
  let most = 0;
  predictions
    .toSorted((a, b) => b.confidence - a.confidence)
    .forEach((prediction, i) => {
      right += Number(prediction.right);
      if (right >= target * (i + 1)) most = i + 1;
    });
  return most / predictions.length;
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
    percent(row.covered95),
    percent(row.covered975),
    row.readMilliseconds.toFixed(2),
    row.trainSeconds.toFixed(2),
    Math.round(row.predictedPerSecond),
    row.peer ?? '',
  ];
  return `| ${cells.join(' | ')} |`;
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}
