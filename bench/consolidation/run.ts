/**
 * `npx tsx bench/consolidation/run.ts DATA [PEERS] [--sets a,b]`: every method of ours on every crowd set in the folder DATA, against its gold,
 * beside the figures others reached (PEERS, a folder of the form of ../shared/bench). Writes bench/results/consolidation.{json,md}
 * unless only some sets were asked for.
 */
import { parseArgs } from 'node:util';
import type { AnsweredObject, Consolidator } from '../../core/consolidation/consolidator';
import { consolidationKindOf } from '../../core/consolidation/registry';
import { markdownTable, writeResults } from '../results-file';
import { type PeerFigure, peerFigures } from './peers';
import { type CrowdSet, crowdSets } from './sets';

/** The measure a table is about, by task type; whether less is better. */
const MEASURE: Record<string, { ours: string; peers: string; lessIsBetter?: boolean }> = {
  'text-classification': { ours: 'accuracy', peers: 'accuracy' },
  'bounding-box': { ours: 'f1', peers: 'f1' },
  'semantic-segmentation': { ours: 'meanIoU', peers: 'meanIoU' },
  'named-entity-recognition': { ours: 'f1', peers: 'strictF1' },
  number: { ours: 'meanAbsoluteError', peers: 'meanAbsoluteError', lessIsBetter: true },
  'free-text': { ours: 'wordErrorRate', peers: 'wordErrorRate', lessIsBetter: true },
};

interface Row {
  set: string;
  taskType: string;
  method: string;
  answers: number;
  measures: Record<string, number>;
  calibrationError?: number;
  /** Of the default method: how right the claims of each range of confidence are. */
  reliability?: ReliabilityBin[];
  seconds: number;
}

interface ReliabilityBin {
  from: number;
  claims: number;
  confidence: number;
  right: number;
}

/** Where the ranges of confidence begin. */
const RANGES = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

const { positionals, values } = parseArgs({ allowPositionals: true, options: { sets: { type: 'string' } } });
const [data, peerFolder] = positionals;
if (!data) throw new Error('which folder holds the sets? npx tsx bench/consolidation/run.ts DATA [PEERS]');
const peers = peerFolder ? peerFigures(peerFolder) : [];
const rows: Row[] = [];

for (const set of crowdSets(data, values.sets?.split(',')).flatMap(withFewerWorkers)) {
  const consolidator = consolidatorOf(set.taskType);
  for (const method of consolidator.methods) {
    const row = runOn(set, consolidator, method);
    rows.push(row);
    console.error(
      [set.name, method, JSON.stringify(row.measures), row.calibrationError?.toFixed(3), row.seconds.toFixed(3)].join(
        '  ',
      ),
    );
  }
}
const lines = report();
console.log(lines.join('\n'));
if (!values.sets) await writeResults('consolidation', rows, lines);

function consolidatorOf(taskType: string) {
  const kind = consolidationKindOf(taskType);
  if (!kind) throw new Error(`no consolidation for ${taskType}`);
  return kind.consolidator;
}

function runOn(set: CrowdSet, consolidator: Consolidator<any, any>, method: string): Row {
  const read = (content: unknown) => consolidator.readAnswer(content, {});
  let answers = 0;
  const objects: AnsweredObject<unknown>[] = set.objects.map((object) => ({
    answers: object.answers.flatMap(({ workerId, content }) => {
      const answer = read(content);
      if (answer.ok) answers++;
      return answer.ok ? [{ workerId, answer: answer.value }] : [];
    }),
  }));
  const times: number[] = [];
  let outcome = consolidator.consolidate([], { method });
  while (times.length < 3 && times.reduce((sum, time) => sum + time, 0) < 5) {
    const started = performance.now();
    outcome = consolidator.consolidate(objects, { method });
    times.push((performance.now() - started) / 1000);
  }
  const consolidated = new Map(set.objects.map(({ object }, i) => [object, outcome.objects[i]]));
  const pairs = [...set.gold].map(([object, content]) => {
    const gold = read(content);
    if (!gold.ok) throw new Error(`${set.name}: gold of ${object}: ${gold.reason}`);
    return { consolidated: consolidated.get(object), gold: gold.value };
  });
  const labelOf = (label: unknown) => (label === undefined ? undefined : consolidator.asAnswer(label));
  const claims = pairs.flatMap(({ consolidated, gold }) => {
    if (!consolidated) return [];
    return decisions(set.taskType, consolidated).map(({ label, confidence }) => ({
      confidence,
      right: hit(consolidator.measure([{ label: labelOf(label), gold }])),
    }));
  });
  return {
    set: set.name,
    taskType: set.taskType,
    method,
    answers,
    measures: consolidator.measure(
      pairs.map(({ consolidated, gold }) => ({ label: labelOf(consolidated?.label), gold })),
    ),
    calibrationError: calibrationError(claims),
    ...(method === consolidator.methods[0] && claims.length > 0 ? { reliability: reliabilityOf(claims) } : {}),
    seconds: times.sort((a, b) => a - b)[times.length >> 1]!,
  };
}

