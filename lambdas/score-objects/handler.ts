import { z } from 'zod';
import { historyBefore } from '../../core/active-learning/history';
import type { Score } from '../../core/active-learning/score';
import type { JobRecord } from '../../core/job/job';
import type { RoundReport } from '../../core/job/report';
import type { ManifestLine } from '../../core/manifest/line';
import { taskTypeOf } from '../../task-types/registry';
import { Dataset, type Part } from '../_shared/dataset';
import { type EndpointObject, scoreObjects } from '../_shared/endpoint';
import { environment } from '../_shared/environment';
import { lambdaHandler, logger } from '../_shared/handler';
import { categoriesOf } from '../_shared/job-data';
import { JobStore } from '../_shared/job-store';
import { ReportStore } from '../_shared/report-store';
import { ScoreStore } from '../_shared/score-store';
import { SelectionStore } from '../_shared/selection-store';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const reports = new ReportStore(env.WORK_BUCKET);

const payload = z.object({ jobKey: z.string(), round: z.int(), endpointName: z.string(), part: z.int() });

/**
 * Scores every object of a part that has no outcome. After a validation the model is still the same: its scores stand, and those of the objects people labelled
 * to validate it are held against people's labels.
 */
export const handler = lambdaHandler(payload, async ({ jobKey, round, endpointName, part: number }) => {
  const job = await jobs.get(jobKey);
  await jobs.update(jobKey, Date.now(), { stage: 'ScoreObjects', round });
  const dataset = new Dataset(env.WORK_BUCKET, jobKey);
  const part = await findPart(dataset, number);
  const { rounds } = await reports.read(jobKey);
  const scores = historyBefore(round, rounds).pending
    ? await judged(job, round, dataset, part)
    : await asked(job, rounds, round, endpointName, dataset, part);
  await new ScoreStore(env.WORK_BUCKET, jobKey, round).write(number, scores);
  return {};
});

async function asked(
  job: JobRecord,
  rounds: readonly RoundReport[],
  round: number,
  endpoint: string,
  dataset: Dataset,
  part: Part,
): Promise<Score[]> {
  const outcomes = await dataset.outcomes(part.part);
  const objects: EndpointObject[] = [];
  for await (const { id, text } of dataset.lines(part))
    if (!outcomes.has(id)) objects.push({ id, line: JSON.parse(text) as ManifestLine });
  const answers = await scoreObjects({
    job,
    labels: (await categoriesOf(env.WORK_BUCKET, job.jobKey)).map(({ label }) => label),
    endpoint,
    objects,
    proven: rounds.some((before) => before.round < round && (before.scored ?? 0) > 0),
  });
  let refused = 0;
  const scores = answers.map((answer): Score => {
    if ('answer' in answer) return { id: answer.id, answer: answer.answer, confidence: answer.confidence };
    refused += 1;
    logger.warn('object could not be scored', { id: answer.id, reason: answer.problem });
    return { id: answer.id };
  });
  logger.info('scored', { part: part.part, scored: objects.length, refused });
  return scores;
}

async function judged(job: JobRecord, round: number, dataset: Dataset, part: Part): Promise<Score[]> {
  const taskType = taskTypeOf(job.request);
  const categories = await categoriesOf(env.WORK_BUCKET, job.jobKey);
  const validating = await new SelectionStore(env.WORK_BUCKET, job.jobKey).idsOf(round - 1, part.part);
  const outcomes = await dataset.outcomes(part.part);
  const labels = new Map<number, unknown>();
  if (validating.size > 0)
    for await (const { id, text } of dataset.lines(part)) {
      const outcome = validating.has(id) ? outcomes.get(id) : undefined;
      if (outcome?.kind !== 'human') continue;
      const line = { ...(JSON.parse(text) as ManifestLine), ...outcome.set };
      labels.set(id, taskType.readLabel(line, job.request.LabelAttributeName, categories));
    }
  const scores: Score[] = [];
  for await (const score of new ScoreStore(env.WORK_BUCKET, job.jobKey, round - 1).ofPart(part.part)) {
    const label = labels.get(score.id);
    if (!outcomes.has(score.id)) scores.push(score);
    else if (label !== undefined)
      scores.push({ ...score, loss: 1 - taskType.learner!.quality(score.answer, label, categories) });
  }
  return scores;
}

async function findPart(dataset: Dataset, number: number): Promise<Part> {
  for await (const part of dataset.parts()) if (part.part === number) return part;
  throw new RangeError(`the object index has no part ${number}`);
}
