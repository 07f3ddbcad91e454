/** The quality of a job in one JSON: agreement, workers, gold, calibration. Bounded, however big the job. */
import { type AgreementReport, agreementReport } from './agreement/report';
import { type CrowdConfusion, crowdConfusion } from './crowd-confusion';
import { isOneClass, type Prepared, prepare, type QualityInput } from './input';
import { type Interval, shareInterval } from './interval';
import type { ModelReport } from './model-report';
import { type Reliability, reliability } from './reliability';
import { type SpeedReport, speedReport } from './speed-report';
import { preparedWorkerReport, type WorkerQuality, type WorkerReport } from './worker-report';

/** Members are added, never renamed or removed. */
export interface QualityReport {
  version: 1;
  kind: string;
  /** What a worker's `quality` is: see `WorkerReport`. */
  measure: WorkerReport['measure'];
  counts: {
    objects: number;
    answers: number;
    workers: number;
    /** Objects nobody answered, and those only one worker did: nothing can be compared there. */
    unanswered: number;
    answeredOnce: number;
    labels: number;
    gold: number;
  };
  /** Where answers were too many to compare: how many objects were drawn for it. */
  sampledObjects?: number;
  agreement: AgreementReport;
  /** The crowd's confusion matrix, expected counts. */
  confusion?: CrowdConfusion;
  workers: WorkersReport;
  speed?: SpeedReport;
  gold?: GoldReport;
  /** Of labels that have both a confidence and gold. */
  calibration?: Reliability;
  /** How answers compare with what a model thought, where workers saw it and where not. */
  model?: ModelReport;
}

export interface WorkersReport {
  /** How many workers have a quality in [0, 0.05], (0.05, 0.1], …, (0.95, 1]. */
  histogram: number[];
  /** Mean quality of an answer. */
  mean: number | null;
  /** Too fast for the rest of the crowd; failed and passed by gold. */
  fast: number;
  failed: number;
  passed: number;
  /** Weakest first. All workers, or those surely weakest and surely strongest, and those too fast or failed. */
  listed: ListedWorker[];
  leftOut: { workers: number; answers: number };
}

export interface ListedWorker extends Omit<WorkerQuality, 'confusion'> {
  /** The worker's most frequent mistakes, expected counts. */
  mistakes?: { right: string; answered: string; count: number }[];
}

export interface GoldReport {
  /** Answers to gold, and those right. */
  asked: number;
  right: number;
  /** Labels of gold objects, and those right. */
  labels: number;
  labelsRight: number;
  labelAccuracy: (Interval & { value: number }) | null;
  /** Mean of 1 - distance to gold. */
  labelSimilarity: number | null;
  bar?: number;
}

/** Workers listed from each end, and flagged ones besides. */
const LISTED = 100;
const FLAGGED = 50;
const MISTAKES = 3;
const BINS = 20;
/** A label no farther from gold than this is right where right is a matter of degree: the customary overlap of one half. */
const NEAR_ENOUGH = 0.5;

export function qualityReport<Answer, Label>(input: QualityInput<Answer, Label>): QualityReport {
  const prepared = prepare(input);
  const report = preparedWorkerReport(input, prepared);
  const speed = speedReport(prepared.indexed.seconds);
  const gold = goldReport(input, report);
  const calibration = calibrationOf(input);
  return rounded({
    version: 1,
    kind: input.kind,
    measure: report.measure,
    counts: countsOf(input, prepared),
    ...(report.sampledObjects === undefined ? {} : { sampledObjects: report.sampledObjects }),
    agreement: agreementReport(input, prepared),
    ...(report.classes ? { confusion: crowdConfusion(report.classes, report.workers) } : {}),
    workers: workersReport(report),
    ...(speed ? { speed } : {}),
    ...(gold ? { gold } : {}),
    ...(calibration ? { calibration } : {}),
  });
}

function countsOf<Answer, Label>(
  { objects }: QualityInput<Answer, Label>,
  { indexed: { start, worker, workerIds } }: Prepared<Answer>,
): QualityReport['counts'] {
  const having = (key: 'label' | 'gold') => objects.reduce((n, object) => n + Number(object[key] !== undefined), 0);
  const answered = (times: number) => objects.reduce((n, _, o) => n + Number(start[o + 1]! - start[o]! === times), 0);
  return {
    objects: objects.length,
    answers: worker.length,
    workers: workerIds.length,
    unanswered: answered(0),
    answeredOnce: answered(1),
    labels: having('label'),
    gold: having('gold'),
  };
}

