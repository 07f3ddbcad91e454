import { createReadStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { consolidationKindOf } from '../../core/consolidation/registry';
import {
  type ExportedFile,
  type ExportedObject,
  type ExportFormat,
  ExportProblem,
} from '../../core/formats/export/exported';
import { exportedKinds, exportFormats } from '../../core/formats/export/registry';
import { type LabelCategory, parseLabelCategories } from '../../core/job/label-categories';
import type { ManifestLine } from '../../core/manifest/line';
import { parseS3Uri } from '../../core/manifest/s3-uri';
import { splitLines } from '../../core/manifest/split-lines';
import { taskTypes } from '../../task-types/registry';
import type { TaskType } from '../../task-types/task-type';
import { s3Client } from './cloud/clients';
import { inParallel } from './cloud/in-parallel';
import { LabelingJobs } from './cloud/labeling-jobs';
import type { Command } from './command';
import { stackOption } from './data-option';
import { CommandFailure, UsageFailure } from './failure';
import { findJob } from './find-job';
import { list, text } from './options';
import { labelNames } from './simulate/label-names';
import { stackOf } from './with-stack';

const FILES_IN_FLIGHT = 8;

/** An output manifest and what is needed to read it. */
interface Labelled {
  type: TaskType;
  attribute: string;
  /** Absent: the names that occur. */
  labels?: string[];
  lines(): AsyncIterable<Uint8Array>;
  /** What a label that is a file points to. */
  file(uri: string): Promise<Uint8Array>;
  where: string;
}

export const exportLabels: Command = {
  name: 'export',
  summary: 'Writes the labels of a job, or of an output manifest, in the form of another tool.',
  options: {
    format: { type: 'string', value: 'FORMAT', description: exportFormats.map(({ slug }) => slug).join(', ') },
    output: {
      type: 'string',
      value: 'PATH',
      description: 'File to write, or folder where the format has several files',
    },
    job: { type: 'string', value: 'NAME', description: 'Labeling job whose output is meant' },
    input: { type: 'string', value: 'FILE', description: 'Or: an output manifest here' },
    'task-type': {
      type: 'string',
      value: 'TYPE',
      description: 'With --input: what the labels are (docs/task-types.md)',
    },
    'label-attribute': { type: 'string', value: 'NAME', description: 'With --input: key of the label on each line' },
    labels: {
      type: 'string',
      value: 'A,B,C',
      description: 'With --input: the classes in order (default: those that occur, sorted)',
    },
    ...stackOption,
  },
  examples: [
    'plumbline export --job night-cars-01 --format coco --output cars.json',
    'plumbline export --input output.manifest --task-type bounding-box --label-attribute cars --format yolo --output yolo/',
  ],
  async run({ values, terminal }) {
    const need = (name: string): string => {
      const value = text(values, name);
      if (!value) throw new UsageFailure(`export: --${name} is missing`);
      return value;
    };
    const format = exportFormats.find(({ slug }) => slug === need('format'));
    if (!format)
      throw new UsageFailure(
        `--format: there is no "${values.format}"; there are ${exportFormats.map(({ slug }) => slug).join(', ')}`,
      );
    const output = need('output');
    if ((values.job === undefined) === (values.input === undefined))
      throw new UsageFailure('export: give either --job or --input');
    const labelled = values.job
      ? await ofJob(values)
      : ofFile(need('input'), need('task-type'), need('label-attribute'), list(values, 'labels'));
    const kind = exportedKinds[labelled.type.slug];
    if (!kind || !format.kinds.includes(kind)) {
      const fitting = exportFormats.filter(({ kinds }) => kind && kinds.includes(kind)).map(({ slug }) => slug);
      throw new CommandFailure(
        `${format.title} cannot say ${labelled.type.title.toLowerCase()}; ${fitting.length ? `${fitting.join(', ')} can` : 'no format here can'}`,
      );
    }
    const { objects, labels, without } = await readObjects(labelled);
    const files = await write(format, objects, labels, output);
    if (values.json) terminal.out(JSON.stringify({ objects: objects.length, without, files }));
    else
      terminal.out(
        `Wrote ${objects.length} objects to ${output}${without ? `; ${without} lines carry no label that can be read and were left out` : ''}.`,
      );
  },
};

async function ofJob(values: Record<string, string | boolean | undefined>): Promise<Labelled> {
  const stack = await stackOf(values);
  const view = await findJob(new LabelingJobs(stack), text(values, 'job')!);
  if (!view.outputManifest) throw new CommandFailure(`${view.name} has no output yet: it is ${view.status}`);
  const s3 = s3Client(stack.access);
  const open = async (uri: string) => {
    const location = parseS3Uri(uri);
    if (!location) throw new CommandFailure(`"${uri}" is not an S3 URI`);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: location.bucket, Key: location.key }));
    return Body!;
  };
  const { LabelAttributeName, LabelCategoryConfigS3Uri, Plumbline } = view.response as {
    LabelAttributeName: string;
    LabelCategoryConfigS3Uri?: string;
    Plumbline?: { TaskType?: string };
  };
  const config = LabelCategoryConfigS3Uri && (await (await open(LabelCategoryConfigS3Uri)).transformToString());
  return {
    type: typeCalled(Plumbline?.TaskType ?? 'unknown'),
    attribute: LabelAttributeName,
    ...(config && {
      labels: parseLabelCategories(config, { where: LabelCategoryConfigS3Uri!, minimum: 0 }).map(({ label }) => label),
    }),
    lines: async function* () {
      yield* (await open(view.outputManifest!)) as Readable;
    },
    file: async (uri) => (await open(uri)).transformToByteArray(),
    where: view.outputManifest,
  };
}