/** What a label claims, each claim with its confidence: the label itself, or each box or span of it. */
function decisions(taskType: string, { label, confidence }: { label: any; confidence: number }): Claim[] {
  const member = { 'bounding-box': 'boxes', 'named-entity-recognition': 'spans' }[taskType];
  if (member)
    return label[member].map((item: Claim) => ({ label: { ...label, [member]: [item] }, confidence: item.confidence }));
  return taskType === 'text-classification' || taskType === 'semantic-segmentation' ? [{ label, confidence }] : [];
}

interface Claim {
  label: unknown;
  confidence: number;
}

/** How right a single claim is: 0 or 1 for a class, box or span; the IoU for a mask. */
function hit({ accuracy, precision, meanIoU }: Record<string, number>): number {
  return accuracy ?? precision ?? meanIoU ?? Number.NaN;
}

/** Expected calibration error (Guo et al., 2017), 15 bins of equal width. */
function calibrationError(claims: { confidence: number; right: number }[]): number | undefined {
  if (claims.length === 0) return undefined;
  const bins = Array.from({ length: 15 }, () => 0);
  for (const { confidence, right } of claims) bins[Math.min(14, Math.floor(confidence * 15))]! += right - confidence;
  return bins.reduce((sum, gap) => sum + Math.abs(gap), 0) / claims.length;
}

function reliabilityOf(claims: { confidence: number; right: number }[]): ReliabilityBin[] {
  return RANGES.map((from, i) => {
    const within = claims.filter(({ confidence }) => confidence >= from && confidence < (RANGES[i + 1] ?? 2));
    const mean = (of: 'confidence' | 'right') => within.reduce((sum, claim) => sum + claim[of], 0) / within.length;
    return { from, claims: within.length, confidence: mean('confidence'), right: mean('right') };
  }).filter((bin) => bin.claims > 0);
}

/** Boxes are also judged with only the first three and five workers of each picture. */
function withFewerWorkers(set: CrowdSet): CrowdSet[] {
  if (set.taskType !== 'bounding-box') return [set];
  return [3, 5, 7].map((count) => ({
    ...set,
    name: `${set.name}, ${count} workers`,
    objects: set.objects.map((object) => ({ ...object, answers: object.answers.slice(0, count) })),
  }));
}

function report(): string[] {
  const out = ['# Consolidation', '', 'Made by `npx tsx bench/consolidation/run.ts ../shared/data ../shared/bench`.'];
  for (const [taskType, { ours, lessIsBetter }] of Object.entries(MEASURE)) {
    const sets = [...new Set(rows.filter((row) => row.taskType === taskType).map(({ set }) => set))];
    if (sets.length === 0) continue;
    const methods = consolidatorOf(taskType).methods;
    const of = (set: string, method: string) => rows.find((row) => row.set === set && row.method === method)!;
    const header = ['set', ...methods.map((method, i) => (i ? method : `**${method}** (default)`)), 'best of others'];
    const table = sets.map((set) => [
      set,
      ...methods.map((method) => of(set, method).measures[ours]!.toFixed(4)),
      bestPeer(set, taskType),
    ]);
    out.push(
      '',
      `## ${taskType}: ${ours}${lessIsBetter ? ' (less is better)' : ''}`,
      '',
      ...markdownTable(header, table),
    );
    if (taskType === 'text-classification') out.push('', ...regret(sets, methods));
    out.push('', 'Seconds, and expected calibration error of the default method:', '');
    out.push(
      ...markdownTable(
        ['set', 'answers', ...methods, 'calibration error'],
        sets.map((set) => [
          set,
          of(set, methods[0]).answers,
          ...methods.map((method) => of(set, method).seconds.toFixed(3)),
          of(set, methods[0]).calibrationError?.toFixed(3) ?? '–',
        ]),
      ),
    );
  }
  out.push('', ...reliabilityTable());
  return out;
}

