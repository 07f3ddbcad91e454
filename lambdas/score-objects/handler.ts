import * as z from 'zod';
import { historyBefore } from '../../core/active-learning/history';
import type { Score } from '../../core/active-learning/score';
import type { JobRecord } from '../../core/job/job';
import type { RoundReport } from '../../core/job/report';
import type { ManifestLine } from '../../core/manifest/line';
import type { Outcome } from '../../core/manifest/outcome';
import { taskTypeOf } from '../../task-types/registry';
import { Dataset, type Part } from '../_shared/dataset';
import { type EndpointObject, scoreObjects } from '../_shared/endpoint';
import { environment } from '../_shared/environment';
import { lambdaHandler, logger } from '../_shared/handler';
import { categoriesOf } from '../_shared/job-data';
import { JobStore } from '../_shared/job-store';
import { readLabelOf } from '../_shared/label-files';
import { ReportStore } from '../_shared/report-store';
import { ScoreStore } from '../_shared/score-store';
import { SelectionStore } from '../_shared/selection-store';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const reports = new ReportStore(env.WORK_BUCKET);

const payload = z.object({ jobKey: z.string(), round: z.int(), endpointName: z.string(), part: z.int() });

/**
 * Scores every object of a part that has no outcome; after a validation the model is still the same, and its scores stand. Beside them go the scores that objects had before
 * people labelled them in the round before, held against people's labels: they judge a model, or tell what its confidence is worth. Where a validation goes on, those of its
 * earlier looks stay too.
 */
export const handler = lambdaHandler(payload, async ({ jobKey, round, endpointName, part: number }) => {
  const job = await jobs.get(jobKey);
  await jobs.update(jobKey, Date.now(), { stage: 'ScoreObjects', round });
  const dataset = new Dataset(env.WORK_BUCKET, jobKey);
  const part = await findPart(dataset, number);
  const { rounds } = await reports.read(jobKey);
  const outcomes = await dataset.outcomes(number);
  const { pending } = historyBefore(round, rounds);
  const earlier: Score[] = [];
  const testedBefore: Score[] = [];
  for await (const score of new ScoreStore(env.WORK_BUCKET, jobKey, round - 1).ofPart(number))
    (score.loss === undefined ? earlier : testedBefore).push(score);
  const scores = pending
    ? earlier.filter(({ id }) => !outcomes.has(id))
    : await asked(job, rounds, round, endpointName, dataset, part, outcomes);
  const tested = await held(job, round, dataset, part, outcomes, earlier);
  const looked = pending && pending.look > 1 ? testedBefore : [];
  await new ScoreStore(env.WORK_BUCKET, jobKey, round).write(number, [...scores, ...looked, ...tested]);
  return {};
});

async function asked(
  job: JobRecord,
  rounds: readonly RoundReport[],
  round: number,
  endpoint: string,
  dataset: Dataset,
  part: Part,
  outcomes: ReadonlyMap<number, Outcome>,
): Promise<Score[]> {
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

/** What the model had said of objects that people labelled in the round before, with what came of it. */
async function held(
  job: JobRecord,
  round: number,
  dataset: Dataset,
  part: Part,
  outcomes: ReadonlyMap<number, Outcome>,
  earlier: readonly Score[],
): Promise<Score[]> {
  if (earlier.length === 0) return [];
  const taskType = taskTypeOf(job.request);
  const categories = await categoriesOf(env.WORK_BUCKET, job.jobKey);
  const selected = await new SelectionStore(env.WORK_BUCKET, job.jobKey).idsOf(round - 1, part.part);
  if (selected.size === 0) return [];
  const said = new Map(earlier.map((score) => [score.id, score]));
  const tested: Score[] = [];
  for await (const { id, text } of dataset.lines(part)) {
    const score = said.get(id);
    const outcome = selected.has(id) ? outcomes.get(id) : undefined;
    if (score?.confidence === undefined || outcome?.kind !== 'human') continue;
    const line = { ...(JSON.parse(text) as ManifestLine), ...outcome.set };
    const label = await readLabelOf(taskType, line, job.request.LabelAttributeName, categories);
    if (label === undefined) continue;
    tested.push({ ...score, loss: 1 - taskType.learner!.quality(score.answer, label, categories) });
  }
  return tested;
}

async function findPart(dataset: Dataset, number: number): Promise<Part> {
  for await (const part of dataset.parts()) if (part.part === number) return part;
  throw new RangeError(`the object index has no part ${number}`);
}
