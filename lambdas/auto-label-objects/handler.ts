import { z } from 'zod';
import type { Score } from '../../core/active-learning/score';
import { stoppingReason } from '../../core/active-learning/stopping';
import { chooseThreshold, type ValidationScore } from '../../core/active-learning/threshold';
import { automation, type JobRecord } from '../../core/job/job';
import { workKeys } from '../../core/job/keys';
import { creationDate } from '../../core/manifest/creation-date';
import type { Outcome } from '../../core/manifest/outcome';
import { taskTypeOf } from '../../task-types/registry';
import { Dataset } from '../_shared/dataset';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { categoriesOf } from '../_shared/job-data';
import { JobStore } from '../_shared/job-store';
import { ReportStore } from '../_shared/report-store';
import { readJsonLines } from '../_shared/work-store';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const reports = new ReportStore(env.WORK_BUCKET);

/** Chooses the threshold on the validation labels and turns every object at or above it into a machine label. Two passes, a part at a time. */
export const handler = lambdaHandler(z.object({ jobKey: z.string(), round: z.int() }), async ({ jobKey, round }) => {
  const job = await jobs.get(jobKey);
  await jobs.update(jobKey, Date.now(), { stage: 'AutoLabelObjects' });
  const dataset = new Dataset(env.WORK_BUCKET, jobKey);
  const validation: ValidationScore[] = [];
  let scored = 0;
  for await (const { part } of dataset.parts())
    for await (const score of scoresOf(jobKey, round, part)) {
      if (score.validation === undefined) scored += 1;
      else if (score.survives)
        validation.push({ confidence: score.confidence ?? Number.NaN, correct: score.label === score.validation });
    }
  const choice = chooseThreshold(validation, automation(job.request));
  const machineLabeled = choice.threshold === null ? 0 : await labelAbove(job, round, dataset, choice.threshold);
  await reports.addRound(jobKey, {
    round,
    scored,
    validatedOn: choice.validated,
    threshold: choice.threshold,
    thresholdReason: choice.reason,
    validationAccuracy: choice.accuracy,
    accuracyBound: choice.accuracyBound,
    machineLabeled,
  });
  return { machineLabeled, threshold: choice.threshold };
});

const scoresOf = (jobKey: string, round: number, part: number) =>
  readJsonLines<Score>({ bucket: env.WORK_BUCKET, key: workKeys.scores(jobKey, round, part) });

async function labelAbove(job: JobRecord, round: number, dataset: Dataset, threshold: number): Promise<number> {
  const { jobKey, counters, objects = 0 } = job;
  const taskType = taskTypeOf(job.request);
  const categories = await categoriesOf(env.WORK_BUCKET, jobKey);
  const facts = {
    jobName: job.request.LabelingJobName,
    humanAnnotated: false,
    creationDate: creationDate(job.createdAt + round * 1000),
  };
  let left = stoppingReason(job.request.StoppingConditions ?? {}, { ...counters, objects }).labelsLeft;
  let labeled = 0;
  for await (const { part } of dataset.parts()) {
    const outcomes: Outcome[] = [];
    for await (const { id, label, confidence, validation } of scoresOf(jobKey, round, part)) {
      if (validation !== undefined || label === undefined || confidence === undefined) continue;
      if (!(confidence >= threshold) || left === 0) continue;
      const machine = taskType.learner!.fromPrediction({ label: categories[label]!.label, confidence }, categories);
      outcomes.push({
        id,
        kind: 'machine',
        set: taskType.output(machine, job.request.LabelAttributeName, categories, facts),
      });
      left -= 1;
    }
    if (outcomes.length) await dataset.writeOutcomes(`r${round}-machine`, outcomes, () => part);
    labeled += outcomes.length;
  }
  return labeled;
}
