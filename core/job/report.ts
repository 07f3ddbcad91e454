import type { StepKind, Validation } from '../active-learning/next-step';

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

/** A round of the loop. What is about the model's labels is in quality: accuracy for classes, mean IoU or F1 for the rest. */
export interface RoundReport {
  round: number;
  /** What people were asked for, and why: a first random sample, what teaches most, or a validation of the model. */
  step?: StepKind;
  stepReason?: string;
  asked?: number;
  /** Of those asked: drawn to validate, drawn at random to train, chosen because the model was unsure. */
  validation?: number;
  random?: number;
  uncertain?: number;
  /** Labels the model was expected to save when this was decided, and the mean quality it expected of them. */
  expectedSaved?: number;
  /** Of a validation: where objects were drawn, the regions in objects the tests start from, its looks (sample sizes and error probabilities) and which of them this is. */
  asks?: Validation;
  /** Whether the sample left it open and the validation goes on with its next look. */
  goesOn?: boolean;
  /** People label whatever is left from here on. */
  last?: boolean;
  trainedOn?: number;
  validatedOn?: number;
  /** Why a model was trained, or was not. */
  trainingReason?: string;
  /** Lowest confidence at which machine labels were taken; null when none was safe. */
  threshold?: number | null;
  thresholdReason?: string;
  /** Mean quality on the validation objects at that threshold, against people's labels, and the lower bound it shows. */
  validationAccuracy?: number;
  accuracyBound?: number;
  /** Where the data set is promised: errors the machine labels may amount to, in objects. */
  lossSpent?: number;
  /** Share of people's labels found wrong by their disagreement, as reckoned with. */
  humanNoise?: number;
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
