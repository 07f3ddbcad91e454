import { z } from 'zod';
import { validationMembership } from '../../core/active-learning/split';
import { decideTraining } from '../../core/active-learning/stopping';
import { fewestToPromise } from '../../core/active-learning/threshold';
import { automation } from '../../core/job/job';
import { workKeys } from '../../core/job/keys';
import { createTrainingJob } from '../../core/job/training-job';
import type { ManifestLine } from '../../core/manifest/line';
import { taskTypeOf } from '../../task-types/registry';
import { Dataset } from '../_shared/dataset';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { categoriesOf } from '../_shared/job-data';
import { JobStore } from '../_shared/job-store';
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

/** Writes the training and validation channels out of the human labels, or says why another model would teach nothing. */
export const handler = lambdaHandler(z.object({ jobKey: z.string(), round: z.int() }), async ({ jobKey, round }) => {
  const job = await jobs.get(jobKey);
  await jobs.update(jobKey, Date.now(), { stage: 'PrepareTraining' });
  if (job.request.Plumbline?.EndpointName !== undefined)
    return { train: false, autoLabel: true, round, reason: 'the job brought its own endpoint' };

  const settings = automation(job.request);
  const channels = await collectChannels(jobKey, settings.seed, job.objects!);
  const { rounds } = await reports.read(jobKey);
  const decision = decideTraining({
    remaining: channels.remaining,
    training: channels.train.length,
    validation: channels.validation.length,
    classes: channels.classes,
    thresholds: rounds.flatMap(({ threshold }) => (threshold === undefined ? [] : [threshold])),
    fewestValidation: fewestToPromise(settings),
  });
  await reports.addRound(jobKey, {
    round,
    trainingReason: decision.reason,
    ...(decision.train ? { trainedOn: channels.train.length } : {}),
  });
  if (decision.askAll) {
    await jobs.update(jobKey, Date.now(), { automationEnded: decision.reason });
    await reports.change(jobKey, (report) => ({ ...report, automationEnded: decision.reason }));
  }
  if (!decision.train)
    return { train: false, autoLabel: !decision.askAll && channels.remaining > 0, round, reason: decision.reason };

  for (const channel of ['train', 'validation'] as const)
    await writeText(
      { bucket: env.WORK_BUCKET, key: workKeys.channel(jobKey, round, channel) },
      `${channels[channel].join('\n')}\n`,
      'application/jsonlines',
    );
  await jobs.update(jobKey, Date.now(), { stage: 'TrainModel' });
  const trainingJobName = roundModelNameOf(job, round);
  return {
    train: true,
    autoLabel: true,
    round,
    reason: decision.reason,
    trainingJobName,
    createTrainingJob: createTrainingJob({
      trainingJobName,
      image: env.MODEL_IMAGE_URI,
      roleArn: env.MODEL_ROLE_ARN,
      instanceType: env.TRAINING_INSTANCE_TYPE,
      channels: {
        train: `s3://${env.WORK_BUCKET}/${workKeys.channel(jobKey, round, 'train')}`,
        validation: `s3://${env.WORK_BUCKET}/${workKeys.channel(jobKey, round, 'validation')}`,
      },
      outputPath: `s3://${env.WORK_BUCKET}/jobs/${jobKey}/training`,
      hyperparameters: {
        'task-type': job.taskType,
        'label-attribute': job.request.LabelAttributeName,
        labels: JSON.stringify((await categoriesOf(env.WORK_BUCKET, jobKey)).map(({ label }) => label)),
        seed: String(settings.seed),
      },
    }),
  };
});

/** The manifest lines of all human labels, split by the validation draw. Labels are few compared with the data set: they fit. */
async function collectChannels(jobKey: string, seed: number, objects: number) {
  const job = await jobs.get(jobKey);
  const taskType = taskTypeOf(job.request);
  const categories = await categoriesOf(env.WORK_BUCKET, jobKey);
  const dataset = new Dataset(env.WORK_BUCKET, jobKey);
  const validates = validationMembership(seed, objects);
  const train: string[] = [];
  const validation: string[] = [];
  const classes = new Set<number>();
  let remaining = 0;
  for await (const part of dataset.parts()) {
    const outcomes = await dataset.outcomes(part.part);
    remaining += part.count - outcomes.size;
    if (![...outcomes.values()].some(({ kind }) => kind === 'human')) continue;
    for await (const { id, text } of dataset.lines(part)) {
      const outcome = outcomes.get(id);
      if (outcome?.kind !== 'human') continue;
      const line: ManifestLine = { ...(JSON.parse(text) as ManifestLine), ...outcome.set };
      const label = taskType.readLabel(line, job.request.LabelAttributeName, categories);
      if (label === undefined) continue;
      if (validates(id)) validation.push(JSON.stringify(line));
      else {
        train.push(JSON.stringify(line));
        classes.add(taskType.learner!.classOf(label));
      }
    }
  }
  return { train, validation, classes: classes.size, remaining };
}
