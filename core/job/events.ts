/** What the world is told when a job ends: Ground Truth's event and metrics (reference §9.7, §9.8). */
import { type JobRecord, outputFolder } from './job';

export const labelingJobArn = (jobKey: string, where: { region: string; account: string }): string =>
  `arn:aws:sagemaker:${where.region}:${where.account}:labeling-job/${jobKey}`;

/**
 * The job-state event. EventBridge lets nobody but AWS send `source: aws.sagemaker`, so the source is `plumbline`; detail type, resources
 * and `LabelingJobStatus` are Ground Truth's, our facts stand beside them.
 */
export function jobStateEvent(job: JobRecord, where: { region: string; account: string }) {
  return {
    Source: 'plumbline',
    DetailType: 'SageMaker Ground Truth Labeling Job State Change',
    Time: new Date(job.modifiedAt),
    Resources: [labelingJobArn(job.jobKey, where)],
    Detail: {
      LabelingJobStatus: job.status,
      LabelingJobName: job.request.LabelingJobName,
      LabelCounters: job.counters,
      ...(job.failureReason ? { FailureReason: job.failureReason } : {}),
      ...(job.request.OutputConfig
        ? { OutputDatasetS3Uri: `${outputFolder(job.request)}/manifests/output/output.manifest` }
        : {}),
      ...(job.origin ? { Origin: job.origin } : {}),
    },
  };
}

/** CloudWatch refuses custom data in `AWS/…` namespaces, so ours drop the prefix; metric and dimension names are Ground Truth's. */
export const JOB_METRICS_NAMESPACE = 'SageMaker/LabelingJobs';

export function jobMetrics(job: JobRecord) {
  const { counters } = job;
  const ended = { Completed: 'JobsSucceeded', Failed: 'JobsFailed', Stopped: 'JobsStopped' }[job.status as string]!;
  const perJob = (MetricName: string, Value: number) => ({
    MetricName,
    Value,
    Unit: 'None' as const,
    Dimensions: [{ Name: 'LabelingJobName', Value: job.request.LabelingJobName }],
  });
  return [
    {
      namespace: JOB_METRICS_NAMESPACE,
      data: [
        perJob('TotalDatasetObjectsLabeled', counters.TotalLabeled),
        perJob('DatasetObjectsHumanAnnotated', counters.HumanLabeled),
        perJob('DatasetObjectsAutoAnnotated', counters.MachineLabeled),
        perJob('DatasetObjectsLabelingFailed', counters.FailedNonRetryableError),
        { MetricName: ended, Value: 1, Unit: 'None' as const },
      ],
    },
  ];
}
