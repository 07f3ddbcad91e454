/** Streams and small files in S3. Nothing here holds a data set in memory. */

import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { ValidationException } from '../../core/errors';
import { parseS3Uri, type S3Location } from '../../core/manifest/s3-uri';
import { splitLines } from '../../core/manifest/split-lines';
import { s3 } from './clients';

/** @throws ValidationException when the text is no S3 URI. */
export function locationOf(uri: string): S3Location {
  const location = parseS3Uri(uri);
  if (!location) throw new ValidationException(`"${uri}" is not an S3 URI such as s3://bucket/key`);
  return location;
}

const isMissing = (error: unknown): boolean =>
  error instanceof NoSuchKey || error instanceof NotFound || (error as { name?: string }).name === 'NotFound';

/** The bytes of an object; undefined when there is none. */
export async function readStream({ bucket, key }: S3Location): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body as Readable;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The whole object, or its first `limit` bytes. */
export async function readBytes({ bucket, key }: S3Location, limit?: number): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await s3().send(
      new GetObjectCommand({ Bucket: bucket, Key: key, ...(limit && { Range: `bytes=0-${limit - 1}` }) }),
    );
    return await Body!.transformToByteArray();
  } catch (error) {
    if (isMissing(error)) return undefined;
    // An empty object has no first byte.
    if ((error as { name?: string }).name === 'InvalidRange') return new Uint8Array(0);
    throw error;
  }
}

export async function readText(location: S3Location): Promise<string | undefined> {
  const bytes = await readBytes(location);
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

export async function readJson<T>(location: S3Location): Promise<T | undefined> {
  const text = await readText(location);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** The values of a JSON Lines object we wrote ourselves, one by one. An absent object has none. */
export async function* readJsonLines<T>(location: S3Location): AsyncGenerator<T> {
  const stream = await readStream(location);
  if (!stream) return;
  for await (const { text } of splitLines(stream)) yield JSON.parse(text) as T;
}

export const writeText = (location: S3Location, body: string, contentType = 'application/json'): Promise<void> =>
  writeBytes(location, body, contentType);

export async function writeBytes(
  { bucket, key }: S3Location,
  body: string | Uint8Array,
  contentType: string,
): Promise<void> {
  await s3().send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }));
}

export const writeJson = (location: S3Location, value: unknown): Promise<void> =>
  writeText(location, JSON.stringify(value));

export const writeJsonLines = (location: S3Location, values: Iterable<unknown>): Promise<void> => {
  const lines: string[] = [];
  for (const value of values) lines.push(JSON.stringify(value));
  return writeText(location, lines.length ? `${lines.join('\n')}\n` : '', 'application/jsonlines');
};

/** Writes a text of any length from a stream of pieces, in parts. */
export async function writeStream({ bucket, key }: S3Location, pieces: Readable): Promise<void> {
  const upload = new Upload({
    client: s3(),
    params: { Bucket: bucket, Key: key, Body: pieces, ContentType: 'application/jsonlines' },
  });
  await upload.done();
}

/** Every key under a prefix, in order. */
export async function* listKeys(bucket: string, prefix: string): AsyncGenerator<{ key: string; size: number }> {
  let token: string | undefined;
  do {
    const page = await s3().send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    );
    for (const item of page.Contents ?? []) yield { key: item.Key!, size: item.Size ?? 0 };
    token = page.NextContinuationToken;
  } while (token);
}

/** Whether an object is there. */
export async function exists({ bucket, key }: S3Location): Promise<boolean> {
  try {
    await s3().send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

export async function remove({ bucket, key }: S3Location): Promise<void> {
  await s3().send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}