function workersReport({ workers, classes }: WorkerReport): WorkersReport {
  const histogram: number[] = new Array(BINS).fill(0);
  let sum = 0;
  let answers = 0;
  for (const { quality, answers: n } of workers) {
    if (!quality) continue;
    histogram[Math.max(0, Math.ceil(quality.value * BINS - 1e-9) - 1)]!++;
    sum += quality.value * n;
    answers += n;
  }
  const flagged = workers.filter((worker) => worker.seconds?.fast || worker.gold?.verdict?.decision === 'fail');
  const verdicts = (decision: string) => workers.filter((worker) => worker.gold?.verdict?.decision === decision).length;
  const chosen = choose(workers, flagged);
  return {
    histogram,
    mean: answers > 0 ? sum / answers : null,
    fast: workers.filter((worker) => worker.seconds?.fast).length,
    failed: verdicts('fail'),
    passed: verdicts('pass'),
    listed: chosen.map((worker) => listed(worker, classes)),
    leftOut: {
      workers: workers.length - chosen.length,
      answers:
        workers.reduce((n, worker) => n + worker.answers, 0) - chosen.reduce((n, worker) => n + worker.answers, 0),
    },
  };
}

const high = ({ quality }: WorkerQuality): number => quality?.high ?? 1;
const low = ({ quality }: WorkerQuality): number => quality?.low ?? 0;
const byId = (a: WorkerQuality, b: WorkerQuality): number => (a.workerId < b.workerId ? -1 : 1);

function choose(workers: WorkerQuality[], flagged: WorkerQuality[]): WorkerQuality[] {
  const weakest = [...workers].sort((a, b) => high(a) - high(b) || low(a) - low(b) || byId(a, b));
  if (workers.length <= 2 * LISTED) return byQuality(weakest);
  const strongest = [...workers].sort((a, b) => low(b) - low(a) || high(b) - high(a) || byId(a, b));
  return byQuality([
    ...new Set([...weakest.slice(0, LISTED), ...strongest.slice(0, LISTED), ...flagged.slice(0, FLAGGED)]),
  ]);
}

/** Weakest first; those of whom nothing is known last. */
const byQuality = (workers: WorkerQuality[]): WorkerQuality[] =>
  workers.sort(
    (a, b) =>
      (a.quality?.value ?? 2) - (b.quality?.value ?? 2) || high(a) - high(b) || b.answers - a.answers || byId(a, b),
  );

function listed({ confusion, ...worker }: WorkerQuality, classes: string[] | undefined): ListedWorker {
  if (!confusion || !classes) return worker;
  const mistakes = confusion
    .filter(([right, answered, count]) => right !== answered && count >= 0.5)
    .sort((a, b) => b[2] - a[2] || a[0] - b[0] || a[1] - b[1])
    .slice(0, MISTAKES)
    .map(([right, answered, count]) => ({ right: classes[right]!, answered: classes[answered]!, count }));
  return mistakes.length > 0 ? { ...worker, mistakes } : worker;
}

function goldReport<Answer, Label>(
  input: QualityInput<Answer, Label>,
  { workers }: WorkerReport,
): GoldReport | undefined {
  const { objects, consolidator, bar } = input;
  const known = objects.filter(({ gold }) => gold !== undefined);
  if (known.length === 0) return undefined;
  const apart = known
    .filter(({ label }) => label !== undefined)
    .map(({ label, gold }) => consolidator.distance(consolidator.asAnswer(label!), gold!));
  const labelsRight = apart.reduce((n, d) => n + Number(d <= rightWithin(input)), 0);
  const similar = apart.reduce((n, d) => n + 1 - d, 0);
  return {
    asked: workers.reduce((n, { gold }) => n + (gold?.asked ?? 0), 0),
    right: workers.reduce((n, { gold }) => n + (gold?.right ?? 0), 0),
    labels: apart.length,
    labelsRight,
    labelAccuracy:
      apart.length > 0 ? { value: labelsRight / apart.length, ...shareInterval(labelsRight, apart.length) } : null,
    labelSimilarity: apart.length > 0 ? similar / apart.length : null,
    ...(bar === undefined ? {} : { bar }),
  };
}

/** Where right is a matter of degree a label's confidence is not the probability that it is near enough to gold, so there is nothing to calibrate. */
function calibrationOf<Answer, Label>(input: QualityInput<Answer, Label>): Reliability | undefined {
  if (!isExact(input)) return undefined;
  const { objects, consolidator } = input;
  const judged = objects.filter(
    ({ label, gold, confidence }) => label !== undefined && gold !== undefined && confidence !== undefined,
  );
  return reliability(
    judged.map(({ confidence }) => Math.min(1, Math.max(0, confidence!))),
    judged.map(({ label, gold }) => consolidator.distance(consolidator.asAnswer(label!), gold!) === 0),
  );
}

const isExact = (input: { exact?: boolean; oneClass?: boolean; kind: string }): boolean =>
  input.exact ?? isOneClass(input);
const rightWithin = (input: { exact?: boolean; oneClass?: boolean; kind: string }): number =>
  isExact(input) ? 0 : NEAR_ENOUGH;

/** Six decimals are more than anything here is known to, and keep the file small. */
function rounded<T>(value: T): T {
  if (typeof value === 'number') return (Math.round(value * 1e6) / 1e6) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rounded(member)])) as T;
}
