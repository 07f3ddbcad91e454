import { readFile } from 'node:fs/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { inPackage } from '../../../lib/paths';
import { inParallel } from '../cloud/in-parallel';
import type { StackOutputs } from '../cloud/stack';
import { type JobDefinition, jobDefinition } from './job-definition';
import type { DemoObject, DemoObjects } from './objects';
import type { DemoOptions } from './options';

export interface Submitted {
  /** The labeling job's name: numbered by batch when the objects were dropped into an inbox. */
  labelingJobName: string;
  /** What a worker and the output manifest show of each object, in order. */
  taskObjects: string[];
}

export interface Submission {
  s3: S3Client;
  outputs: StackOutputs;
  region: string;
  jobName: string;
  options: Pick<DemoOptions, 'taskType' | 'answersPerObject' | 'autoLabel' | 'targetAccuracy' | 'seed'>;
  /** Longest wait of objects dropped into the inbox for their batch to fill up. */
  maxAgeSeconds: number;
  set: DemoObjects;
  onUploaded(count: number, of: number): void;
}

/**
 * Does by hand what a user does: generated objects are dropped under `inbox/<name>/`, input files become a manifest; then the definition
 * goes to `jobs/<name>.json`. All keys follow from the run's name, so doing it again after a crash changes nothing.
 */
export async function submitJob(submission: Submission): Promise<Submitted> {
  const { outputs, jobName, options, set } = submission;
  const bucket = outputs.InputBucketName;
  const uri = (key: string) => `s3://${bucket}/${key}`;
  const folder = `demo/${jobName}`;
  await put(submission, `${folder}/categories.json`, categoriesFile(set.labels), 'application/json');
  await put(submission, `${folder}/template.liquid.html`, await readTemplate(options.taskType), 'text/html');

  const inbox = set.generated;
  const definition: JobDefinition = jobDefinition({
    jobName,
    options,
    region: submission.region,
    workteamArn: outputs.DefaultWorkteamArn,
    categoriesUri: uri(`${folder}/categories.json`),
    templateUri: uri(`${folder}/template.liquid.html`),
    outputPath: `s3://${outputs.OutputBucketName}/`,
    input: inbox
      ? { inbox: { batchObjects: set.objects.length, maxAgeSeconds: submission.maxAgeSeconds } }
      : { manifestUri: uri(`${folder}/input.manifest`) },
  });
  const putDefinition = () =>
    put(submission, `jobs/${jobName}.json`, JSON.stringify(definition, null, 2), 'application/json');

  if (inbox) {
    await putDefinition();
    const taskObjects = await dropObjects(submission, `inbox/${jobName}`);
    return { labelingJobName: firstBatchOf(jobName), taskObjects };
  }
  const taskObjects = await uploadObjects(submission, `${folder}/objects`);
  const manifest = set.objects.map((object, index) => manifestLine(object, taskObjects[index]!));
  await put(submission, `${folder}/input.manifest`, `${manifest.join('\n')}\n`, 'application/jsonlines');
  await putDefinition();
  return { labelingJobName: jobName, taskObjects };
}

/** Jobs made of an inbox's batches are numbered. */
export const firstBatchOf = (jobName: string): string => `${jobName}-00001`;

const manifestLine = ({ source, extra }: DemoObject, taskObject: string): string =>
  JSON.stringify({ ...(source.kind === 'text' ? { source: taskObject } : { 'source-ref': taskObject }), ...extra });

export const categoriesFile = (labels: string[]): string =>
  JSON.stringify({ 'document-version': '2018-11-28', labels: labels.map((label) => ({ label })) }, null, 2);

const readTemplate = (taskType: string) => readFile(inPackage('ui-templates', `${taskType}.liquid.html`), 'utf8');

/** Lines of a dropped text file. Several files, so that a batch is more than one drop. */
const TEXTS_PER_FILE = 100;

/** Pictures are dropped one by one, texts as files with one text per line. */
async function dropObjects(submission: Submission, folder: string): Promise<string[]> {
  const texts = submission.set.objects.flatMap(({ source }) => (source.kind === 'text' ? [source.text] : []));
  if (texts.length === 0) return uploadObjects(submission, folder);
  for (let first = 0; first < texts.length; first += TEXTS_PER_FILE) {
    const name = `messages-${String(first).padStart(6, '0')}.txt`;
    await put(
      submission,
      `${folder}/${name}`,
      `${texts.slice(first, first + TEXTS_PER_FILE).join('\n')}\n`,
      'text/plain; charset=utf-8',
    );
    submission.onUploaded(Math.min(first + TEXTS_PER_FILE, texts.length), texts.length);
  }
  return texts;
}

async function uploadObjects(submission: Submission, folder: string): Promise<string[]> {
  const { objects } = submission.set;
  const taskObjects: string[] = new Array(objects.length);
  let done = 0;
  await inParallel(objects, 16, async ({ source }, index) => {
    if (source.kind === 'text') taskObjects[index] = source.text;
    else if (source.kind === 'uri') taskObjects[index] = source.uri;
    else {
      const key = `${folder}/${source.name}`;
      const content = Buffer.isBuffer(source.content) ? source.content : await readFile(source.content.path);
      await put(submission, key, content, contentType(source.name));
      taskObjects[index] = `s3://${submission.outputs.InputBucketName}/${key}`;
    }
    done += 1;
    submission.onUploaded(done, objects.length);
  });
  return taskObjects;
}

const contentType = (name: string) =>
  /\.png$/i.test(name) ? 'image/png' : /\.jpe?g$/i.test(name) ? 'image/jpeg' : 'application/octet-stream';

const put = (submission: Submission, Key: string, Body: string | Buffer, ContentType: string) =>
  submission.s3.send(new PutObjectCommand({ Bucket: submission.outputs.InputBucketName, Key, Body, ContentType }));
