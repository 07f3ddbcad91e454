import { markdownTable } from '../results-file';
import { type CommittedFigure, committedBest } from './committed';
import type { Figures, OurRow } from './rows';
import { benchSets } from './sets';

const percent = (share: number | null | undefined): string =>
  share === null || share === undefined ? '–' : (share * 100).toFixed(1);

/** The result as a page. All shares in per cent. */
export function reportLines(figures: Figures, committed: readonly CommittedFigure[]): string[] {
  return [
    '# Automated labeling',
    '',
    '`npx tsx bench/auto-labeling/run.ts`. Shares are in per cent, coverage is the share of objects the model labelled. The promise holds with 95 % confidence: of 100 jobs 5 may miss it. Clean: one answer per',
    'object, always right. Noisy: three workers per object, right 90 % of the time. Peers: threshold-based auto-labelling (tbal) and Learn-then-Test (ltt) on scikit-learn models, people always right.',
    'Nothing is tuned per set.',
    '',
    '## The promise on the labels the model gives',
    '',
    ...promiseTable(figures, 'machine'),
    '',
    '## Beside the peers, run here and as committed in ../shared/bench',
    '',
    '`ceiling`: what 1.3 × ltt would be; above 100 it cannot be reached by anybody. `missed`: runs whose labels missed the target, of all runs.',
    '',
    ...peerTable(figures, committed),
    '',
    '## The promise on the whole data set: share of human labels saved',
    '',
    ...promiseTable(figures, 'dataset'),
    '',
    ...savedLines(figures),
    '',
    '## Time and memory',
    '',
    'Seconds of one job at the first target from the first question to the last label, one thread, objects prepared before; mean. Peak memory is of the whole process.',
    '',
    ...timeTable(figures),
    '',
    '`crowd_spans_ner_a` is left out: its words are not in the set, so nothing can be learnt from it.',
  ];
}

const inOrder = <Row extends { set: string }>(rows: readonly Row[]): Row[] => {
  const place = (name: string) => benchSets.findIndex((set) => set.name === name);
  return [...rows].sort((a, b) => place(a.set) - place(b.set));
};

function promiseTable({ ours }: Figures, scope: OurRow['scope']): string[] {
  const byPromise = ours
    .filter((row) => row.scope === scope)
    .sort((a, b) => a.target - b.target || Number(a.noisy) - Number(b.noisy));
  const rows = inOrder(byPromise);
  return markdownTable(
    ['set', 'objects', 'target', 'people', 'jobs', 'coverage', 'quality', 'worst', 'all labels', 'missed', 'rounds'],
    rows.map((row) => [
      row.set,
      row.objects,
      percent(row.target),
      row.noisy ? 'noisy' : 'clean',
      row.seeds,
      `${percent(row.coverage)} ± ${percent(row.deviation)}`,
      percent(row.machineAccuracy),
      percent(row.worst),
      percent(row.datasetAccuracy),
      `${row.violations}/${row.seeds}`,
      row.rounds.toFixed(1),
    ]),
  );
}

function peerTable({ ours, peers }: Figures, committed: readonly CommittedFigure[]): string[] {
  const mine = inOrder(
    ours.filter(({ scope, noisy }) => scope === 'machine' && !noisy).sort((a, b) => a.target - b.target),
  );
  const rows = mine.flatMap((row) => {
    const here = (method: string) =>
      peers.find((peer) => peer.set === row.set && peer.method === method && peer.target === row.target);
    const there = (method: string) => committedBest(committed, row.set, method, row.target);
    const [tbal, ltt] = [here('tbal'), here('ltt')];
    const [tbalThen, lttThen] = [there('tbal'), there('ltt')];
    if (!tbal && !ltt && !tbalThen && !lttThen) return [];
    const best = Math.max(ltt?.coverage ?? 0, lttThen?.coverage ?? 0);
    const cell = (coverage: number | undefined, below: number | undefined, seeds: number | undefined) =>
      coverage === undefined ? '–' : `${percent(coverage)} (${below}/${seeds})`;
    return [
      [
        row.set,
        percent(row.target),
        cell(row.coverage, row.violations, row.seeds),
        cell(tbal?.coverage, tbal?.below, tbal?.seeds),
        cell(tbalThen?.coverage, tbalThen?.below_target, tbalThen?.seeds),
        cell(ltt?.coverage, ltt?.below, ltt?.seeds),
        cell(lttThen?.coverage, lttThen?.below_target, lttThen?.seeds),
        best > 0.001 ? (row.coverage / best).toFixed(2) : 'ltt labels nothing',
        best > 0.001 ? `${percent(1.3 * best)}${1.3 * best > 1 ? ' (impossible)' : ''}` : '–',
      ],
    ];
  });
  return markdownTable(
    [
      'set',
      'target',
      'ours (missed)',
      'tbal (missed)',
      'tbal committed',
      'ltt (missed)',
      'ltt committed',
      'ours / better ltt',
      'ceiling',
    ],
    rows,
  );
}

/** On how many sets enough is saved. */
function savedLines({ ours }: Figures): string[] {
  const rows = inOrder(ours.filter(({ scope, noisy, target }) => scope === 'dataset' && !noisy && target === 0.95));
  if (rows.length === 0) return [];
  const saved = rows.filter(({ coverage }) => coverage >= 0.7);
  return [
    `At 95 %, people always right, 70 % of human labels or more are saved on ${saved.length} of ${rows.length} sets: ${saved.map(({ set, coverage }) => `${set} ${percent(coverage)}`).join(', ') || 'none'}.`,
  ];
}

function timeTable({ times, peers }: Figures): string[] {
  return markdownTable(
    ['set', 'jobs', 'ours, s', 'reading, s', 'peak, MB', 'tbal, s', 'ltt, s', 'ours / slower peer', 'peers’ peak, MB'],
    inOrder(times).map((row) => {
      const target = benchSets.find(({ name }) => name === row.set)!.targets[0]!;
      const of = (method: string) =>
        peers.find((peer) => peer.set === row.set && peer.method === method && peer.target === target);
      const [tbal, ltt] = [of('tbal'), of('ltt')];
      const slower = Math.max(tbal?.seconds ?? 0, ltt?.seconds ?? 0);
      return [
        row.set,
        row.seeds,
        row.seconds.toFixed(2),
        row.readSeconds.toFixed(2),
        row.peakMB,
        tbal ? tbal.seconds.toFixed(2) : '–',
        ltt ? ltt.seconds.toFixed(2) : '–',
        slower > 0 ? (row.seconds / slower).toFixed(2) : '–',
        tbal || ltt ? Math.max(tbal?.peakMB ?? 0, ltt?.peakMB ?? 0) : '–',
      ];
    }),
  );
}
