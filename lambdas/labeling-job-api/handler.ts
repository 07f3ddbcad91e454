import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { PlumblineError, ValidationException } from '../../core/errors';
import { describeLabelingJob, summarizeLabelingJob } from '../../core/job/describe';
import { labelingJobArn } from '../../core/job/events';
import { isEnded, type JobRecord, jobKeyOf } from '../../core/job/job';
import { listLabelingJobsInput, page } from '../../core/job/list-filter';
import { parseLabelingJobRequest } from '../../core/job/request';
import { createJob, type JobStarter } from '../_shared/create-job';
import { environment } from '../_shared/environment';
import { logger } from '../_shared/handler';
import { JobStore } from '../_shared/job-store';
import { stopJob } from '../_shared/stop-job';
import { TaskStore } from '../_shared/task-store';
import { whereOf } from '../_shared/tell-job-state';
import { renderUiTemplate } from './render-ui-template';

const env = environment({ TABLE_NAME: z.string(), STATE_MACHINE_ARN: z.string(), OUTPUT_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const tasks = new TaskStore(env.TABLE_NAME);

type Where = { region: string; account: string /** Of this deployment's portal. */; origin: string };
const named = z.object({ LabelingJobName: z.string() });

const operations: Record<string, (input: unknown, where: Where) => Promise<unknown>> = {
  async CreateLabelingJob(input, where) {
    const request = parseLabelingJobRequest(input, 'CreateLabelingJob');
    const starter: JobStarter = {
      jobs,
      stateMachineArn: env.STATE_MACHINE_ARN,
      defaultOutputPath: `s3://${env.OUTPUT_BUCKET}/`,
      account: where.account,
    };
    const job = await createJob(starter, request);
    return { LabelingJobArn: labelingJobArn(job.jobKey, where) };
  },

  async DescribeLabelingJob(input, where) {
    const job = await jobs.get(jobKeyOf(named.parse(input).LabelingJobName));
    return describeLabelingJob(job, await progressOf(job), where);
  },

  async ListLabelingJobs(input, where) {
    const filter = listLabelingJobsInput.parse(input);
    const all: JobRecord[] = [];
    for await (const jobKey of jobs.list('Ascending')) {
      const job = await jobs.find(jobKey);
      if (job) all.push(job);
    }
    const found = page(all, filter);
    return {
      LabelingJobSummaryList: found.jobs.map((job) => summarizeLabelingJob(job, where)),
      ...(found.nextToken ? { NextToken: found.nextToken } : {}),
    };
  },

  RenderUiTemplate: (input, { origin }) => renderUiTemplate(input, origin),

  async StopLabelingJob(input) {
    await stopJob(jobs, tasks, jobKeyOf(named.parse(input).LabelingJobName));
    return {};
  },
};

async function progressOf(job: JobRecord) {
  const base = { stage: job.stage, round: job.round, objects: job.objects };
  if (isEnded(job.status) || job.round === 0) return base;
  const round = await jobs.getRound(job.jobKey, job.round);
  if (!round) return base;
  return { ...base, opened: round.selected, open: await tasks.countOpen(job.jobKey, job.round, round.shards) };
}

/** The operations of the SageMaker API about labeling jobs and their pages (AWS JSON 1.1), behind IAM authorization. */
export async function handler(
  event: APIGatewayProxyEventV2,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> {
  const target = event.headers['x-amz-target'] ?? '';
  const operation = operations[target.replace(/^SageMaker\./, '')];
  const origin = `${event.headers['x-forwarded-proto'] ?? 'https'}://${event.requestContext.domainName}`;
  const where = { ...whereOf(context.invokedFunctionArn), origin };
  try {
    if (!operation)
      throw new ValidationException(`Unknown operation "${target}"; known: ${Object.keys(operations).join(', ')}`);
    return respond(200, await operation(bodyOf(event), where));
  } catch (error) {
    if (error instanceof z.ZodError)
      return respond(400, { __type: 'ValidationException', message: z.prettifyError(error).replace(/\s+/g, ' ') });
    if (error instanceof PlumblineError)
      return respond(400, { __type: error.name, Message: error.message, message: error.message });
    logger.error(`${target} failed`, error as Error);
    const { name, message } = error as Error;
    // why: the function's own rights are wrong; trying again cannot mend that, so the caller is told at once and in full.
    return respond(/^AccessDenied/.test(name) ? 403 : 500, { __type: name, message });
  }
}

function bodyOf(event: APIGatewayProxyEventV2): unknown {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '{}');
  try {
    return JSON.parse(text || '{}');
  } catch (error) {
    throw new ValidationException(`The request is not JSON: ${(error as Error).message}`);
  }
}

const respond = (statusCode: number, body: unknown): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
});
