import * as z from 'zod';
import { historyBefore } from '../../core/active-learning/history';
import { reportOf } from '../../core/active-learning/loop';
import { nextStep, type Step } from '../../core/active-learning/next-step';
import type { Experience } from '../../core/active-learning/recalibration';
import { type Candidate, selectObjects } from '../../core/active-learning/selection';
import { stoppingReason } from '../../core/active-learning/stopping';
import {
  automation,
  bringsItsModel,
  type JobRecord,
  type LabelCounters,
  noCounters,
  outputFolder,
} from '../../core/job/job';
import { workKeys } from '../../core/job/keys';
import { outputTree } from '../../core/job/output-tree';
import { consolidationBatches, objectsInFlight, shardCount } from '../../core/job/rounds';
import { taskTypeOf } from '../../task-types/registry';
import { Dataset, type Part } from '../_shared/dataset';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { categoriesOf } from '../_shared/job-data';
import { JobStore } from '../_shared/job-store';
import { loopFacts } from '../_shared/loop-facts';
import { publishOutput } from '../_shared/publish';
import { ReportStore } from '../_shared/report-store';
import { ScoreStore } from '../_shared/score-store';
import { SelectionStore } from '../_shared/selection-store';
import { writeJsonLines } from '../_shared/work-store';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const reports = new ReportStore(env.WORK_BUCKET);

/** Availability ends the round by the sweeper long before; this only keeps a lost token from holding an execution for ever. */
const ROUND_TIMEOUT_SECONDS = 31 * 24 * 3600;

/**
 * Counts what became of every object so far, keeps a snapshot of the round that is over (`annotations/intermediate`), and decides what to put to people in this
 * round: what teaches the model most, or what validates it.
 */
export const handler = lambdaHandler(z.object({ jobKey: z.string(), round: z.int() }), async ({ jobKey, round }) => {
  const job = await jobs.get(jobKey);
  const { autoLabel, seed } = automation(job.request);
  const dataset = new Dataset(env.WORK_BUCKET, jobKey);
  const parts: Part[] = [];
  for await (const part of dataset.parts()) parts.push(part);

  // why: the snapshot reads every outcome, so it counts them too; the first round has nothing to show yet.
  const { counters, objects } =
    round > 1
      ? await publishOutput(env.WORK_BUCKET, job, outputTree.intermediate(outputFolder(job.request), round - 1))
      : await countOutcomes(dataset, parts);
  await jobs.update(jobKey, Date.now(), { counters, round, stage: 'SelectObjects' });
  const stop = (reason: string) => end(jobKey, counters.Unlabeled, reason);
  if (job.status === 'Stopping') return stop('the job was stopped');
  if (counters.Unlabeled === 0) return stop('every object has its outcome');
  const stopping = stoppingReason(job.request.StoppingConditions ?? {}, { ...counters, objects });
  if (stopping.reached) return stop(stopping.reason);

  const inFlight = objectsInFlight(job.request.HumanTaskConfig.MaxConcurrentTaskCount, autoLabel);
  const useModel = autoLabel && job.modelFailure === undefined && job.automationEnded === undefined;
  const step = useModel ? await decide(job, round, counters.Unlabeled, inFlight, dataset, parts) : undefined;
  const { items, validation, random, uncertain } = await selectObjects(candidates(jobKey, round, dataset, parts), {
    kind: step?.kind ?? 'in-order',
    floor: step?.floor ?? null,
    count: Math.min(step?.count ?? counters.Unlabeled, inFlight, stopping.humanLabelsLeft),
    round,
    seed,
  });
  const areFiles = taskTypeOf(job.request).labelFile !== undefined;
  const shards = shardCount(items.length, areFiles);
  await new SelectionStore(env.WORK_BUCKET, jobKey).write(round, items, parts, step?.kind === 'validate');
  await writeJsonLines(
    { bucket: env.WORK_BUCKET, key: workKeys.batches(jobKey, round) },
    consolidationBatches(shards, areFiles),
  );
  const known = await jobs.getRound(jobKey, round);
  if (!known) await jobs.putRound(jobKey, { round, shards, selected: items.length });
  await reports.addRound(jobKey, {
    round,
    asked: items.length,
    ...(step && { ...reportOf(step), validation, random, uncertain }),
  });
  if (step?.last) {
    await jobs.update(jobKey, Date.now(), { automationEnded: step.reason });
    await reports.change(jobKey, (report) => ({ ...report, automationEnded: step.reason }));
  }
  await jobs.update(jobKey, Date.now(), { stage: 'OpenTasks' });
  return {
    selected: items.length,
    selectionKey: workKeys.selection(jobKey, round),
    batchesKey: workKeys.batches(jobKey, round),
    remaining: counters.Unlabeled,
    timeoutSeconds: ROUND_TIMEOUT_SECONDS,
    reason: null,
  };
});

