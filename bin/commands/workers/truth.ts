import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { consolidationKindOf } from '../../../core/consolidation/registry';
import { CommandFailure } from '../failure';
import { labelNames } from '../simulate/label-names';

/** The true label of an object as a bare answer, looked up by what a worker sees: its text, or the S3 URI of its file. */
export type Truth = (taskObject: string) => unknown;

export function truthOf(entries: Iterable<{ object: string; label: unknown }>): Truth {
  const labels = new Map<string, unknown>();
  // why: equal texts with different labels occur in real sets; a worker sees only the text and can hold one opinion.
  for (const { object, label } of entries) if (!labels.has(object)) labels.set(object, label);
  return (object) => labels.get(object);
}

/** Reads lines `{"source" | "source-ref", "label"}`. */
export async function readTruth(file: string, taskType: string): Promise<{ truth: Truth; labels: string[] }> {
  const entries: { object: string; label: unknown }[] = [];
  let number = 0;
  const input = createReadStream(file);
  // why: readline does not pass on its input's errors.
  const failed = new Promise<never>((_, reject) => input.once('error', reject));
  failed.catch(() => undefined);
  await Promise.race([failed, new Promise<void>((resolve) => input.once('open', () => resolve()))]).catch(
    (error: Error) => {
      throw new CommandFailure(`--truth: cannot read ${file}: ${error.message}`);
    },
  );
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    entries.push(entryOf(line, `${file}, line ${number}`));
  }
  const kind = consolidationKindOf(taskType);
  const labels = new Set(kind ? entries.flatMap(({ label }) => labelNames(kind, label, undefined)) : []);
  return { truth: truthOf(entries), labels: [...labels].sort() };
}

function entryOf(line: string, where: string): { object: string; label: unknown } {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(line) as Record<string, unknown>;
  } catch (error) {
    throw new CommandFailure(`${where}: not JSON: ${(error as Error).message}`);
  }
  const object = value.source ?? value['source-ref'];
  if (typeof object !== 'string') throw new CommandFailure(`${where}: expected "source" or "source-ref" with a text`);
  if (value.label === undefined || value.label === null)
    throw new CommandFailure(`${where}: expected "label": the name of the true class, or what else the answer is`);
  return { object, label: value.label };
}
