import { createHash, randomBytes } from 'node:crypto';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { checkEndpoint } from '../../core/endpoint/check-request';
import { type PlumblineError, ResourceInUse, ValidationException } from '../../core/errors';
import { type AcceptedRequest, type JobRecord, jobKeyOf, noCounters } from '../../core/job/job';
import { type LabelCategoryConfig, parseLabelCategoryConfig } from '../../core/job/label-categories';
import { checkLabelAttributeName, type LabelingJobRequest } from '../../core/job/request';
import { refuseUnsupported } from '../../core/job/unsupported';
import { checkTemplate } from '../../core/liquid/check-template';
import { taskTypeByHumanTaskUiArn, taskTypeOf } from '../../task-types/registry';
import type { TaskType } from '../../task-types/task-type';
import { stepFunctions } from './clients';
import type { JobStore } from './job-store';
import { exists, locationOf, readText } from './work-store';

export interface JobStarter {
  jobs: JobStore;
  stateMachineArn: string;
  /** Where output goes when the request names no path. */
  defaultOutputPath: string;
  account: string;
}

/**
 * Checks a request as far as it can be checked before the data is read, records the job and starts its execution.
 *
 * `origin` names where the request came from (a dropped file and its ETag, an intake batch). The same origin again is the same job: it is
 * carried on from wherever an earlier try stopped. Any other request with that name is refused.
 *
 * @throws ValidationException, ResourceInUse
 */
export async function createJob(starter: JobStarter, request: LabelingJobRequest, origin?: string): Promise<JobRecord> {
  const jobKey = jobKeyOf(request.LabelingJobName);
  const known = await starter.jobs.find(jobKey);
  if (known) {
    if (!origin || known.origin !== origin)
      throw new ResourceInUse(`A labeling job named "${request.LabelingJobName}" exists already`);
    if (known.status === 'Initializing') await startJob(starter, known);
    return known;
  }
  const job = await newJob(starter, request, origin);
  // why: before the job is there, so that one whose creation stops half way is on the sweeper's list.
  await starter.jobs.activate(job);
  await starter.jobs.create(job);
  await startJob(starter, job);
  return job;
}

async function newJob(starter: JobStarter, request: LabelingJobRequest, origin?: string): Promise<JobRecord> {
  const taskType = await checkRequest(request);
  const manifest = request.InputConfig?.DataSource.S3DataSource?.ManifestS3Uri;
  if (!manifest)
    throw new ValidationException('InputConfig.DataSource.S3DataSource.ManifestS3Uri is needed: where the objects are');
  if (!manifest.endsWith('/') && !(await exists(locationOf(manifest))))
    throw new ValidationException(`InputConfig.DataSource.S3DataSource.ManifestS3Uri: there is no object ${manifest}`);
  const now = Date.now();
  return {
    jobKey: jobKeyOf(request.LabelingJobName),
    request: {
      ...request,
      InputConfig: { ...request.InputConfig, DataSource: { S3DataSource: { ManifestS3Uri: manifest } } },
      OutputConfig: request.OutputConfig ?? { S3OutputPath: starter.defaultOutputPath },
    } as AcceptedRequest,
    taskType: taskType.slug,
    status: 'Initializing',
    counters: noCounters(),
    createdAt: now,
    modifiedAt: now,
    jobReferenceCode: `${starter.account}${randomBytes(10).toString('hex')}`,
    round: 0,
    origin,
  };
}

/**
 * Everything of a request that can be checked without its data: task type, attribute name, label categories, endpoint, template.
 * @throws ValidationException
 */
export async function checkRequest(request: LabelingJobRequest): Promise<TaskType> {
  refuseUnsupported(request);
  const taskType = taskTypeOf(request);
  checkLabelAttributeName(request.LabelAttributeName, taskType.labelAttributeIsRef);
  const { categories } = await readLabelConfig(request, taskType.minimumCategories);
  const { maximumCategories = Number.POSITIVE_INFINITY } = taskType;
  if (categories.length > maximumCategories)
    throw new ValidationException(
      `${request.LabelCategoryConfigS3Uri}: has ${categories.length} labels; ${taskType.slug} takes at most ${maximumCategories}`,
    );
  checkEndpoint(
    request,
    taskType.slug,
    categories.map(({ label }) => label),
  );
  await readTemplate(request, taskType);
  return taskType;
}