async function end(jobKey: string, remaining: number, reason: string) {
  await reports.change(jobKey, (report) => ({ ...report, ended: reason }));
  return {
    selected: 0,
    selectionKey: null,
    batchesKey: null,
    remaining,
    timeoutSeconds: ROUND_TIMEOUT_SECONDS,
    reason,
  };
}

async function countOutcomes(dataset: Dataset, parts: Part[]): Promise<{ counters: LabelCounters; objects: number }> {
  const counters = noCounters();
  let objects = 0;
  for (const part of parts) {
    const outcomes = await dataset.outcomes(part.part);
    for (const { kind } of outcomes.values()) {
      if (kind === 'human') counters.HumanLabeled += 1;
      else if (kind === 'machine') counters.MachineLabeled += 1;
      else if (kind === 'failed') counters.FailedNonRetryableError += 1;
    }
    counters.Unlabeled += part.count - outcomes.size;
    objects += part.count;
  }
  counters.TotalLabeled = counters.HumanLabeled + counters.MachineLabeled;
  return { counters, objects };
}

async function decide(
  job: JobRecord,
  round: number,
  left: number,
  inFlight: number,
  dataset: Dataset,
  parts: Part[],
): Promise<Step> {
  const { rounds } = await reports.read(job.jobKey);
  const report = rounds.find((entry) => entry.round === round);
  const { deltaSpent, fruitless, pending } = historyBefore(round, rounds);
  const confidences: number[] = [];
  for await (const { confidence } of candidates(job.jobKey, round, dataset, parts))
    if (confidence !== undefined) confidences.push(confidence);
  const experience: Experience[] = [];
  const scores = new ScoreStore(env.WORK_BUCKET, job.jobKey, round);
  for (const { part } of parts)
    for await (const { confidence, loss } of scores.ofPart(part))
      if (loss !== undefined) experience.push({ confidence: confidence!, loss });
  const classes = (await categoriesOf(env.WORK_BUCKET, job.jobKey)).length;
  return nextStep({
    ...(await loopFacts(env.WORK_BUCKET, job, { round, rounds, left, classes })),
    confidences: Float64Array.from(confidences).sort().reverse(),
    experience,
    hasModel: report?.scored !== undefined,
    judged: pending !== undefined,
    goesOn: report?.goesOn ? pending : undefined,
    trainable: !bringsItsModel(job.request),
    deltaLeft: 1 - automation(job.request).confidence - deltaSpent,
    fruitless,
    inFlight,
  });
}

/** Every object without an outcome, with what this round's model thinks of it where there is one. */
async function* candidates(
  jobKey: string,
  round: number,
  dataset: Dataset,
  parts: Part[],
): AsyncGenerator<Candidate & { part: number }> {
  const scores = new ScoreStore(env.WORK_BUCKET, jobKey, round);
  for (const part of parts) {
    const outcomes = await dataset.outcomes(part.part);
    const known = new Map<number, { confidence?: number; label?: unknown }>();
    for await (const { id, confidence, answer } of scores.ofPart(part.part))
      known.set(id, { confidence, label: answer });
    for (let id = part.firstId; id < part.firstId + part.count; id += 1)
      if (!outcomes.has(id)) yield { id, part: part.part, ...known.get(id) };
  }
}
