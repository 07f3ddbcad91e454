import * as z from 'zod';
import { preAnnotationFunction } from '../../core/job/functions';
import { offersPreLabels } from '../../core/job/job';
import { workKeys } from '../../core/job/keys';
import { shardOf } from '../../core/job/rounds';
import type { ManifestLine } from '../../core/manifest/line';
import { failedSet, type Outcome } from '../../core/manifest/outcome';
import { newTask } from '../../core/workforce/task';
import { taskTypeOf } from '../../task-types/registry';
import { Dataset, type Part } from '../_shared/dataset';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { labelConfigOf } from '../_shared/job-data';
import { JobStore } from '../_shared/job-store';
import { type Prepared, preAnnotate } from '../_shared/pre-annotate';
import { originOf, type Prediction, predictionsOf } from '../_shared/pre-labels';
import { textBehind } from '../_shared/source-text';
import { TaskStore } from '../_shared/task-store';
import { exists, locationOf, writeText } from '../_shared/work-store';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const tasks = new TaskStore(env.TABLE_NAME);

/** Task inputs up to this many characters travel in the queue item itself. */
const INLINE_CHARACTERS = 4096;
const DEFAULT_AVAILABILITY_SECONDS = 2_592_000;
const CONCURRENT_OBJECTS = 10;

const payload = z.object({
  jobKey: z.string(),
  round: z.int(),
  items: z.array(
    z.object({ part: z.int(), firstId: z.int(), ids: z.array(z.int()), blind: z.literal(true).optional() }),
  ),
});

/**
 * Pre-annotation for each selected object, then a task in the work team's queue. An object whose file is missing or whose function fails is
 * recorded as failed, and the others go on. Where the job allows it the task says what the model thinks of the object, never where the answer is to judge the model.
 */
export const handler = lambdaHandler(payload, async ({ jobKey, round, items }) => {
  const job = await jobs.get(jobKey);
  const { shards } = (await jobs.getRound(jobKey, round))!;
  const config = await labelConfigOf(env.WORK_BUCKET, jobKey);
  const dataset = new Dataset(env.WORK_BUCKET, jobKey);
  const taskType = taskTypeOf(job.request);
  const userFunction = preAnnotationFunction(job.request);
  const human = job.request.HumanTaskConfig;
  const lifetime = human.TaskAvailabilityLifetimeInSeconds ?? DEFAULT_AVAILABILITY_SECONDS;
  const now = Date.now();

  async function openOne(id: number, line: ManifestLine, prediction?: Prediction): Promise<Outcome | undefined> {
    const failed = (reason: string): Outcome => ({
      id,
      kind: 'failed',
      set: failedSet(job.request.LabelAttributeName, reason, 0),
    });
    const missing = await missingSource(line);
    if (missing) return failed(missing);
    const shown = await whatIsShown(line);
    if (shown.problem !== undefined) return failed(shown.problem);
    const prepared: Prepared = await preAnnotate({ job, taskType, config, line, ...shown, prediction, userFunction });
    if (prepared.kind === 'failed') return failed(prepared.reason);
    // why: with isHumanAnnotationRequired false the object goes to nobody; its line comes out as it came in.
    if (prepared.kind === 'skip') return { id, kind: 'existing', set: {} };
    const content = JSON.stringify(prepared.taskInput);
    await tasks.openTask(
      newTask({
        jobKey,
        round,
        shard: shardOf(id, shards),
        id,
        needed: human.NumberOfHumanWorkersPerDataObject,
        input: content.length <= INLINE_CHARACTERS ? { content } : await putInput(jobKey, round, id, content),
        ...(prepared.preLabelled && prediction && { preLabel: originOf(job, prediction) }),
        openedAt: now,
        availableUntil: now + lifetime * 1000,
      }),
    );
    return undefined;
  }

  /** Pages show texts themselves, not where they lie; functions of the user's fetch what they want. */
  const whatIsShown = async (line: ManifestLine): Promise<{ text?: string; problem?: string }> =>
    taskType.source === 'text' && line.source === undefined && !userFunction ? textBehind(line) : {};

  const offered = items.filter(({ blind }) => !blind && offersPreLabels(job.request));
  const predictions = await predictionsOf(
    env.WORK_BUCKET,
    job,
    round,
    [...new Map(offered.map((item) => [item.part, item])).values()],
    new Set(offered.flatMap(({ ids }) => ids)),
  );

  for (const { part, firstId, ids } of items) {
    const lines = await linesOf(dataset, { part, firstId, count: 0 }, new Set(ids));
    const outcomes: Outcome[] = [];
    const queue = [...lines];
    const worker = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const outcome = await openOne(next.id, next.line, predictions.get(next.id));
        if (outcome) outcomes.push(outcome);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT_OBJECTS }, worker));
    outcomes.sort((a, b) => a.id - b.id);
    if (outcomes.length) await dataset.writeOutcomes(`r${round}-open-${ids[0]}`, outcomes, () => part);
  }
  return {};
});

async function linesOf(dataset: Dataset, part: Part, wanted: Set<number>) {
  const lines: { id: number; line: ManifestLine }[] = [];
  for await (const { id, text } of dataset.lines(part)) {
    if (wanted.has(id)) lines.push({ id, line: JSON.parse(text) as ManifestLine });
    if (lines.length === wanted.size) break;
  }
  return lines;
}

/** Why the object's file cannot be shown, if it cannot. */
async function missingSource(line: ManifestLine): Promise<string | undefined> {
  const uri = line['source-ref'];
  if (uri === undefined) return undefined;
  try {
    return (await exists(locationOf(uri))) ? undefined : `ClientError: source-ref: there is no object ${uri}`;
  } catch (error) {
    const { name, message } = error as Error;
    // why: one bucket of many that the deployment may not read fails its objects; S3 answers HEAD without a message.
    if (name === 'Forbidden' || name === '403' || /^AccessDenied/.test(name)) throw error;
    return `ClientError: source-ref ${uri}: ${name}: ${message}`;
  }
}

async function putInput(jobKey: string, round: number, id: number, content: string): Promise<{ s3Uri: string }> {
  const key = workKeys.taskInput(jobKey, round, id);
  await writeText({ bucket: env.WORK_BUCKET, key }, content);
  return { s3Uri: `s3://${env.WORK_BUCKET}/${key}` };
}