/** Lists the job and starts its execution; every step can be repeated (the execution's name is derived from the job). */
export async function startJob({ jobs, stateMachineArn }: JobStarter, job: JobRecord): Promise<void> {
  await jobs.enlist(job);
  const { executionArn } = await stepFunctions().send(
    new StartExecutionCommand({
      stateMachineArn,
      name: `${job.jobKey}-${Math.floor(job.createdAt / 1000)}`,
      input: JSON.stringify({ jobKey: job.jobKey }),
    }),
  );
  await jobs.update(job.jobKey, Date.now(), { executionArn });
}

/** Records a job that could not be accepted, so that whoever dropped its definition finds the reason. */
export async function recordRefusedJob(
  { jobs, account }: JobStarter,
  name: string,
  error: PlumblineError,
  origin: string,
): Promise<JobRecord | undefined> {
  const digest = createHash('sha256').update(origin).digest('hex').slice(0, 8);
  const fallback =
    name
      .replace(/[^a-zA-Z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 50) || 'job';
  const now = Date.now();
  const base = { LabelAttributeName: 'label', HumanTaskConfig: {} } as unknown as AcceptedRequest;
  for (const LabelingJobName of [fallback, `${fallback}-${digest}`]) {
    const job: JobRecord = {
      jobKey: jobKeyOf(LabelingJobName),
      request: { ...base, LabelingJobName },
      taskType: 'unknown',
      status: 'Failed',
      failureReason: `${error.name}: ${error.message}`.slice(0, 1024),
      counters: noCounters(),
      createdAt: now,
      modifiedAt: now,
      jobReferenceCode: `${account}${randomBytes(10).toString('hex')}`,
      round: 0,
      origin,
    };
    try {
      await jobs.create(job);
      await jobs.enlistEnded(job);
      return job;
    } catch (taken) {
      if (!(taken instanceof ResourceInUse)) throw taken;
      if ((await jobs.find(job.jobKey))?.origin === origin) return undefined;
    }
  }
  return undefined;
}

/** Where no category is needed the file need not be there. @throws ValidationException when it is missing or wrong. */
export async function readLabelConfig(request: LabelingJobRequest, minimum: number): Promise<LabelCategoryConfig> {
  const uri = request.LabelCategoryConfigS3Uri;
  if (!uri && minimum === 0) return { categories: [] };
  if (!uri) throw new ValidationException('LabelCategoryConfigS3Uri is needed: the label category configuration file');
  const text = await readText(locationOf(uri));
  if (text === undefined) throw new ValidationException(`LabelCategoryConfigS3Uri: there is no object ${uri}`);
  return parseLabelCategoryConfig(text, { where: uri, minimum });
}

async function readTemplate(request: LabelingJobRequest, taskType: TaskType): Promise<void> {
  const { UiTemplateS3Uri: uri, HumanTaskUiArn: page } = request.HumanTaskConfig.UiConfig ?? {};
  if (page !== undefined && taskTypeByHumanTaskUiArn(page) !== taskType)
    throw new ValidationException(
      `HumanTaskConfig.UiConfig.HumanTaskUiArn is not supported for ${taskType.slug}: leave it out, or name a template in S3`,
    );
  if (!uri && taskType.bringsTemplate)
    throw new ValidationException(
      `HumanTaskConfig.UiConfig.UiTemplateS3Uri is needed: ${taskType.slug} jobs have no built-in template`,
    );
  const dialect = request.Plumbline?.TaskPage?.TemplateDialect;
  if (!uri && dialect && dialect !== 'liquid')
    throw new ValidationException(
      `Plumbline.TaskPage.TemplateDialect is "${dialect}", which needs a template: give HumanTaskConfig.UiConfig.UiTemplateS3Uri`,
    );
  if (!uri) return;
  const text = await readText(locationOf(uri));
  if (text === undefined)
    throw new ValidationException(`HumanTaskConfig.UiConfig.UiTemplateS3Uri: there is no object ${uri}`);
  checkTemplate(text, uri, dialect);
}
