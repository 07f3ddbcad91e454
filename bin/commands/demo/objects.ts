import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { CommandFailure } from '../failure';
import { generatePictures, pictureLabels } from '../generate/pictures';
import { generateSentences, sentenceLabels } from '../generate/sentences';
import type { DemoOptions } from './options';

/** One object of the demo; the truth stays here, the rest goes to the pipeline. */
export interface DemoObject {
  truth: string;
  /** Keys that travel through the manifest, without `source`, `source-ref` and `label`. */
  extra: Record<string, unknown>;
  source:
    | { kind: 'text'; text: string }
    | { kind: 'uri'; uri: string }
    | { kind: 'file'; name: string; content: Buffer | { path: string } };
}

export interface DemoObjects {
  labels: string[];
  objects: DemoObject[];
  /** Made by the project; else they came with `--input`. */
  generated: boolean;
}

export type Wanted = Pick<DemoOptions, 'taskType' | 'seed'> &
  Partial<Pick<DemoOptions, 'objects' | 'input' | 'labels'>>;

export async function demoObjects(options: Wanted): Promise<DemoObjects> {
  const found = options.input ? await readInput(options.input, options.objects) : await generate(options);
  const labels = options.labels ?? found.labels;
  const strange = found.objects.find(({ truth }) => !labels.includes(truth));
  if (strange)
    throw new CommandFailure(
      `--labels: "${strange.truth}" is the label of an object but not in the list ${labels.join(',')}`,
    );
  if (labels.length < 2)
    throw new CommandFailure(`at least two classes are needed, the objects have ${labels.length}: ${labels.join(',')}`);
  return { ...found, labels };
}

async function generate({ taskType, objects, seed }: Wanted): Promise<DemoObjects> {
  if (taskType === 'text-classification') {
    const sentences = generateSentences(objects!, seed);
    return {
      generated: true,
      labels: sentenceLabels,
      objects: sentences.map(({ text, label }) => ({ truth: label, extra: {}, source: { kind: 'text', text } })),
    };
  }
  const pictures = await generatePictures(objects!, seed);
  return {
    generated: true,
    labels: pictureLabels,
    objects: pictures.map(({ fileName, png, label }) => ({
      truth: label,
      extra: {},
      source: { kind: 'file', name: fileName, content: png },
    })),
  };
}

async function readInput(file: string, limit: number | undefined): Promise<DemoObjects> {
  const objects: DemoObject[] = [];
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    objects.push(await readObject(line, `${file}, line ${number}`, dirname(file), objects.length));
    if (objects.length === limit) break;
  }
  if (objects.length === 0) throw new CommandFailure(`--input: ${file} holds no objects`);
  return { generated: false, labels: [...new Set(objects.map(({ truth }) => truth))].sort(), objects };
}

async function readObject(line: string, where: string, folder: string, index: number): Promise<DemoObject> {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(line.replace(/^\uFEFF/, '')) as Record<string, unknown>;
  } catch (error) {
    throw new CommandFailure(`${where}: not JSON: ${(error as Error).message}`);
  }
  const { source, 'source-ref': reference, label, ...extra } = value ?? {};
  if (typeof label !== 'string' || label === '') {
    throw new CommandFailure(
      `${where}: expected "label" with the name of the true class, got ${JSON.stringify(label) ?? 'nothing'}`,
    );
  }
  if (typeof source === 'string') return { truth: label, extra, source: { kind: 'text', text: source } };
  if (typeof reference !== 'string')
    throw new CommandFailure(`${where}: expected "source" or "source-ref" with a text`);
  if (reference.startsWith('s3://')) return { truth: label, extra, source: { kind: 'uri', uri: reference } };
  const path = resolve(folder, reference);
  await access(path).catch(() => {
    throw new CommandFailure(`${where}: there is no file ${path}`);
  });
  const name = `${String(index).padStart(6, '0')}-${basename(path, extname(path)).slice(0, 80)}${extname(path)}`;
  return { truth: label, extra, source: { kind: 'file', name, content: { path } } };
}
