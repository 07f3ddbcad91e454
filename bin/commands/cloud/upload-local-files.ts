import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { CommandFailure } from '../failure';
import { inParallel } from './in-parallel';
import type { CreateRequest } from './labeling-jobs';

/** Fields of a definition that name files. */
const FIELDS: string[][] = [
  ['InputConfig', 'DataSource', 'S3DataSource', 'ManifestS3Uri'],
  ['LabelCategoryConfigS3Uri'],
  ['HumanTaskConfig', 'UiConfig', 'UiTemplateS3Uri'],
];

/**
 * Puts what a definition names by path, relative to the definition, into the input bucket, and the URIs into the request, so that a job can be kept
 * in one folder and created with one command. A path ending in `/` stands for all files of that folder.
 */
export async function uploadLocalFiles(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
  request: CreateRequest,
  definitionFile: string,
): Promise<void> {
  for (const path of FIELDS) {
    const holder = holderOf(request, path);
    const field = path.at(-1)!;
    const value = holder?.[field];
    if (typeof value !== 'string' || /^(s3|https):\/\//.test(value)) continue;
    const local = resolve(dirname(definitionFile), value);
    const key = `uploads/${request.LabelingJobName}/${basename(local)}${value.endsWith('/') ? '/' : ''}`;
    try {
      await upload(s3, bucket, key, local);
    } catch (error) {
      throw new CommandFailure(`${definitionFile}: ${path.join('.')}: ${(error as Error).message}`);
    }
    holder![field] = `s3://${bucket}/${key}`;
  }
}

function holderOf(request: CreateRequest, path: string[]): Record<string, unknown> | undefined {
  let holder: Record<string, unknown> | undefined = request;
  for (const key of path.slice(0, -1)) holder = holder?.[key] as Record<string, unknown> | undefined;
  return holder;
}

async function upload(s3: Pick<S3Client, 'send'>, bucket: string, key: string, local: string): Promise<void> {
  const put = async (Key: string, file: string) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: await readFile(file) }));
  if (!key.endsWith('/')) {
    await put(key, local);
    return;
  }
  const files = (await readdir(local, { withFileTypes: true })).filter((entry) => entry.isFile());
  await inParallel(files, 16, async ({ name }) => {
    await put(key + name, join(local, name));
  });
}
