import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { TrainingFailure } from './failure';

/** Where SageMaker puts things in a container. `SM_ROOT` moves the tree, so that several containers can run on one machine. */
export function containerPaths(root = process.env.SM_ROOT ?? '/opt/ml') {
  return {
    hyperparameters: join(root, 'input/config/hyperparameters.json'),
    inputDataConfig: join(root, 'input/config/inputdataconfig.json'),
    resourceConfig: join(root, 'input/config/resourceconfig.json'),
    channel: (name: string) => join(root, 'input/data', name),
    model: join(root, 'model'),
    failure: join(root, 'output/failure'),
    outputData: join(root, 'output/data'),
  };
}

export type ContainerPaths = ReturnType<typeof containerPaths>;

export interface Hyperparameters {
  taskType: string;
  labelAttribute: string;
  labels: string[];
  seed: number;
}

/** All hyperparameters reach a container as strings. */
export async function readHyperparameters(paths: ContainerPaths): Promise<Hyperparameters> {
  const given = await readJson(paths.hyperparameters);
  const text = (name: string): string => {
    const value = given[name];
    if (typeof value !== 'string' || !value.trim())
      throw new TrainingFailure(`hyperparameter "${name}" is missing or empty`);
    return unquoted(value);
  };
  const seed = given.seed === undefined ? 0 : Number(unquoted(String(given.seed)));
  if (!Number.isInteger(seed))
    throw new TrainingFailure(`hyperparameter "seed" is ${String(given.seed)}, not a whole number`);
  return {
    taskType: text('task-type'),
    labelAttribute: text('label-attribute'),
    labels: labelsFrom(text('labels')),
    seed,
  };
}

/** Names of the channels that came; each must be in File mode. */
export async function readChannels(paths: ContainerPaths): Promise<string[]> {
  const channels = await readJson(paths.inputDataConfig);
  for (const [name, channel] of Object.entries(channels)) {
    const mode = (channel as { TrainingInputMode?: string }).TrainingInputMode ?? 'File';
    if (mode !== 'File')
      throw new TrainingFailure(`channel "${name}" comes in ${mode} mode; this container reads channels in File mode`);
  }
  return Object.keys(channels);
}

/** False on all but the first host of a job spread over several instances: one instance trains, the others have nothing to do. */
export async function isFirstHost(paths: ContainerPaths): Promise<boolean> {
  const { hosts, current_host: current } = (await readJson(paths.resourceConfig)) as {
    hosts?: string[];
    current_host?: string;
  };
  return !hosts?.length || [...hosts].sort()[0] === current;
}

export interface ChannelLine {
  /** Where it stands, for messages: `train/part-00000.jsonl line 17`. */
  place: string;
  text: string;
}

/** The non-blank lines of all files of a channel, files in the order of their names. */
export async function* channelLines(paths: ContainerPaths, channel: string): AsyncGenerator<ChannelLine> {
  for (const file of await filesUnder(paths.channel(channel))) {
    const lines = createInterface({ input: createReadStream(join(paths.channel(channel), file)), crlfDelay: Infinity });
    let number = 0;
    for await (const text of lines) {
      number++;
      if (text.trim()) yield { place: `${channel}/${file} line ${number}`, text };
    }
  }
}

/** SageMaker shows the first 1,024 characters as the job's FailureReason. */
export async function writeFailure(paths: ContainerPaths, reason: string): Promise<void> {
  await mkdir(join(paths.failure, '..'), { recursive: true });
  await writeFile(paths.failure, reason);
}

async function filesUnder(directory: string, prefix = ''): Promise<string[]> {
  const entries = await readdir(join(directory, prefix), { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = prefix ? `${prefix}/${entry.name}` : entry.name;
    if (entry.isDirectory()) files.push(...(await filesUnder(directory, path)));
    else files.push(path);
  }
  return files;
}

async function readJson(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TrainingFailure(`${path} is not JSON: ${(error as Error).message}`);
  }
}

function labelsFrom(text: string): string[] {
  let labels: unknown;
  try {
    labels = JSON.parse(text);
  } catch {
    throw new TrainingFailure(`hyperparameter "labels" is not a JSON array: ${text.slice(0, 100)}`);
  }
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === 'string'))
    throw new TrainingFailure('hyperparameter "labels" must be a JSON array of strings');
  // One is enough for boxes, masks and spans; a learner of classes says itself that it needs two.
  if (labels.length < 1) throw new TrainingFailure('hyperparameter "labels" names no label');
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  if (twice !== undefined) throw new TrainingFailure(`hyperparameter "labels" names "${twice}" twice`);
  return labels;
}

/** SDKs that send every hyperparameter as JSON turn the word `x` into `"x"`. */
function unquoted(value: string): string {
  if (!/^".*"$/s.test(value)) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}
