import { historyBefore } from '../../core/active-learning/history';
import { type AgreementTotals, addTotals, humanNoise, noAgreement } from '../../core/active-learning/human-noise';
import type { LossFacts } from '../../core/active-learning/loss-limit';
import { automation, type JobRecord } from '../../core/job/job';
import { workKeys } from '../../core/job/keys';
import type { RoundReport } from '../../core/job/report';
import { readJson, readJsonLines } from './work-store';

/** What the loop's decisions of a round rest on, besides scores. `left`: objects without a label. */
export async function loopFacts(
  workBucket: string,
  job: JobRecord,
  { round, rounds, left, classes }: { round: number; rounds: readonly RoundReport[]; left: number; classes: number },
): Promise<LossFacts> {
  const totals = await agreementBefore(workBucket, job.jobKey, round);
  const machine = rounds.reduce((sum, { machineLabeled }) => sum + (machineLabeled ?? 0), 0);
  return {
    rules: automation(job.request),
    objects: totals.objects + machine + left,
    human: totals.objects,
    left,
    noise: humanNoise(totals, classes),
    classes,
    lossSpent: historyBefore(round, rounds).lossSpent,
  };
}

/** How much people agreed in the rounds before. */
async function agreementBefore(bucket: string, jobKey: string, round: number): Promise<AgreementTotals> {
  let totals = noAgreement;
  for (let before = 1; before < round; before += 1) {
    const batches = readJsonLines<{ batch: number }>({ bucket, key: workKeys.batches(jobKey, before) });
    for await (const { batch } of batches) {
      const known = await readJson<AgreementTotals>({ bucket, key: workKeys.agreement(jobKey, before, batch) });
      if (known) totals = addTotals(totals, known);
    }
  }
  return totals;
}