function reliabilityTable(): string[] {
  const judged = rows.filter((row) => row.reliability);
  return [
    '## Confidence and what comes of it',
    '',
    'Per cent right of the claims (labels, boxes, spans; for masks the IoU) whose confidence lies in the range, default methods; the number of claims in brackets.',
    '',
    ...markdownTable(
      ['set', ...RANGES.map((from, i) => (i ? `from ${from}` : 'below 0.5')), 'calibration error'],
      judged.map((row) => [
        row.set,
        ...RANGES.map((from) => {
          const bin = row.reliability!.find((one) => one.from === from);
          return bin ? `${(bin.right * 100).toFixed(0)} (${bin.claims})` : '–';
        }),
        row.calibrationError!.toFixed(3),
      ]),
    ),
  ];
}

/** Rows of the others for a set: the same set, and for boxes the same number of workers. */
function peersOf(set: string, taskType: string): PeerFigure[] {
  const [name, workers] = set.split(', ');
  return peers.filter(
    (figure) =>
      figure.set === name &&
      figure.measure === MEASURE[taskType]!.peers &&
      !figure.method.startsWith('oracle') &&
      (workers === undefined || figure.method.endsWith(`of ${workers}`)),
  );
}

function best(figures: PeerFigure[], lessIsBetter = false): PeerFigure | undefined {
  return [...figures].sort((a, b) => (lessIsBetter ? a.value - b.value : b.value - a.value))[0];
}

function bestPeer(set: string, taskType: string): string {
  const found = best(peersOf(set, taskType), MEASURE[taskType]!.lessIsBetter);
  return found ? `${found.value.toFixed(4)} (${found.method})` : '–';
}

/** Mean accuracy over the sets others have figures for, and how far each method stays behind the best of anybody on each set. */
function regret(sets: string[], methods: readonly string[]): string[] {
  const compared = sets.filter((set) => best(peersOf(set, 'text-classification')));
  if (compared.length === 0) return [];
  const others = [
    ...new Set(compared.flatMap((set) => peersOf(set, 'text-classification').map(({ method }) => method))),
  ];
  const valuesOf: [string, (number | undefined)[]][] = [
    ...methods.map((method): [string, (number | undefined)[]] => [
      method,
      compared.map((set) => rows.find((row) => row.set === set && row.method === method)!.measures.accuracy),
    ]),
    ...others.map((method): [string, (number | undefined)[]] => [
      `other: ${method}`,
      compared.map((set) => peersOf(set, 'text-classification').find((figure) => figure.method === method)?.value),
    ]),
  ];
  const tops = compared.map((_, i) => Math.max(...valuesOf.map(([, list]) => list[i] ?? 0)));
  const bestOfOthers = compared.map((set) => best(peersOf(set, 'text-classification'))!.value);
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const table = valuesOf.map(([method, list]) => {
    const has = list.flatMap((value, i) => (value === undefined ? [] : [i]));
    const behind = (top: number[]) => has.map((i) => (top[i]! - list[i]!) * 100);
    return [
      method,
      has.length,
      mean(has.map((i) => list[i]!)).toFixed(4),
      mean(behind(bestOfOthers)).toFixed(2),
      Math.max(...behind(bestOfOthers)).toFixed(2),
      mean(behind(tops)).toFixed(2),
      Math.max(...behind(tops)).toFixed(2),
    ];
  });
  return [
    `Over the ${compared.length} sets others have figures for: mean accuracy, and points behind the best of the others and behind the best of all.`,
    '',
    ...markdownTable(['method', 'sets', 'mean', 'behind others: mean', 'worst', 'behind all: mean', 'worst'], table),
  ];
}
