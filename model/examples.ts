import type { ManifestLine } from '../core/manifest/line';
import { TrainingFailure } from './failure';
import type { InputReader } from './input-reader';
import type { Example, LabelSource, Learner } from './learners/learner';
import { type ChannelLine, type ContainerPaths, channelLines } from './sagemaker';

export interface ChannelExamples {
  examples: Example[];
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
  learner: Learner,
  source: LabelSource,
  readInput: InputReader,
): Promise<ChannelExamples> {
  const result: ChannelExamples = { examples: [], skipped: 0, reasons: [] };
  const pending: Promise<Example | Error>[] = [];
  const settle = async () => {
    const outcome = await pending.shift()!;
    if (!(outcome instanceof Error)) {
      result.examples.push(outcome);
      return;
    }
    result.skipped++;
    if (result.reasons.length < reasonsKept) result.reasons.push(outcome.message);
  };
  const exampleOf = async (line: ChannelLine): Promise<Example | Error> => {
    try {
      const parsed = parseLine(line.text);
      const target = await learner.targetOfLine(parsed, source);
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
  learner: Learner,
  labels: readonly string[],
): void {
  if (!examples.length) {
    throw new TrainingFailure(
      skipped
        ? `channel "${channel}" holds no usable labelled object; ${skipped} lines were left out, the first because ${reasons[0]}`
        : `channel "${channel}" is empty`,
    );
  }
  const reason = learner.unlearnable(
    examples.map(({ target }) => target),
    labels,
  );
  if (reason) throw new TrainingFailure(reason);
}

function parseLine(text: string): ManifestLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not a JSON object');
  return value as ManifestLine;
}
