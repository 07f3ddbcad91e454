/** A job's objects and what became of them, part by part. */

import { workKeys } from '../../core/job/keys';
import type { Outcome } from '../../core/manifest/outcome';
import { parseOutcome, serializeOutcome, strongerOutcome } from '../../core/manifest/outcome';
import { splitLines } from '../../core/manifest/split-lines';
import { listKeys, readJsonLines, readStream, writeText } from './work-store';

/** A run of consecutive objects. */
export interface Part {
  part: number;
  firstId: number;
  count: number;
}

export class Dataset {
  constructor(
    private readonly bucket: string,
    private readonly jobKey: string,
  ) {}

  parts(): AsyncGenerator<Part> {
    return readJsonLines<Part>({ bucket: this.bucket, key: workKeys.parts(this.jobKey) });
  }

  /** The manifest lines of a part as they came, with their object ids. */
  async *lines(part: Part): AsyncGenerator<{ id: number; text: string }> {
    const stream = await readStream({ bucket: this.bucket, key: workKeys.part(this.jobKey, part.part) });
    if (!stream) throw new Error(`part ${part.part} of job ${this.jobKey} is gone from the work bucket`);
    let id = part.firstId;
    for await (const { text } of splitLines(stream)) yield { id: id++, text };
  }

  /** The outcome of every object of a part that has one. */
  async outcomes(part: number): Promise<Map<number, Outcome>> {
    const outcomes = new Map<number, Outcome>();
    for await (const { key } of listKeys(this.bucket, workKeys.outcomes(this.jobKey, part))) {
      const stream = await readStream({ bucket: this.bucket, key });
      if (!stream) continue;
      for await (const { text, number } of splitLines(stream)) {
        const outcome = parseOutcome(text, `${key}:${number}`);
        const known = outcomes.get(outcome.id);
        outcomes.set(outcome.id, known ? strongerOutcome(known, outcome) : outcome);
      }
    }
    return outcomes;
  }

  /** Writes outcomes of one step under the step's own name; doing it again writes the same. `partOf` tells where an object lies. */
  async writeOutcomes(name: string, outcomes: Iterable<Outcome>, partOf: (id: number) => number): Promise<void> {
    const byPart = new Map<number, string[]>();
    for (const outcome of outcomes) {
      const part = partOf(outcome.id);
      const lines = byPart.get(part) ?? [];
      lines.push(serializeOutcome(outcome));
      byPart.set(part, lines);
    }
    for (const [part, lines] of byPart)
      await writeText(
        { bucket: this.bucket, key: workKeys.outcome(this.jobKey, part, name) },
        `${lines.join('\n')}\n`,
        'application/jsonlines',
      );
  }
}
