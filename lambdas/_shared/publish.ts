import { Readable } from 'node:stream';
import { type JobRecord, type LabelCounters, noCounters, outputFolder } from '../../core/job/job';
import { publishedLine } from '../../core/manifest/published-line';
import { Dataset } from './dataset';
import { locationOf, writeStream } from './work-store';

export interface Published {
  uri: string;
  counters: LabelCounters;
  objects: number;
}

/**
 * Writes the output manifest: every input line once and in order, labelled, failed with its reason, or as it came. One part is in memory
 * at a time. Counters are counted here, from the outcomes themselves. `uri` is another place for a snapshot of a running job.
 */
export async function publishOutput(
  workBucket: string,
  job: JobRecord,
  uri = `${outputFolder(job.request)}/manifests/output/output.manifest`,
): Promise<Published> {
  const counters = noCounters();
  let objects = 0;

  async function* manifest(): AsyncGenerator<string> {
    const dataset = new Dataset(workBucket, job.jobKey);
    for await (const part of dataset.parts()) {
      const outcomes = await dataset.outcomes(part.part);
      const lines: string[] = [];
      for await (const { id, text } of dataset.lines(part)) {
        const outcome = outcomes.get(id);
        objects += 1;
        if (!outcome) counters.Unlabeled += 1;
        else if (outcome.kind === 'human') counters.HumanLabeled += 1;
        else if (outcome.kind === 'machine') counters.MachineLabeled += 1;
        else if (outcome.kind === 'failed') counters.FailedNonRetryableError += 1;
        lines.push(outcome ? publishedLine(text, outcome.set) : text);
      }
      yield `${lines.join('\n')}\n`;
    }
  }

  await writeStream(locationOf(uri), Readable.from(manifest(), { objectMode: false }));
  counters.TotalLabeled = counters.HumanLabeled + counters.MachineLabeled;
  return { uri, counters, objects };
}
