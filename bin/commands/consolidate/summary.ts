import type { Reliability } from '../../../core/quality/reliability';
import type { QualityReport } from '../../../core/quality/report';
import { table } from '../terminal/table';
import { visible, withoutControls } from './visible';

/** What a run found, as `--json` prints it. Bounded, however many answers there were. */
export interface Summary {
  taskType: string;
  method: string;
  /** Objects named in the input. */
  objects: number;
  /** Objects none of whose answers could be read: they have no label. */
  unlabelled: number;
  /** Answers that counted. */
  answers: number;
  workers: number;
  /** Answers that a later one by the same worker to the same object replaced. */
  replaced: number;
  /** What could not be read. */
  setAside: number;
  firstSetAside: { place: string; reason: string }[];
  /** Right answers known beforehand: they taught how good the workers are, and have no label. */
  goldQuestions?: { objects: number; answers: number; setAside: number };
  gold?: { objects: number; withoutLabel: number; setAside: number };
  /** The labels against gold, by the kind's own measures. */
  measures?: Record<string, number>;
  calibration?: { expectedCalibrationError: number; brier: number; logLoss: number };
  agreement: { scale: string; alpha: number | null; low: number; high: number };
  /** What `quality` of a worker is: the probability that an answer is right, or how alike it is to what is right. */
  workerMeasure: QualityReport['measure'];
  /** Weakest first; where there are very many, those surely weakest and surely strongest. */
  workerReport: QualityReport['workers']['listed'];
  workersLeftOut: number;
  seconds: number;
  output?: string;
  report?: string;
}

export const calibrationOf = ({ error, brier, logLoss }: Reliability): Summary['calibration'] => ({
  expectedCalibrationError: error,
  brier,
  logLoss,
});

/** How many of what was set aside, and of the workers at either end, a person is shown. */
const SHOWN = 5;

/** The summary for a person. */
export function summaryLines(summary: Summary): string[] {
  const { goldQuestions, gold, calibration, agreement, measures = {} } = summary;
  const rows: [string, string][] = [
    ['task type', summary.taskType],
    ['method', summary.method],
    ['objects', `${count(summary.objects)}${also(summary.unlabelled, 'without a label')}`],
    ['answers', `${count(summary.answers)} by ${counted(summary.workers, 'worker')}`],
  ];
  if (summary.replaced > 0)
    rows.push(['replaced', `${count(summary.replaced)} by a later answer of the same worker to the same object`]);
  if (goldQuestions) {
    const { objects, answers, setAside } = goldQuestions;
    rows.push(['gold questions', `${count(objects)}, answered ${count(answers)} times${also(setAside, 'set aside')}`]);
  }
  rows.push(['agreement', agreementText(agreement)]);
  if (gold) {
    const missing = also(gold.withoutLabel, 'without a label count as wrong');
    rows.push(['gold', `${counted(gold.objects, 'object')}${missing}${also(gold.setAside, 'set aside')}`]);
  }
  for (const [name, value] of Object.entries(measures)) rows.push([name, value.toFixed(4)]);
  if (calibration) rows.push(['calibration', `error ${calibration.expectedCalibrationError.toFixed(3)} (expected)`]);
  if (summary.setAside > 0) rows.push(['set aside', count(summary.setAside)]);
  for (const { place, reason } of summary.firstSetAside.slice(0, SHOWN))
    rows.push(['', `${visible(place, 200)}: ${withoutControls(reason)}`]);
  if (summary.setAside > SHOWN) rows.push(['', `and ${count(summary.setAside - SHOWN)} more`]);
  rows.push(['seconds', summary.seconds.toFixed(1)]);
  if (summary.output !== undefined) rows.push(['labels', summary.output]);
  if (summary.report !== undefined) rows.push(['report', summary.report]);
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return [...rows.map(([name, value]) => `${name.padEnd(width)}${value}`), ...workerLines(summary)];
}

/** The workers; of many those who are surely weakest and surely strongest, by the near end of their interval. */
function workerLines({ workerReport, workerMeasure, workersLeftOut }: Summary): string[] {
  const judged = workerReport.filter(({ quality }) => quality !== undefined);
  if (judged.length === 0) return [];
  const few = judged.length <= 2 * SHOWN + 1;
  const weakest = new Set([...judged].sort((a, b) => a.quality!.high - b.quality!.high).slice(0, SHOWN));
  const others = judged.filter((worker) => !weakest.has(worker));
  const strongest = new Set(others.sort((a, b) => b.quality!.low - a.quality!.low).slice(0, SHOWN));
  const chosen = few ? judged : [weakest, strongest].flatMap((end) => judged.filter((worker) => end.has(worker)));
  const timed = chosen.some(({ seconds }) => seconds !== undefined);
  const asked = chosen.some(({ gold }) => gold !== undefined);
  const rows = chosen.map(({ workerId, answers, quality, gold, seconds }) => [
    visible(workerId, 48),
    count(answers),
    quality!.value.toFixed(2),
    `${quality!.low.toFixed(2)}–${quality!.high.toFixed(2)}`,
    ...(asked ? [gold ? `${gold.right}/${gold.asked}` : '–'] : []),
    ...(timed ? [seconds ? seconds.median.toFixed(1) : '–'] : []),
  ]);
  if (!few) rows.splice(SHOWN, 0, ['…']);
  const left = few ? 0 : judged.length - chosen.length + workersLeftOut;
  return [
    '',
    left > 0 ? `Weakest and strongest workers (${count(left)} between them)` : 'Workers, weakest first',
    ...table(
      ['worker', 'answers', workerMeasure, '95 %', ...(asked ? ['gold'] : []), ...(timed ? ['seconds'] : [])],
      rows,
    ).map((line) => `  ${line}`),
  ];
}

const agreementText = ({ alpha, low, high }: Summary['agreement']): string =>
  alpha === null
    ? 'cannot be told: no two answers to one object, or all answers are the same'
    : `alpha ${alpha.toFixed(3)} (${low.toFixed(2)} to ${high.toFixed(2)})`;

const count = (n: number): string => n.toLocaleString('en-US');
const counted = (n: number, what: string): string => `${count(n)} ${what}${n === 1 ? '' : 's'}`;
const also = (n: number, what: string): string => (n > 0 ? `, ${count(n)} ${what}` : '');
