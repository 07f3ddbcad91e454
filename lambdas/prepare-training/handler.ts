import * as z from 'zod';
import { automation, bringsItsModel, type JobRecord } from '../../core/job/job';
import { workKeys } from '../../core/job/keys';
import { createTrainingJob, trainingChannels } from '../../core/job/training-job';
import type { ManifestLine } from '../../core/manifest/line';
import { taskTypeOf } from '../../task-types/registry';
import { Dataset } from '../_shared/dataset';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { categoriesOf } from '../_shared/job-data';
import { JobStore } from '../_shared/job-store';
import { readLabelOf } from '../_shared/label-files';
import { roundModelNameOf } from '../_shared/model-names';
import { ReportStore } from '../_shared/report-store';
import { writeText } from '../_shared/work-store';

const env = environment({
  TABLE_NAME: z.string(),
  WORK_BUCKET: z.string(),
  MODEL_IMAGE_URI: z.string(),
  MODEL_ROLE_ARN: z.string(),
  TRAINING_INSTANCE_TYPE: z.string(),
});
const jobs = new JobStore(env.TABLE_NAME);
const reports = new ReportStore(env.WORK_BUCKET);

/** Writes the training channel out of all human labels, or says why no model is trained in this round. */
export const handler = lambdaHandler(z.object({ jobKey: z.string(), round: z.int() }), async ({ jobKey, round }) => {
  const job = await jobs.get(jobKey);
  await jobs.update(jobKey, Date.now(), { stage: 'PrepareTraining' });
  const skip = (reason: string, autoLabel = true) => ({ train: false, autoLabel, round, reason });
  if (job.automationEnded !== undefined) return skip(job.automationEnded, false);
  if (bringsItsModel(job.request)) return skip('the job brought its own endpoint');
  const { rounds } = await reports.read(jobKey);
  if (rounds.find((entry) => entry.round === round)?.step === 'validate') return skip('the model is being validated');

  const { lines, unlearnable, left } = await trainingLines(job);
  if (left === 0) return skip('nothing is left to label');
  if (unlearnable !== undefined) {
    await reports.addRound(jobKey, { round, trainingReason: unlearnable });
    return skip(unlearnable);
  }
  await reports.addRound(jobKey, { round, trainedOn: lines.length });
  const channel = { bucket: env.WORK_BUCKET, key: workKeys.trainChannel(jobKey, round) };
  await writeText(channel, `${lines.join('\n')}\n`, 'application/jsonlines');
  await jobs.update(jobKey, Date.now(), { stage: 'TrainModel' });
  const trainingJobName = roundModelNameOf(job, round);
  return {
    train: true,
    autoLabel: true,
    round,
    reason: `${lines.length} labels`,
    trainingJobName,
    createTrainingJob: createTrainingJob({
      trainingJobName,
      image: env.MODEL_IMAGE_URI,
      roleArn: env.MODEL_ROLE_ARN,
      instanceType: env.TRAINING_INSTANCE_TYPE,
      channels: trainingChannels(`s3://${channel.bucket}/${channel.key}`, job.request.Plumbline?.EncoderS3Uri),
      outputPath: `s3://${env.WORK_BUCKET}/jobs/${jobKey}/training`,
      hyperparameters: {
        'task-type': job.taskType,
        'label-attribute': job.request.LabelAttributeName,
        labels: JSON.stringify((await categoriesOf(env.WORK_BUCKET, jobKey)).map(({ label }) => label)),
        seed: String(automation(job.request).seed),
      },
    }),
  };
});

/** The manifest lines of all human labels, in order. Labels are few compared with the data set: they fit. */
async function trainingLines(job: JobRecord): Promise<{ lines: string[]; unlearnable?: string; left: number }> {
  const taskType = taskTypeOf(job.request);
  const categories = await categoriesOf(env.WORK_BUCKET, job.jobKey);
  const dataset = new Dataset(env.WORK_BUCKET, job.jobKey);
  const lines: string[] = [];
  const labels: unknown[] = [];
  let left = 0;
  let learnable = false;
  const attribute = job.request.LabelAttributeName;
  for await (const part of dataset.parts()) {
    const outcomes = await dataset.outcomes(part.part);
    left += part.count - outcomes.size;
    if (![...outcomes.values()].some(({ kind }) => kind === 'human')) continue;
    for await (const { id, text } of dataset.lines(part)) {
      const outcome = outcomes.get(id);
      if (outcome?.kind !== 'human') continue;
      const line: ManifestLine = { ...(JSON.parse(text) as ManifestLine), ...outcome.set };
      // why: what can be learnt from can be with more beside it; labels that are files are not all fetched to find that out.
      const label = learnable && taskType.labelFile ? line : await readLabelOf(taskType, line, attribute, categories);
      if (label === undefined) continue;
      lines.push(JSON.stringify(line));
      if (learnable) continue;
      labels.push(label);
      if (isPowerOfTwo(labels.length)) learnable = taskType.learner!.unlearnable(labels, categories) === undefined;
    }
  }
  const unlearnable =
    lines.length === 0
      ? 'there are no labels yet'
      : learnable
        ? undefined
        : taskType.learner!.unlearnable(labels, categories);
  return { lines, unlearnable, left };
}

const isPowerOfTwo = (count: number): boolean => (count & (count - 1)) === 0;