const ofFile = (input: string, taskType: string, attribute: string, labels: string[] | undefined): Labelled => ({
  type: typeCalled(taskType),
  attribute,
  ...(labels && { labels }),
  lines: () => createReadStream(input),
  async file(uri) {
    if (/^s3:/.test(uri))
      throw new CommandFailure(`${uri} is not on this machine: name the job with --job, or put paths in the manifest`);
    return readFile(resolve(dirname(input), uri));
  },
  where: input,
});

function typeCalled(name: string): TaskType {
  const type = taskTypes.find(({ slug, groundTruthSuffix }) => slug === name || groundTruthSuffix === name);
  if (!type)
    throw new CommandFailure(
      `there is no task type "${name}"; there are ${taskTypes.map(({ slug }) => slug).join(', ')}`,
    );
  return type;
}

async function readObjects({ type, attribute, labels: given, lines, file, where }: Labelled) {
  const found: { line: ManifestLine; bytes?: Uint8Array }[] = [];
  const key = `${attribute}-metadata`;
  let without = 0;
  try {
    for await (const { text, number } of splitLines(lines())) {
      if (text.trim() === '') continue;
      const line = parsed(text, `${where}:${number}`);
      if (line[attribute] === undefined) without += 1;
      else found.push({ line });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new CommandFailure(`--input: there is no ${where}`);
    throw error;
  }
  const kind = consolidationKindOf(type.slug);
  const labels =
    given ??
    [...new Set(found.flatMap(({ line }) => (kind ? labelNames(kind, line[attribute], line[key]) : [])))].sort();
  const categories: LabelCategory[] = labels.map((label) => ({ label }));
  const read: (ExportedObject | undefined)[] = found.map(() => undefined);
  await inParallel([...found.entries()], FILES_IN_FLIGHT, async ([i, { line }]) => {
    const bytes = type.labelFile ? await file(String(line[attribute])) : undefined;
    const label = type.readLabel(line, attribute, categories, bytes);
    if (label === undefined) {
      without += 1;
      return;
    }
    // Spans say nothing without the text they are of.
    const isText = exportedKinds[type.slug] === 'spans' && line.source === undefined;
    const behind = isText ? new TextDecoder().decode(await file(line['source-ref']!)) : undefined;
    const metadata = (line[key] ?? {}) as Record<string, unknown>;
    read[i] = {
      kind: exportedKinds[type.slug]!,
      answer: type.answerOf(label, categories),
      source: line.source ?? behind ?? line['source-ref']!.replace(/^.*\//, ''),
      ...(typeof metadata.confidence === 'number' && { confidence: metadata.confidence }),
      ...(metadata['human-annotated'] !== undefined && { humanAnnotated: metadata['human-annotated'] === 'yes' }),
    } as ExportedObject;
  });
  return { objects: read.filter((object) => object !== undefined), labels, without };
}

function parsed(text: string, place: string): ManifestLine {
  try {
    return JSON.parse(text) as ManifestLine;
  } catch (error) {
    throw new CommandFailure(`${place}: not JSON: ${(error as Error).message}`);
  }
}

/** How many files were written. */
async function write(
  format: ExportFormat,
  objects: readonly ExportedObject[],
  labels: readonly string[],
  output: string,
): Promise<number> {
  let files: ExportedFile[];
  try {
    files = [...format.files(objects, labels)];
  } catch (error) {
    if (error instanceof ExportProblem) throw new CommandFailure(error.message);
    throw error;
  }
  for (const { path, text } of files) {
    const target = path === '' ? output : join(output, path);
    await mkdir(dirname(resolve(target)), { recursive: true });
    await writeFile(target, text);
  }
  return files.length;
}
