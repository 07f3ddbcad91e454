import type { JobRecord } from '../../core/job/job';
import type { Worker } from '../../core/workforce/worker';
import { logger } from '../_shared/handler';

export type ActivityEvent = 'TasksAccepted' | 'TasksSubmitted' | 'TasksReturned' | 'TasksDeclined';

interface Activity {
  event: ActivityEvent;
  worker: Worker;
  job: JobRecord;
  acceptedAt: number;
  /** When it was submitted, returned or declined. */
  endedAt?: number;
}

/** One line per event, in the fields of Ground Truth's WorkerActivity log. */
export function logActivity({ event, worker, job, acceptedAt, endedAt }: Activity): void {
  const { issuer, sub, identityProviderType } = worker.identity;
  const ended = (of: ActivityEvent) => (event === of ? utc(endedAt) : '');
  const workteamArn = job.request.HumanTaskConfig.WorkteamArn;
  const [, , , region, account] = workteamArn.split(':');
  logger.info('worker activity', {
    worker_id: worker.workerId.slice(worker.workerId.lastIndexOf('.') + 1),
    ...(identityProviderType === 'Cognito'
      ? { cognito_user_pool_id: issuer.slice(issuer.lastIndexOf('/') + 1), cognito_sub_id: sub }
      : { oidc_issuer: issuer, oidc_sub_id: sub }),
    task_accepted_time: utc(acceptedAt),
    task_submitted_time: ended('TasksSubmitted'),
    task_returned_time: ended('TasksReturned'),
    task_declined_time: ended('TasksDeclined'),
    workteam_arn: workteamArn,
    labeling_job_arn: `arn:aws:sagemaker:${region}:${account}:labeling-job/${job.jobKey}`,
    work_requester_account_id: account,
    job_reference_code: job.jobReferenceCode,
    job_type: 'Private',
    event_type: event,
    event_timestamp: String(Math.floor((endedAt ?? acceptedAt) / 1000)),
  });
}

/** `Wed Aug 14 16:00:59 UTC 2019`. */
export function utc(time: number | undefined): string {
  if (time === undefined) return '';
  const [day, date, month, year, clock] = new Date(time).toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${date} ${clock} UTC ${year}`;
}
