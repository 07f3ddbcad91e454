import { Readable } from 'node:stream';
import * as z from 'zod';
import type { ValidationScore } from '../../core/active-learning/certify';
import { historyBefore } from '../../core/active-learning/history';
import { stoppingReason } from '../../core/active-learning/stopping';
import { verdictOn } from '../../core/active-learning/verdict';
import { type JobRecord, outputFolder } from '../../core/job/job';
import type { LabelCategory } from '../../core/job/label-categories';
import { outputTree } from '../../core/job/output-tree';
import { creationDate } from '../../core/manifest/creation-date';
import type { ManifestLine } from '../../core/manifest/line';
import type { Outcome } from '../../core/manifest/outcome';
import { taskTypeOf } from '../../task-types/registry';
import type { ImageSize, TaskType } from '../../task-types/task-type';
import { Dataset, type Part } from '../_shared/dataset';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { imageSizeOf } from '../_shared/image-size';
import { categoriesOf } from '../_shared/job-data';
import { JobStore } from '../_shared/job-store';
import { labelEntries } from '../_shared/label-files';
import { loopFacts } from '../_shared/loop-facts';
import { mapConcurrently } from '../_shared/map-concurrently';
import { ReportStore } from '../_shared/report-store';
import { ScoreStore } from '../_shared/score-store';
import { locationOf, writeStream } from '../_shared/work-store';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const reports = new ReportStore(env.WORK_BUCKET);

/** Where the round before asked people to validate the model, judges it and turns what it may label into machine labels. */
export const handler = lambdaHandler(z.object({ jobKey: z.string(), round: z.int() }), async ({ jobKey, round }) => {
  const job = await jobs.get(jobKey);
  await jobs.update(jobKey, Date.now(), { stage: 'AutoLabelObjects' });
  const dataset = new Dataset(env.WORK_BUCKET, jobKey);
  const scores = new ScoreStore(env.WORK_BUCKET, jobKey, round);
  const { rounds } = await reports.read(jobKey);
  const { pending: asked } = historyBefore(round, rounds);

  const sample: ValidationScore[] = [];
  const open: number[] = [];
  let left = 0;
  for await (const { part } of dataset.parts())
    for await (const { id, confidence, loss } of scores.ofPart(part)) {
      if (loss === undefined) left += 1;
      if (!asked || confidence === undefined) continue;
      if (loss !== undefined) sample.push({ id, confidence, loss });
      else if (confidence >= asked.floor) open.push(confidence);
    }
  if (!asked) {
    await reports.addRound(jobKey, { round, scored: left });
    return { machineLabeled: 0, threshold: null };
  }
  const categories = await categoriesOf(env.WORK_BUCKET, jobKey);
  const exact = taskTypeOf(job.request).learner!.exact;
  const facts = await loopFacts(env.WORK_BUCKET, job, {
    round,
    rounds: rounds.filter((before) => before.round < round),
    left,
    classes: categories.length,
  });
  const verdict = verdictOn({ asked, unlabelled: Float64Array.from(open), sample, exact }, facts);
  const { threshold } = verdict;
  const machineLabeled =
    threshold === null ? 0 : await labelAbove(job, { round, dataset, scores, threshold, categories });
  await reports.addRound(jobKey, { round, scored: left, ...verdict, machineLabeled });
  return { machineLabeled, threshold };
});

const FILES_IN_FLIGHT = 20;

interface Region {
  round: number;
  dataset: Dataset;
  scores: ScoreStore;
  threshold: number;
  categories: LabelCategory[];
}

/** Gives the labels, and writes them where Ground Truth lists what a model labelled; returns how many. */
async function labelAbove(job: JobRecord, region: Region): Promise<number> {
  let labeled = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const outcomes of outcomesAbove(job, region)) {
      labeled += outcomes.length;
      yield outcomes.map(({ id, set }) => `${id} ${JSON.stringify(set)}\n`).join('');
    }
  }
  const list = outputTree.autoAnnotations(outputFolder(job.request), region.round);
  await writeStream(locationOf(list), Readable.from(lines(), { objectMode: false }));
  return labeled;
}

/** Labels part by part. */
async function* outcomesAbove(job: JobRecord, region: Region): AsyncGenerator<Outcome[]> {
  const { round, dataset, scores, threshold, categories } = region;
  const taskType = taskTypeOf(job.request);
  const facts = {
    jobName: job.request.LabelingJobName,
    humanAnnotated: false,
    creationDate: creationDate(job.createdAt + round * 1000),
  };
  const { HumanLabeled, MachineLabeled } = job.counters;
  const objects = job.objects ?? 0;
  let allowed = stoppingReason(job.request.StoppingConditions ?? {}, {
    objects,
    HumanLabeled,
    MachineLabeled,
  }).labelsLeft;
  for await (const part of dataset.parts()) {
    const labels = new Map<number, unknown>();
    for await (const { id, answer, confidence, loss } of scores.ofPart(part.part)) {
      if (loss !== undefined || confidence === undefined || confidence < threshold || allowed === 0) continue;
      labels.set(id, taskType.learner!.fromPrediction({ answer, confidence }, categories));
      allowed -= 1;
    }
    const outcomes: Outcome[] = [];
    const sizes = await imageSizes(taskType, dataset, part, labels);
    await mapConcurrently([...labels], FILES_IN_FLIGHT, async ([id, label]) => {
      const imageSize = sizes.get(id);
      const set = await labelEntries(job, taskType, categories, { id, label, facts: { ...facts, imageSize } });
      outcomes.push({ id, kind: 'machine', set });
    });
    outcomes.sort((a, b) => a.id - b.id);
    if (outcomes.length === 0) continue;
    await dataset.writeOutcomes(`r${round}-machine`, outcomes, () => part.part);
    yield outcomes;
  }
}

/** The sizes of the images whose labels have to say them and do not know them, by object. */
async function imageSizes(taskType: TaskType, dataset: Dataset, part: Part, labels: ReadonlyMap<number, unknown>) {
  const sizes = new Map<number, ImageSize>();
  const wanted = new Set([...labels].filter(([, label]) => taskType.needsImageSize?.(label)).map(([id]) => id));
  if (wanted.size === 0) return sizes;
  const lines: { id: number; line: ManifestLine }[] = [];
  for await (const { id, text } of dataset.lines(part)) if (wanted.has(id)) lines.push({ id, line: JSON.parse(text) });
  await mapConcurrently(lines, FILES_IN_FLIGHT, async ({ id, line }) => {
    const size = await imageSizeOf(line);
    if (size) sizes.set(id, size);
  });
  return sizes;
}
