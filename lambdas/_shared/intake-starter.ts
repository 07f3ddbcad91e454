import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { environment } from './environment';
import type { BatchStarter } from './intake-batches';
import { IntakeStore } from './intake-store';
import { JobStore } from './job-store';
import { whereOf } from './tell-job-state';

const env = environment({
  TABLE_NAME: z.string(),
  WORK_BUCKET: z.string(),
  INPUT_BUCKET: z.string(),
  OUTPUT_BUCKET: z.string(),
  STATE_MACHINE_ARN: z.string(),
  INTAKE_BATCH_OBJECTS: z.coerce.number(),
  INTAKE_MAX_AGE_SECONDS: z.coerce.number(),
});

/** What intake and the sweeper need to make jobs of dropped files. */
export const intakeStarter = (context: Context): BatchStarter => ({
  jobs: new JobStore(env.TABLE_NAME),
  intake: new IntakeStore(env.TABLE_NAME),
  stateMachineArn: env.STATE_MACHINE_ARN,
  defaultOutputPath: `s3://${env.OUTPUT_BUCKET}/`,
  account: whereOf(context.invokedFunctionArn).account,
  inputBucket: env.INPUT_BUCKET,
  workBucket: env.WORK_BUCKET,
  defaults: { batchObjects: env.INTAKE_BATCH_OBJECTS, maxAgeSeconds: env.INTAKE_MAX_AGE_SECONDS },
});
