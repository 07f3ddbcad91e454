import { Readable } from 'node:stream';
import * as z from 'zod';
import { noAgreement } from '../../core/active-learning/human-noise';
import { postAnnotationFunction } from '../../core/job/functions';
import { type JobRecord, outputFolder } from '../../core/job/job';
import { workKeys } from '../../core/job/keys';
import { consolidationEntry, EXPIRED, isLargeAnswer, outputTree, workerResponse } from '../../core/job/output-tree';
import { partFinder } from '../../core/job/parts';
import { failedSet, type Outcome } from '../../core/manifest/outcome';
import type { TaskItem } from '../../core/workforce/task';
import { consolidate, lastOf } from '../_shared/consolidate';
import { Dataset, type Part } from '../_shared/dataset';
import { answersOf, type DoneObject } from '../_shared/done-tasks';
import { environment } from '../_shared/environment';
import { lambdaHandler, logger } from '../_shared/handler';
import { labelConfigOf } from '../_shared/job-data';
import { JobStore } from '../_shared/job-store';
import { mapConcurrently } from '../_shared/map-concurrently';
import { predictionsOf } from '../_shared/pre-labels';
import { TaskStore } from '../_shared/task-store';
import { locationOf, readJson, readJsonLines, writeJson, writeStream, writeText } from '../_shared/work-store';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const tasks = new TaskStore(env.TABLE_NAME);

const FILES_IN_FLIGHT = 20;

const payload = z.object({ jobKey: z.string(), round: z.int(), batch: z.int(), shards: z.array(z.int()) });

/** Makes one label of the answers to each object of a batch; keeps the answers and the request and response of consolidation as files. */
export const handler = lambdaHandler(payload, async ({ jobKey, round, batch, shards }) => {
  const job = await jobs.get(jobKey);
  await jobs.update(jobKey, Date.now(), { stage: 'ConsolidateAnnotations' });
  const attribute = job.request.LabelAttributeName;
  const dataset = new Dataset(env.WORK_BUCKET, jobKey);
  const parts: Part[] = [];
  for await (const part of dataset.parts()) parts.push(part);
  const partOf = partFinder(parts);

  const objects = await readDone(job, dataset, parts, round, shards);
  const answered = objects.filter((object) => object.answers.length > 0);
  const outcomes: Outcome[] = objects
    .filter((object) => object.answers.length === 0)
    .map(({ id }) => ({ id, kind: 'failed', set: failedSet(attribute, EXPIRED, 1) }));

  let learnt: unknown = null;
  let agreement = noAgreement;
  if (answered.length) {
    const folder = outputFolder(job.request);
    const lastAnswer = Math.max(...answered.flatMap(({ answers }) => answers.map(({ submittedAt }) => submittedAt)));
    await mapConcurrently(answered, FILES_IN_FLIGHT, async ({ id, answers, prediction, preLabel }) => {
      await writeJson(
        locationOf(outputTree.workerResponse(folder, round, id, lastOf(answers))),
        workerResponse(answers, preLabel && { ...preLabel, answer: prediction?.answer }),
      );
      for (const { workerId, content } of answers.filter(isLargeAnswer))
        await writeText(locationOf(outputTree.largeAnswer(folder, round, id, workerId)), content);
    });
    const requestUri = outputTree.consolidation(folder, 'request', round, batch, lastAnswer);
    await writeJson(
      locationOf(requestUri),
      answered.map(({ id, line, answers }) =>
        consolidationEntry({ id, source: line.source, sourceRef: line['source-ref'], answers }, (workerId) =>
          outputTree.largeAnswer(folder, round, id, workerId),
        ),
      ),
    );
    const result = await consolidate({
      job,
      round,
      config: await labelConfigOf(env.WORK_BUCKET, jobKey),
      objects: answered,
      earlier: await earlierWorkers(jobKey, round),
      userFunction: postAnnotationFunction(job.request),
      requestUri,
      annotationsUri: `${folder}/annotations`,
      now: lastAnswer,
    });
    await writeJson(
      locationOf(outputTree.consolidation(folder, 'response', round, batch, lastAnswer)),
      result.response,
    );
    if (result.explanations)
      await writeJson(
        locationOf(outputTree.consolidation(folder, 'explanation', round, batch, lastAnswer)),
        result.explanations,
      );
    // why: answers may be masks; as one text they would not fit.
    await writeStream(
      { bucket: env.WORK_BUCKET, key: workKeys.quality(jobKey, round, batch) },
      Readable.from(linesOf(result.records), { objectMode: false }),
    );
    learnt = result.learnt;
    agreement = result.agreement;
    for (const { id, workerId, reason } of result.rejected) logger.warn('answer set aside', { id, workerId, reason });
    outcomes.push(...result.outcomes);
  }
  await writeJson({ bucket: env.WORK_BUCKET, key: workKeys.workers(jobKey, round, batch) }, learnt);
  await writeJson({ bucket: env.WORK_BUCKET, key: workKeys.agreement(jobKey, round, batch) }, agreement);
  outcomes.sort((a, b) => a.id - b.id);
  await dataset.writeOutcomes(`r${round}-human-${batch}`, outcomes, partOf);
  return {};
});

async function readDone(
  job: JobRecord,
  dataset: Dataset,
  parts: Part[],
  round: number,
  shards: number[],
): Promise<DoneObject[]> {
  const done = new Map<number, TaskItem>();
  for (const shard of shards)
    for await (const task of tasks.listDone(job.jobKey, round, shard)) done.set(task.id, task);
  const objects: DoneObject[] = [];
  const partOf = partFinder(parts);
  const wanted = new Set([...done.keys()].map(partOf));
  const asked = parts.filter(({ part }) => wanted.has(part));
  const predictions = await predictionsOf(env.WORK_BUCKET, job, round, asked, new Set(done.keys()));
  for (const part of asked) {
    for await (const { id, text } of dataset.lines(part)) {
      const task = done.get(id);
      if (task)
        objects.push({
          id,
          line: JSON.parse(text),
          answers: [],
          preLabel: task.preLabel,
          prediction: predictions.get(id),
        });
    }
  }
  await mapConcurrently(objects, FILES_IN_FLIGHT, async (object) => {
    object.answers = await answersOf(done.get(object.id)!);
  });
  return objects;
}

function* linesOf(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}

/** What consolidation learnt about the workers in the rounds before. */
async function earlierWorkers(jobKey: string, round: number): Promise<unknown[]> {
  const earlier: unknown[] = [];
  for (let before = 1; before < round; before += 1) {
    const batches = readJsonLines<{ batch: number }>({
      bucket: env.WORK_BUCKET,
      key: workKeys.batches(jobKey, before),
    });
    for await (const { batch } of batches) {
      const learnt = await readJson({ bucket: env.WORK_BUCKET, key: workKeys.workers(jobKey, before, batch) });
      if (learnt) earlier.push(learnt);
    }
  }
  return earlier;
}
