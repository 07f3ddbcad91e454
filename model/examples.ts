import { TrainingFailure } from './failure';
import type { InputReader } from './input-reader';
import type { Example } from './learners/learner';
import { type ChannelLine, type ContainerPaths, channelLines } from './sagemaker';

export interface ChannelExamples {
  examples: Example<unknown>[];
  /** Lines that gave no example. */
  skipped: number;
  /** The first of their reasons, with place. */
  reasons: string[];
}

/** Lines read ahead while their objects are fetched. */
const window = 64;
const reasonsKept = 5;

/**
 * The labelled objects of a channel, in the order of its lines. A line that is no JSON, has no label, or whose object cannot be read is
 * left out and counted: one bad picture must not cost the whole training.
 */
export async function readExamples(
  paths: ContainerPaths,
  channel: string,
  { labels, labelAttribute }: { labels: string[]; labelAttribute: string },
  readInput: InputReader,
): Promise<ChannelExamples> {
  const result: ChannelExamples = { examples: [], skipped: 0, reasons: [] };
  const pending: Promise<Example<unknown> | Error>[] = [];
  const settle = async () => {
    const outcome = await pending.shift()!;
    if (!(outcome instanceof Error)) {
      result.examples.push(outcome);
      return;
    }
    result.skipped++;
    if (result.reasons.length < reasonsKept) result.reasons.push(outcome.message);
  };
  const exampleOf = async (line: ChannelLine): Promise<Example<unknown> | Error> => {
    try {
      const parsed = parseLine(line.text);
      const target = classOf(parsed, labelAttribute, labels);
      return { input: await readInput(parsed), target };
    } catch (error) {
      return new Error(`${line.place}: ${(error as Error).message}`);
    }
  };
  for await (const line of channelLines(paths, channel)) {
    pending.push(exampleOf(line));
    if (pending.length >= window) await settle();
  }
  while (pending.length) await settle();
  return result;
}

/** Fails with the reason when nothing can be learnt from the examples. */
export function requireLearnable(
  channel: string,
  { examples, skipped, reasons }: ChannelExamples,
  labels: string[],
): void {
  if (!examples.length) {
    throw new TrainingFailure(
      skipped
        ? `channel "${channel}" holds no usable labelled object; ${skipped} lines were left out, the first because ${reasons[0]}`
        : `channel "${channel}" is empty`,
    );
  }
  const first = examples[0]!.target;
  if (examples.every((example) => example.target === first))
    throw new TrainingFailure(
      `training data holds one class, "${labels[first]}" (${examples.length} objects): a model needs objects of at least two`,
    );
}

function parseLine(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not a JSON object');
  return value as Record<string, unknown>;
}

/**
 * The class name in the metadata decides where it is one of the job's labels, because a number means another class once the label
 * categories are reordered; else the number.
 */
function classOf(line: Record<string, unknown>, attribute: string, labels: string[]): number {
  const metadata = line[`${attribute}-metadata`] as { 'class-name'?: unknown } | null | undefined;
  const named = labels.indexOf(metadata?.['class-name'] as string);
  if (named >= 0) return named;
  const value = line[attribute];
  if (value === undefined) throw new Error(`no label "${attribute}"`);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= labels.length)
    throw new Error(
      `label "${attribute}" is ${JSON.stringify(value)}, not a class number from 0 to ${labels.length - 1}`,
    );
  return value;
}
