import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readExamples, requireLearnable } from './examples';
import { TrainingFailure } from './failure';
import { inputReader } from './input-reader';
import { type EncodedLearner, encodedLearner, encoderFolder } from './learners/encoded-learner';
import type { Example, LabelSource, Learner, Model, Progress } from './learners/learner';
import { learnerFor } from './learners/registry';
import { writeModel } from './model-file';
import { type FetchedObject, s3Reader } from './s3-objects';
import {
  type ContainerPaths,
  containerPaths,
  isFirstHost,
  readChannels,
  readHyperparameters,
  writeFailure,
} from './sagemaker';

/** Trains as SageMaker asks a container to; returns the exit code. */
export async function train(paths: ContainerPaths = containerPaths()): Promise<number> {
  try {
    if (await isFirstHost(paths)) await trainModel(paths);
    else log({ note: 'another-host-trains' });
    return 0;
  } catch (error) {
    const reason = error instanceof TrainingFailure ? error.message : `training broke: ${(error as Error).message}`;
    console.error(error instanceof TrainingFailure ? reason : error);
    await writeFailure(paths, reason);
    return 1;
  }
}

async function trainModel(paths: ContainerPaths): Promise<void> {
  const started = performance.now();
  const hyperparameters = await readHyperparameters(paths);
  const base = learnerFor(hyperparameters.taskType);
  const channels = await readChannels(paths);
  if (channels.length && !channels.includes('train'))
    throw new TrainingFailure(
      `there is no channel "train"; the job has ${channels.map((name) => `"${name}"`).join(', ')}`,
    );
  const encoded = channels.includes('encoder') ? await withEncoder(base, paths) : undefined;
  const learner: Learner = encoded ?? base;
  const { labels, labelAttribute, seed } = hyperparameters;
  const readObject = s3Reader();
  const readInput = inputReader(learner, readObject);
  const source: LabelSource = { labels, labelAttribute, readFile: async (uri) => bytesOf(await readObject(uri)) };

  const training = await readExamples(paths, 'train', learner, source, readInput);
  requireLearnable('train', training, learner, labels);
  report('train', training);
  const model = await learner.train(training.examples, { labels, seed }, log);

  await mkdir(paths.model, { recursive: true });
  await writeModel(paths.model, model.save());
  await encoded?.encoder.copyTo(encoderFolder(paths.model));

  const metrics: Record<string, number> = {
    'train:examples': training.examples.length,
    'train:skipped': training.skipped,
  };
  const validation = await readExamples(paths, 'validation', learner, source, readInput);
  if (validation.examples.length) {
    report('validation', validation);
    Object.assign(metrics, measure(learner, model, validation.examples), { 'validation:skipped': validation.skipped });
  }
  metrics.seconds = Math.round(performance.now() - started) / 1000;
  log(metrics);
  await mkdir(paths.outputData, { recursive: true });
  await writeFile(join(paths.outputData, 'metrics.json'), `${JSON.stringify(metrics, null, 2)}\n`);
  await encoded?.encoder.close();
}

/** The learner with the features of the user's network in channel `encoder`. */
async function withEncoder(base: Learner, paths: ContainerPaths): Promise<EncodedLearner> {
  try {
    return await encodedLearner(base, paths.channel('encoder'));
  } catch (error) {
    throw new TrainingFailure(`channel "encoder": ${(error as Error).message}`);
  }
}

/** How good the model is on objects it has not learnt from. Reported only: nothing of the model depends on it. */
function measure(learner: Learner, model: Model, examples: Example[]): Record<string, number> {
  let quality = 0;
  let confidence = 0;
  const batch = 500;
  for (let start = 0; start < examples.length; start += batch) {
    const part = examples.slice(start, start + batch);
    model.predict(part.map((example) => example.input)).forEach((prediction, i) => {
      quality += learner.quality(prediction.target, part[i]!.target);
      confidence += prediction.confidence;
    });
  }
  return {
    'validation:examples': examples.length,
    [`validation:${learner.measure}`]: quality / examples.length,
    'validation:confidence': confidence / examples.length,
  };
}

function bytesOf(fetched: FetchedObject): Uint8Array {
  if (!fetched.changed) throw new Error('the store answered a plain read with "not changed"');
  return fetched.bytes;
}

function report(channel: string, { examples, skipped, reasons }: Awaited<ReturnType<typeof readExamples>>): void {
  log({ channel, examples: examples.length, skipped });
  for (const reason of reasons) console.log(`left out: ${reason}`);
}

/** `name=value` pairs: what SageMaker's metric definitions pick out of the log with a regular expression. */
const log: Progress = (values) =>
  console.log(
    Object.entries(values)
      .map(
        ([name, value]) => `${name}=${typeof value === 'number' && !Number.isInteger(value) ? precise(value) : value}`,
      )
      .join(' '),
  );

const precise = (value: number) => String(Number(value.toPrecision(5)));
