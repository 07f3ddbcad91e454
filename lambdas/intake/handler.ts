import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { PlumblineError, ValidationException } from '../../core/errors';
import { readDropped } from '../../core/job/inbox';
import { parseLabelingJobRequest } from '../../core/job/request';
import { checkRequest, createJob, recordRefusedJob } from '../_shared/create-job';
import { linesOf } from '../_shared/dropped-files';
import { environment } from '../_shared/environment';
import { lambdaHandler, logger } from '../_shared/handler';
import { noteDropped, startDueBatches } from '../_shared/intake-batches';
import { intakeStarter } from '../_shared/intake-starter';
import { tellJobState, whereOf } from '../_shared/tell-job-state';
import { readText } from '../_shared/work-store';

const env = environment({ EVENT_BUS_NAME: z.string() });

const objectCreated = z.object({
  time: z.string(),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), etag: z.string().default('') }),
  }),
});

/** An object landed in the input bucket: a job definition, an object for an inbox, or nothing of ours. */
export const handler = lambdaHandler(objectCreated, async ({ time, detail }, context) => {
  const { key, etag } = detail.object;
  const dropped = readDropped(key);
  if (dropped.kind === 'definition') await takeDefinition(context, dropped.name, key, etag);
  if (dropped.kind === 'object') await takeObject(context, dropped.name, key, etag, Date.parse(time));
});

async function takeObject(context: Context, name: string, key: string, etag: string, droppedAt: number): Promise<void> {
  const starter = intakeStarter(context);
  let objects = 0;
  for await (const _line of linesOf({ bucket: starter.inputBucket, key })) objects += 1;
  await noteDropped(starter, name, { key, etag, objects, droppedAt });
}

/** A definition with a manifest is a job at once; one without opens an inbox. A wrong one becomes a failed job that says why. */
async function takeDefinition(context: Context, name: string, key: string, etag: string): Promise<void> {
  const starter = intakeStarter(context);
  const origin = `s3://${starter.inputBucket}/${key}#${etag}`;
  try {
    const text = await readText({ bucket: starter.inputBucket, key });
    if (text === undefined) return;
    const request = parseLabelingJobRequest(parseJson(text, key), key);
    if (request.InputConfig?.DataSource.S3DataSource) {
      await createJob(starter, request, origin);
      return;
    }
    if (request.LabelingJobName.toLowerCase() !== name)
      throw new ValidationException(
        `LabelingJobName "${request.LabelingJobName}" must be the file's name, "${name}": objects under inbox/${name}/ are its input`,
      );
    await checkRequest(request);
    await starter.intake.define(name, request);
    await startDueBatches(starter, name, Date.now());
  } catch (error) {
    if (!(error instanceof PlumblineError)) throw error;
    logger.error(`${key} is refused`, error);
    const refused = await recordRefusedJob(starter, name, error, origin);
    if (refused) await tellJobState(env.EVENT_BUS_NAME, refused, whereOf(context.invokedFunctionArn));
  }
}

function parseJson(text: string, key: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ValidationException(`${key} is not JSON: ${(error as Error).message}`);
  }
}
