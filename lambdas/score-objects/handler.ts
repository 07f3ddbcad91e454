import { z } from 'zod';
import type { Score } from '../../core/active-learning/score';
import { validationMembership } from '../../core/active-learning/split';
import { survivesEarlierRounds } from '../../core/active-learning/threshold';
import { automation } from '../../core/job/job';
import { workKeys } from '../../core/job/keys';
import type { ManifestLine } from '../../core/manifest/line';
import { taskTypeOf } from '../../task-types/registry';
import { Dataset, type Part } from '../_shared/dataset';
import { type EndpointInput, invokeEndpoint, requests } from '../_shared/endpoint';
import { environment } from '../_shared/environment';
import { lambdaHandler, logger } from '../_shared/handler';
import { categoriesOf } from '../_shared/job-data';
import { JobStore } from '../_shared/job-store';
import { mapConcurrently } from '../_shared/map-concurrently';
import { ReportStore } from '../_shared/report-store';
import { readJsonLines, writeJsonLines } from '../_shared/work-store';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const reports = new ReportStore(env.WORK_BUCKET);

const REQUESTS_IN_FLIGHT = 2;

const payload = z.object({ jobKey: z.string(), round: z.int(), endpointName: z.string(), part: z.int() });

/** Scores a part: every object without an outcome, and the validation objects people have labelled. */
export const handler = lambdaHandler(payload, async ({ jobKey, round, endpointName, part: number }) => {
  const job = await jobs.get(jobKey);
  await jobs.update(jobKey, Date.now(), { stage: 'ScoreObjects', round });
  const dataset = new Dataset(env.WORK_BUCKET, jobKey);
  const part = await findPart(dataset, number);
  const taskType = taskTypeOf(job.request);
  const categories = await categoriesOf(env.WORK_BUCKET, jobKey);
  const classIds = new Map(categories.map(({ label }, i) => [label, i]));
  const validates = validationMembership(automation(job.request).seed, job.objects!);
  const outcomes = await dataset.outcomes(number);
  const before = await earlier(jobKey, round, number);

  const scores = new Map<number, Score>();
  const inputs: EndpointInput[] = [];
  for await (const { id, text } of dataset.lines(part)) {
    const outcome = outcomes.get(id);
    if (outcome && !(outcome.kind === 'human' && validates(id))) continue;
    const line = JSON.parse(text) as ManifestLine;
    const score: Score = { id };
    if (outcome) {
      const label = taskType.readLabel({ ...line, ...outcome.set }, job.request.LabelAttributeName, categories);
      if (label === undefined) continue;
      score.validation = taskType.learner!.classOf(label);
      score.survives = before(id);
    }
    scores.set(id, score);
    inputs.push(
      line['source-ref'] === undefined ? { id, source: line.source } : { id, 'source-ref': line['source-ref'] },
    );
  }

  let refused = 0;
  await mapConcurrently([...requests(inputs)], REQUESTS_IN_FLIGHT, async (request) => {
    for (const output of await invokeEndpoint(endpointName, request)) {
      const score = scores.get(output.id)!;
      if ('error' in output) {
        refused += 1;
        logger.warn('object could not be scored', { id: output.id, reason: output.error });
        continue;
      }
      score.label = classIds.get(output.label);
      score.confidence = output.confidence ?? undefined;
    }
  });
  await writeJsonLines({ bucket: env.WORK_BUCKET, key: workKeys.scores(jobKey, round, number) }, scores.values());
  logger.info('scored', { part: number, scored: inputs.length, refused });
  return {};
});

async function findPart(dataset: Dataset, number: number): Promise<Part> {
  for await (const part of dataset.parts()) if (part.part === number) return part;
  throw new RangeError(`the object index has no part ${number}`);
}

/** Whether a validation object survived the thresholds of the rounds before; those it was not scored in say nothing against it. */
async function earlier(jobKey: string, round: number, part: number): Promise<(id: number) => boolean> {
  const { rounds } = await reports.read(jobKey);
  const previous = new Map<number, Score>();
  for await (const score of readJsonLines<Score>({
    bucket: env.WORK_BUCKET,
    key: workKeys.scores(jobKey, round - 1, part),
  }))
    previous.set(score.id, score);
  const threshold = rounds.find((entry) => entry.round === round - 1)?.threshold ?? null;
  return (id) => {
    const known = previous.get(id);
    return !known || (known.survives !== false && survivesEarlierRounds([{ confidence: known.confidence, threshold }]));
  };
}
