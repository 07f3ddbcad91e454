/**
 * `npx tsx bench/auto-labeling/run.ts [--shared ../shared/data] [--sets a,b] [--seeds N] [--peer-seeds N] [--only machine|dataset]`: automated labeling on every labelled set of
 * a folder, with people who are right and with three who are right nine times in ten, beside two methods of the literature on scikit-learn models (peer.py) run
 * here, and the figures committed in SHARED/../bench/autolabel.json. Each piece is merged into bench/results/auto-labeling.{json,md}.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { SeedResult } from '../../bin/commands/simulate/result';
import type { SimulationSettings } from '../../bin/commands/simulate/settings';
import { inPackage } from '../../lib/paths';
import { writeResults } from '../results-file';
import { committedFigures } from './committed';
import { reportLines } from './report';
import { deviationOf, figuresSoFar, mean, type OurRow, type PeerRow, renew } from './rows';
import { type BenchSet, benchSets, isThere, seedsOf } from './sets';

const run = promisify(execFile);
const PYTHON = '/usr/bin/python3';
const PEERS = ['tbal', 'ltt'];

const { values } = parseArgs({
  options: {
    shared: { type: 'string', default: '../shared/data' },
    sets: { type: 'string' },
    seeds: { type: 'string' },
    'peer-seeds': { type: 'string' },
    only: { type: 'string' },
  },
});
const wanted = values.sets?.split(',');
const unknown = wanted?.find((name) => !benchSets.some((set) => set.name === name));
if (unknown) throw new Error(`there is no set ${unknown}; there are ${benchSets.map(({ name }) => name).join(', ')}`);
const figures = figuresSoFar();
const committed = committedFigures(join(values.shared, '..', 'bench', 'autolabel.json'));
const withoutPeers = await whyNoPeers();
if (withoutPeers) console.error(`peers are left out: ${withoutPeers}`);
const began = performance.now();

for (const set of benchSets.filter(({ name }) => !wanted || wanted.includes(name))) {
  if (!isThere(values.shared, set.name)) {
    console.error(`${set.name}: not in ${values.shared}`);
    continue;
  }
  const folder = await mkdtemp(join(tmpdir(), 'auto-labeling-'));
  try {
    await benchmark(set, await set.prepare(values.shared, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  // After every set: a run that is stopped has not been for nothing.
  await writeResults('auto-labeling', figures, reportLines(figures, committed));
}
console.log(reportLines(figures, committed).join('\n'));

async function benchmark(set: BenchSet, input: string): Promise<void> {
  if (values.only !== 'dataset') {
    if (set.seeds > 1) await time(set, input);
    await peers(set, input);
  }
  for (const scope of ['machine', 'dataset'] as const) {
    if (values.only !== undefined && values.only !== scope) continue;
    for (const target of set.targets)
      for (const noisy of set.brief ? [false] : [false, true]) await ours(set, input, target, scope, noisy);
  }
}

interface OurRun {
  objects: number;
  readSeconds: number;
  wallSeconds: number;
  peakMB: number;
  seeds: Omit<SeedResult, 'reports'>[];
}

async function simulated(settings: SimulationSettings, seeds: number, workers: number): Promise<OurRun> {
  const script = inPackage('bench', 'auto-labeling', 'ours.ts');
  const { stdout } = await run(
    process.execPath,
    ['--import', 'tsx', script, JSON.stringify({ settings, seeds, workers })],
    { maxBuffer: 2 ** 28 },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

function settingsOf(
  set: BenchSet,
  input: string,
  target: number,
  scope: OurRow['scope'],
  noisy: boolean,
): SimulationSettings {
  return {
    taskType: set.taskType,
    input,
    labelAttribute: 'label',
    targetAccuracy: target,
    confidence: 0.95,
    scope,
    answersPerObject: noisy ? 3 : 1,
    workerAccuracy: noisy ? 0.9 : 1,
    maxConcurrent: 1000,
    skipBadLines: false,
  };
}

async function time(set: BenchSet, input: string): Promise<void> {
  const seeds = Math.min(3, values.seeds ? Number(values.seeds) : set.seeds);
  const target = set.targets[0]!;
  timed(set, await simulated(settingsOf(set, input, target, 'machine', false), seeds, 1));
}

function timed(set: BenchSet, { seeds: runs, readSeconds, peakMB }: OurRun): void {
  const seeds = runs.length;
  const row = { set: set.name, seeds, seconds: mean(runs.map(({ seconds }) => seconds)), readSeconds, peakMB };
  renew(figures.times, row, ['set']);
  said(`${set.name}: ${row.seconds.toFixed(2)} s a job, reading ${readSeconds.toFixed(2)} s, ${peakMB} MB`);
}

async function ours(
  set: BenchSet,
  input: string,
  target: number,
  scope: OurRow['scope'],
  noisy: boolean,
): Promise<void> {
  const seeds = Math.min(seedsOf(set, target, scope, noisy), Number(values.seeds ?? Number.POSITIVE_INFINITY));
  const found = await simulated(settingsOf(set, input, target, scope, noisy), seeds, cpus().length);
  const machine = found.seeds.flatMap(({ machineAccuracy }) => machineAccuracy ?? []);
  const coverage = found.seeds.map((seed) => seed.coverage);
  const row: OurRow = {
    set: set.name,
    objects: found.objects,
    target,
    scope,
    noisy,
    seeds,
    coverage: mean(coverage),
    deviation: deviationOf(coverage),
    machineAccuracy: machine.length > 0 ? mean(machine) : null,
    worst: machine.length > 0 ? Math.min(...machine) : null,
    datasetAccuracy: mean(found.seeds.map(({ datasetAccuracy }) => datasetAccuracy)),
    violations: found.seeds.reduce((sum, { violations }) => sum + violations, 0),
    rounds: mean(found.seeds.map(({ rounds }) => rounds)),
  };
  // One job in one thread is also the measure of time.
  if (set.seeds === 1 && target === set.targets[0] && scope === 'machine' && !noisy) timed(set, found);
  renew(figures.ours, row, ['set', 'target', 'scope', 'noisy']);
  said(
    `${set.name} ${target} ${scope}${noisy ? ' noisy' : ''}: coverage ${row.coverage.toFixed(3)}, missed ${row.violations} of ${seeds}`,
  );
}

async function peers(set: BenchSet, input: string): Promise<void> {
  const seeds = Math.min(set.peerSeeds, Number(values['peer-seeds'] ?? Number.POSITIVE_INFINITY));
  if (withoutPeers || seeds === 0) return;
  for (const target of set.brief ? set.targets.slice(0, 1) : set.targets)
    for (const method of PEERS) {
      const script = inPackage('bench', 'auto-labeling', 'peer.py');
      const { stdout } = await run(PYTHON, [script, method, String(target), '1', String(seeds), input]);
      const { runs, readSeconds, peakMB } = JSON.parse(stdout) as {
        runs: { coverage: number; accuracy: number | null; rounds: number; seconds: number }[];
        readSeconds: number;
        peakMB: number;
      };
      const accuracies = runs.flatMap(({ accuracy }) => accuracy ?? []);
      const row: PeerRow = {
        set: set.name,
        method,
        target,
        seeds,
        coverage: mean(runs.map(({ coverage }) => coverage)),
        accuracy: accuracies.length > 0 ? mean(accuracies) : null,
        below: accuracies.filter((accuracy) => accuracy < target).length,
        rounds: mean(runs.map(({ rounds }) => rounds)),
        seconds: mean(runs.map(({ seconds }) => seconds)),
        readSeconds,
        peakMB,
      };
      renew(figures.peers, row, ['set', 'method', 'target']);
      said(`${set.name} ${target} ${method}: coverage ${row.coverage.toFixed(3)}, ${row.seconds.toFixed(2)} s a run`);
    }
}

async function whyNoPeers(): Promise<string | undefined> {
  try {
    await run(PYTHON, ['-c', 'import sklearn, scipy, numpy, PIL']);
    return undefined;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return `${PYTHON} cannot load scikit-learn (${stderr?.trim().split('\n').at(-1) || message.split('\n')[0]}); on Debian: apt-get install python3-sklearn python3-pil`;
  }
}

function said(line: string): void {
  console.error(`[${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s] ${line}`);
}
