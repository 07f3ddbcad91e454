import { type JobRecord, outputFolder } from '../../core/job/job';
import { workKeys } from '../../core/job/keys';
import { outputTree } from '../../core/job/output-tree';
import type { QualityObject } from '../../core/quality/answered';
import { ModelComparisons } from '../../core/quality/model-report';
import { qualityPage } from '../../core/quality/page';
import { qualityReport } from '../../core/quality/report';
import { taskTypeOf } from '../../task-types/registry';
import { categoriesOf } from './job-data';
import type { QualityRecord } from './quality-records';
import { locationOf, readJsonLines, writeJson, writeText } from './work-store';

/** Answers held at once, as characters of JSON: what fits a function's memory with room. A million classes or some thousand masks. */
const MOST_CHARACTERS = 150_000_000;

/**
 * Writes how well the workers of a job agree and how good each is, as JSON and as a page, to `quality/` beside the manifests. Nothing is written
 * where a user's own function consolidated, since what its answers mean is not known.
 */
export async function publishQuality(workBucket: string, job: JobRecord): Promise<void> {
  const objects: QualityObject<unknown, unknown>[] = [];
  const comparisons = new ModelComparisons();
  let characters = 0;
  let leftOut = 0;
  for await (const record of recordsOf(workBucket, job)) {
    if (record.model) comparisons.add(record.model);
    characters += JSON.stringify(record.answers).length;
    if (characters > MOST_CHARACTERS) leftOut += 1;
    else objects.push({ answers: record.answers, label: record.label });
  }
  if (objects.length === 0) return;
  const { slug, consolidator } = taskTypeOf(job.request);
  const model = comparisons.report();
  const categories = await categoriesOf(workBucket, job.jobKey);
  const report = {
    ...qualityReport({
      kind: slug,
      objects,
      // Labels were kept in the form of answers.
      consolidator: { distance: consolidator.distance, asAnswer: (label) => label },
      categories: categories.map(({ label }) => label),
    }),
    ...(model && { model }),
    ...(leftOut ? { objectsLeftOut: leftOut } : {}),
  };
  const folder = outputFolder(job.request);
  await writeJson(locationOf(outputTree.quality(folder, 'json')), report);
  await writeText(locationOf(outputTree.quality(folder, 'html')), qualityPage(report), 'text/html; charset=utf-8');
}

async function* recordsOf(bucket: string, { jobKey, round: rounds }: JobRecord): AsyncGenerator<QualityRecord> {
  for (let round = 1; round <= rounds; round += 1)
    for await (const { batch } of readJsonLines<{ batch: number }>({ bucket, key: workKeys.batches(jobKey, round) }))
      yield* readJsonLines<QualityRecord>({ bucket, key: workKeys.quality(jobKey, round, batch) });
}
