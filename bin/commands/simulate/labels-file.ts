import { writeWhole } from '../consolidate/label-writer';
import type { Pool } from './pool';
import type { SeedLabel } from './run-seed';

const BATCH_CHARACTERS = 2 ** 18;

/** Every object's label in the order of the input: the line it is from, its label and true label as bare answers, who gave it, and how sure they were. */
export function writeLabelsFile(path: string, pool: Pool, labels: readonly SeedLabel[]): void {
  const { learner, labels: names, truths, lines } = pool;
  const bare = (target: unknown) => learner.answerOfTarget(target, names);
  writeWhole('output', path, (write) => {
    let batch = '';
    for (const [id, { target, by, confidence }] of labels.entries()) {
      const line = {
        line: lines[id],
        label: bare(target),
        by,
        confidence: Number(confidence.toFixed(6)),
        truth: bare(truths[id]),
        quality: Number(learner.quality(target, truths[id]).toFixed(6)),
      };
      batch += `${JSON.stringify(line)}\n`;
      if (batch.length < BATCH_CHARACTERS) continue;
      write(batch);
      batch = '';
    }
    if (batch !== '') write(batch);
  });
}
