/** What the loop decided and why: kept beside the job's data and shown by the command line. */
export interface JobReport {
  /** The first bad input lines, each with place and cause. */
  problems: string[];
  rounds: RoundReport[];
  /** Why automated labeling was given up, or not used. */
  modelFailure?: string;
  /** Why people were left to label the rest though no model failed. */
  automationEnded?: string;
  /** Why the loop ended. */
  ended?: string;
}

export interface RoundReport {
  round: number;
  asked?: number;
  /** Of those asked: drawn to validate, drawn at random to train, chosen because the model was unsure. */
  validation?: number;
  random?: number;
  uncertain?: number;
  trainedOn?: number;
  validatedOn?: number;
  /** Why a model was trained, or was not. */
  trainingReason?: string;
  /** Lowest confidence at which machine labels were taken; null when none was safe. */
  threshold?: number | null;
  thresholdReason?: string;
  /** Share of right labels among the validation objects at that threshold, and the lower bound it shows. */
  validationAccuracy?: number;
  accuracyBound?: number;
  /** Objects the model was asked about, and those it could not be asked about. */
  scored?: number;
  machineLabeled?: number;
}

export const emptyReport = (): JobReport => ({ problems: [], rounds: [] });

/** The report with `facts` added to the round's entry; repeating it changes nothing. */
export function withRound(report: JobReport, facts: RoundReport): JobReport {
  const others = report.rounds.filter((entry) => entry.round !== facts.round);
  const entry = { ...report.rounds.find((known) => known.round === facts.round), ...facts };
  return { ...report, rounds: [...others, entry].sort((a, b) => a.round - b.round) };
}
