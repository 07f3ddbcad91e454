import type { RoundReport } from '../../../core/job/report';

/** What the promise and the bill are about, of one seed or as mean over seeds. */
export interface Figures {
  /** Share of the objects that the model labelled. */
  coverage: number;
  /** Mean quality of the model's labels against the truth; null when it gave none. */
  machineAccuracy: number | null;
  /** Mean quality of all labels, people's and the model's. */
  datasetAccuracy: number;
  /** Objects people labelled, and the answers they gave. */
  humanObjects: number;
  humanAnswers: number;
  rounds: number;
  seconds: number;
  /** Seeds whose promised quality missed the target: 0 or 1 of one seed. */
  violations: number;
}

export interface SeedResult extends Figures {
  seed: number;
  ended: string;
  reports: RoundReport[];
}

/** Middle of the seeds, and what 90 % of them lie between. */
export interface Range {
  low: number;
  median: number;
  high: number;
}
