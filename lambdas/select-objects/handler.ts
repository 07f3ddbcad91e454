import { z } from 'zod';
import { selectObjects } from '../../core/active-learning/selection';
import { stoppingReason } from '../../core/active-learning/stopping';
import { automation, type LabelCounters, noCounters, outputFolder } from '../../core/job/job';
import { workKeys } from '../../core/job/keys';
import { outputTree } from '../../core/job/output-tree';
import { consolidationBatches, objectsInFlight, objectsToAsk, shardCount } from '../../core/job/rounds';
import { Dataset, type Part } from '../_shared/dataset';
import { environment } from '../_shared/environment';
import { lambdaHandler } from '../_shared/handler';
import { JobStore } from '../_shared/job-store';
import { publishOutput } from '../_shared/publish';
import { ReportStore } from '../_shared/report-store';
import { readJsonLines, writeJsonLines } from '../_shared/work-store';

const env = environment({ TABLE_NAME: z.string(), WORK_BUCKET: z.string() });
const jobs = new JobStore(env.TABLE_NAME);
const reports = new ReportStore(env.WORK_BUCKET);

const IDS_PER_LINE = 25;
/** Availability ends the round by the sweeper long before; this only keeps a lost token from holding an execution for ever. */
const ROUND_TIMEOUT_SECONDS = 31 * 24 * 3600;

/** Counts what became of every object so far, keeps a snapshot of the round that is over (`annotations/intermediate`), and chooses which to put to people in this round. */
export const handler = lambdaHandler(z.object({ jobKey: z.string(), round: z.int() }), async ({ jobKey, round }) => {
  const job = await jobs.get(jobKey);
  const { autoLabel, seed } = automation(job.request);
  const useModel = autoLabel && job.modelFailure === undefined && job.automationEnded === undefined;
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

  const wanted = objectsToAsk({
    objects,
    remaining: counters.Unlabeled,
    round,
    autoLabel: useModel,
    inFlight: objectsInFlight(job.request.HumanTaskConfig.MaxConcurrentTaskCount, useModel),
  });
  const selection = await selectObjects(candidates(jobKey, round, dataset, parts), {
    count: Math.min(wanted, stopping.humanLabelsLeft),
    objects,
    round,
    seed,
    strategy: useModel ? 'learn' : 'in-order',
  });
  const chosen = selection.items;
  const shards = shardCount(chosen.length);
  await writeSelection(jobKey, round, chosen, parts);
  await writeJsonLines({ bucket: env.WORK_BUCKET, key: workKeys.batches(jobKey, round) }, consolidationBatches(shards));
  const known = await jobs.getRound(jobKey, round);
  if (!known) await jobs.putRound(jobKey, { round, shards, selected: chosen.length });
  await jobs.update(jobKey, Date.now(), { stage: 'OpenTasks' });
  const { validation, random, uncertain } = selection;
  await reports.addRound(jobKey, {
    round,
    asked: chosen.length,
    ...(useModel ? { validation, random, uncertain } : {}),
  });
  return {
    selected: chosen.length,
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

/** Every object without an outcome, with this round's model confidence where there is one. */
async function* candidates(jobKey: string, round: number, dataset: Dataset, parts: Part[]) {
  for (const part of parts) {
    const outcomes = await dataset.outcomes(part.part);
    const confidences = new Map<number, number>();
    const scores = { bucket: env.WORK_BUCKET, key: workKeys.scores(jobKey, round, part.part) };
    for await (const { id, confidence } of readJsonLines<{ id: number; confidence: number }>(scores))
      confidences.set(id, confidence);
    for (let id = part.firstId; id < part.firstId + part.count; id += 1)
      if (!outcomes.has(id)) yield { id, part: part.part, confidence: confidences.get(id) };
  }
}

async function writeSelection(
  jobKey: string,
  round: number,
  chosen: { id: number; part: number }[],
  parts: Part[],
): Promise<void> {
  const byPart = new Map<number, number[]>();
  for (const { id, part } of [...chosen].sort((a, b) => a.id - b.id)) {
    const ids = byPart.get(part) ?? [];
    ids.push(id);
    byPart.set(part, ids);
  }
  const lines: { part: number; firstId: number; ids: number[] }[] = [];
  for (const [part, ids] of byPart)
    for (let first = 0; first < ids.length; first += IDS_PER_LINE)
      lines.push({ part, firstId: parts[part]!.firstId, ids: ids.slice(first, first + IDS_PER_LINE) });
  await writeJsonLines({ bucket: env.WORK_BUCKET, key: workKeys.selection(jobKey, round) }, lines);
}
