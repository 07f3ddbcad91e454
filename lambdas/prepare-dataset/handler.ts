import * as z from 'zod';
import { ValidationException } from '../../core/errors';
import { automation, type JobRecord } from '../../core/job/job';
import { workKeys } from '../../core/job/keys';
import type { S3Location } from '../../core/manifest/s3-uri';
import { splitLineBatches } from '../../core/manifest/split-lines';
import { taskTypeOf } from '../../task-types/registry';
import { readLabelConfig } from '../_shared/create-job';
import { accepts, linesOf } from '../_shared/dropped-files';
import { environment } from '../_shared/environment';
import { lambdaHandler, logger } from '../_shared/handler';
import { JobStore } from '../_shared/job-store';
import { type Indexed, ObjectIndex } from '../_shared/object-index';
import { ReportStore } from '../_shared/report-store';
import { listKeys, locationOf, readStream, writeJson } from '../_shared/work-store';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const reports = new ReportStore(env.WORK_BUCKET);

/** Streams the manifest (or lists the prefix), checks every line and writes the object index. */
export const handler = lambdaHandler(z.object({ jobKey: z.string() }), async ({ jobKey }) => {
  await jobs.update(
    jobKey,
    Date.now(),
    { status: 'InProgress', stage: 'PrepareDataset' },
    { status: ['Initializing', 'InProgress'] },
  );
  const job = await jobs.get(jobKey);
  const taskType = taskTypeOf(job.request);
  const config = await readLabelConfig(job.request, taskType.minimumCategories);
  await writeJson({ bucket: env.WORK_BUCKET, key: workKeys.categories(jobKey) }, config);

  const indexed = await indexObjects(job);
  const { objects, failed, problems, parts } = indexed;
  logger.info('prepared', { ...indexed });
  await reports.change(jobKey, (report) => ({ ...report, problems }));
  const counters = { ...job.counters, FailedNonRetryableError: failed, Unlabeled: objects - failed };
  await jobs.update(jobKey, Date.now(), { objects, counters });
  const uri = job.request.InputConfig.DataSource.S3DataSource.ManifestS3Uri;
  if (objects === 0) throw new ValidationException(`${uri} holds no object`);
  if (failed === objects) throw new ValidationException(`${uri} holds no valid line; ${problems[0]}`);
  const autoLabel = automation(job.request).autoLabel && taskType.learner !== undefined;
  const { EndpointName, EndpointFunctionArn } = job.request.Plumbline ?? {};
  return {
    jobKey,
    workBucket: env.WORK_BUCKET,
    partsKey: workKeys.parts(jobKey),
    parts,
    objects,
    failed,
    autoLabel,
    endpointName: EndpointName ?? EndpointFunctionArn ?? null,
    initialModel: autoLabel && job.request.LabelingJobAlgorithmsConfig?.InitialActiveLearningModelArn !== undefined,
  };
});

async function indexObjects(job: JobRecord): Promise<Indexed> {
  const index = new ObjectIndex(env.WORK_BUCKET, job.jobKey, job.request.LabelAttributeName);
  const uri = job.request.InputConfig.DataSource.S3DataSource.ManifestS3Uri;
  const location = locationOf(uri);
  if (uri.endsWith('/')) {
    let number = 0;
    for await (const text of linesUnder(location, job)) await index.add({ number: ++number, text });
    return index.finish();
  }
  const stream = await readStream(location);
  if (!stream)
    throw new ValidationException(`InputConfig.DataSource.S3DataSource.ManifestS3Uri: there is no object ${uri}`);
  for await (const lines of splitLineBatches(stream)) for (const line of lines) await index.add(line);
  return index.finish();
}

async function* linesUnder({ bucket, key: prefix }: S3Location, job: JobRecord): AsyncGenerator<string> {
  const taskType = taskTypeOf(job.request);
  for await (const { key } of listKeys(bucket, prefix)) if (accepts(taskType, key)) yield* linesOf({ bucket, key });
}
