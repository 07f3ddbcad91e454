/** DescribeLabelingJob and ListLabelingJobs answers: Ground Truth's shapes, times as epoch seconds, our facts under `Plumbline`. */
import { labelingJobArn } from './events';
import { type JobRecord, outputFolder } from './job';

const seconds = (milliseconds: number): number => milliseconds / 1000;

/** Live figures of the running round. */
export interface Progress {
  stage?: string;
  round: number;
  objects?: number;
  /** Tasks put to people in this round, and those that still need answers. */
  opened?: number;
  open?: number;
}

const output = (job: JobRecord) =>
  job.request.OutputConfig
    ? {
        LabelingJobOutput: {
          OutputDatasetS3Uri: `${outputFolder(job.request)}/manifests/output/output.manifest`,
          ...(job.finalModelArn ? { FinalActiveLearningModelArn: job.finalModelArn } : {}),
        },
      }
    : {};

export function describeLabelingJob(job: JobRecord, progress: Progress, where: { region: string; account: string }) {
  const { Plumbline: _ours, ...request } = job.request;
  return {
    LabelingJobStatus: job.status,
    LabelCounters: job.counters,
    ...(job.failureReason ? { FailureReason: job.failureReason } : {}),
    CreationTime: seconds(job.createdAt),
    LastModifiedTime: seconds(job.modifiedAt),
    JobReferenceCode: job.jobReferenceCode,
    LabelingJobArn: labelingJobArn(job.jobKey, where),
    ...request,
    ...output(job),
    Plumbline: {
      ...progress,
      TaskType: job.taskType,
      ...(job.modelFailure ? { ModelFailure: job.modelFailure } : {}),
      ...(job.origin ? { Origin: job.origin } : {}),
    },
  };
}

export function summarizeLabelingJob(job: JobRecord, where: { region: string; account: string }) {
  const human = job.request.HumanTaskConfig;
  return {
    LabelingJobName: job.request.LabelingJobName,
    LabelingJobArn: labelingJobArn(job.jobKey, where),
    CreationTime: seconds(job.createdAt),
    LastModifiedTime: seconds(job.modifiedAt),
    LabelingJobStatus: job.status,
    LabelCounters: job.counters,
    WorkteamArn: human.WorkteamArn,
    ...(human.PreHumanTaskLambdaArn ? { PreHumanTaskLambdaArn: human.PreHumanTaskLambdaArn } : {}),
    ...(human.AnnotationConsolidationConfig ?? {}),
    ...(job.failureReason ? { FailureReason: job.failureReason } : {}),
    ...output(job),
    ...(job.request.InputConfig ? { InputConfig: job.request.InputConfig } : {}),
  };
}
