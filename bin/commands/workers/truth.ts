import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CommandFailure } from '../failure';

/** The true class of an object, looked up by what a worker sees: its text, or the S3 URI of its file. */
export type Truth = (taskObject: string) => string | undefined;

export function truthOf(entries: Iterable<{ object: string; label: string }>): Truth {
  const labels = new Map<string, string>();
  // why: equal texts with different labels occur in real sets; a worker sees only the text and can hold one opinion.
  for (const { object, label } of entries) if (!labels.has(object)) labels.set(object, label);
  return (object) => labels.get(object);
}

/** Reads lines `{"source" | "source-ref", "label"}`. */
export async function readTruth(file: string): Promise<{ truth: Truth; labels: string[] }> {
  const entries: { object: string; label: string }[] = [];
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
  return { truth: truthOf(entries), labels: [...new Set(entries.map(({ label }) => label))].sort() };
}

function entryOf(line: string, where: string): { object: string; label: string } {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(line) as Record<string, unknown>;
  } catch (error) {
    throw new CommandFailure(`${where}: not JSON: ${(error as Error).message}`);
  }
  const object = value.source ?? value['source-ref'];
  if (typeof object !== 'string') throw new CommandFailure(`${where}: expected "source" or "source-ref" with a text`);
  if (typeof value.label !== 'string')
    throw new CommandFailure(`${where}: expected "label" with the name of the true class`);
  return { object, label: value.label };
}
