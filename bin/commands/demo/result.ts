import type { JobReport } from '../../../core/job/report';
import type { Score } from './score';

/** What a finished demo tells: the object `--json` prints, and what the report draws. */
export interface DemoResult {
  jobName: string;
  taskType: string;
  status: string;
  objects: number;
  labeled: number;
  humanLabeled: number;
  machineLabeled: number;
  failed: number;
  /** Answers people gave, counted in the job's own consolidation requests. */
  answers: number;
  rounds: number;
  /** Shares of labels that are right, measured against the hidden truth; null when there is no such label. */
  accuracy: number | null;
  humanAccuracy: number | null;
  machineAccuracy: number | null;
  seconds: number;
  answersPerSecond: number | null;
  /** Peak resident memory of this process, the Lambdas' worker threads included. */
  rssMb: number;
  awsCostUsd: number;
  /** Every input line is in the output manifest exactly once; `inOrder` when in the input's order as well. */
  complete: boolean;
  inOrder: boolean;
  resumed: boolean;
  workers: number;
  answersPerObject: number;
  targetAccuracy: number;
  /** Path on this machine. */
  outputManifest: string;
  outputManifestUri: string;
  /** The job's quality report as a page, on this machine; null when nobody's answers could be compared. */
  qualityPage: string | null;
  roundTable: JobReport['rounds'];
  /** Why objects failed, why automated labeling was given up, why the loop ended. */
  reasons: string[];
}

export function labelFigures(score: Score) {
  const count = (kind: string) => score.objects.filter((object) => object.kind === kind).length;
  const humanLabeled = count('human');
  const machineLabeled = count('machine');
  return {
    labeled: humanLabeled + machineLabeled,
    humanLabeled,
    machineLabeled,
    failed: count('failed'),
    accuracy: rounded(score.accuracy),
    humanAccuracy: rounded(score.humanAccuracy),
    machineAccuracy: rounded(score.machineAccuracy),
    complete: score.complete,
    inOrder: score.inOrder,
  };
}

const rounded = (value: number | undefined): number | null =>
  value === undefined ? null : Math.round(value * 1e4) / 1e4;

/** Distinct reasons with how often each occurred, the most frequent first. */
export function reasonsOf(score: Score, report: JobReport | undefined): string[] {
  const counts = new Map<string, number>();
  for (const { failureReason } of score.objects) {
    if (failureReason) counts.set(failureReason, (counts.get(failureReason) ?? 0) + 1);
  }
  const failures = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${count} ${count === 1 ? 'object' : 'objects'} failed: ${reason}`);
  return [
    ...failures,
    ...(report?.problems ?? []),
    ...(report?.modelFailure ? [`automated labeling was given up: ${report.modelFailure}`] : []),
    ...(report?.automationEnded ? [report.automationEnded] : []),
    ...noThreshold(report?.rounds ?? []),
    ...(report?.ended ? [report.ended] : []),
  ];
}

/** Why the model labelled nothing, in the words of the last round that looked for a threshold. */
function noThreshold(rounds: JobReport['rounds']): string[] {
  const looked = rounds.filter(({ thresholdReason }) => thresholdReason !== undefined);
  const last = looked.at(-1);
  return last && looked.every(({ machineLabeled }) => !machineLabeled)
    ? [`round ${last.round}: ${last.thresholdReason}`]
    : [];
}
