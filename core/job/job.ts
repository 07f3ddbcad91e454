import type { PromiseRules } from '../active-learning/promise';
import type { LabelingJobRequest } from './request';

export type LabelingJobStatus = 'Initializing' | 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';

/** Ground Truth's counters, in objects. `TotalLabeled` = human + machine. */
export interface LabelCounters {
  TotalLabeled: number;
  HumanLabeled: number;
  MachineLabeled: number;
  FailedNonRetryableError: number;
  Unlabeled: number;
}

export const noCounters = (): LabelCounters => ({
  TotalLabeled: 0,
  HumanLabeled: 0,
  MachineLabeled: 0,
  FailedNonRetryableError: 0,
  Unlabeled: 0,
});

/** A labeling job as the table holds it. Times are epoch milliseconds. */
export interface JobRecord {
  jobKey: string;
  /** The request as accepted, with defaults for what dropped definitions may leave out. */
  request: AcceptedRequest;
  taskType: string;
  status: LabelingJobStatus;
  counters: LabelCounters;
  createdAt: number;
  modifiedAt: number;
  jobReferenceCode: string;
  failureReason?: string;
  executionArn?: string;
  /** What the job is doing now: a state's name. */
  stage?: string;
  round: number;
  objects?: number;
  outputManifest?: string;
  finalModelArn?: string;
  endpointName?: string;
  /** Why automated labeling was given up, if it was. */
  modelFailure?: string;
  /** Why no further model is trained: few objects left, or no model reached the target. */
  automationEnded?: string;
  /** The dropped definition or intake batch this job came from; tells a repeated event from a name in use. */
  origin?: string;
}

/** A request whose optional parts are filled in. */
export type AcceptedRequest = LabelingJobRequest & {
  InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: string } } };
  OutputConfig: { S3OutputPath: string };
  LabelCategoryConfigS3Uri?: string;
};

/** Job names are unique without regard to case. */
export const jobKeyOf = (labelingJobName: string): string => labelingJobName.toLowerCase();

export const isEnded = (status: LabelingJobStatus): boolean =>
  status === 'Completed' || status === 'Failed' || status === 'Stopped';

/** Folder of the job's output tree: `<S3OutputPath>/<LabelingJobName>`. */
export const outputFolder = (request: AcceptedRequest): string =>
  `${request.OutputConfig.S3OutputPath.replace(/\/+$/, '')}/${request.LabelingJobName}`;

/** Whether the job scores with an endpoint or function of the user's; no model is trained then. */
export const bringsItsModel = ({ Plumbline }: LabelingJobRequest): boolean =>
  Plumbline?.EndpointName !== undefined || Plumbline?.EndpointFunctionArn !== undefined;

/**
 * Whether workers may see what the model thinks of an object before they answer. Who sees the same suggestion agrees more, which hides people's errors: where the whole data set is
 * promised, and with it what people answer, nothing is shown unless the job asks for it.
 */
export const offersPreLabels = ({ Plumbline }: LabelingJobRequest): boolean =>
  (Plumbline?.PreLabels ?? (Plumbline?.PromiseScope === 'dataset' ? 'never' : 'offer')) === 'offer';

/** The automated-labeling settings of a job. */
export interface Automation extends PromiseRules {
  autoLabel: boolean;
  seed: number;
}

/** The automated-labeling settings with their defaults. */
export function automation(request: LabelingJobRequest): Automation {
  const ours = request.Plumbline ?? {};
  return {
    autoLabel: ours.AutoLabel ?? (request.LabelingJobAlgorithmsConfig !== undefined || bringsItsModel(request)),
    targetAccuracy: ours.TargetAccuracy ?? 0.95,
    confidence: ours.Confidence ?? 0.95,
    scope: ours.PromiseScope ?? 'machine',
    seed: ours.Seed ?? 0,
  };
}
