import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ServiceError } from '../contract';
import { writeFileAtomically } from '../write-file';
import type { Bucket, ObjectRecord } from './bucket';
import { receive, type Uploaded } from './upload';

interface Upload {
  uploadId: string;
  key: string;
  started: number;
  contentType: string;
  headers?: Record<string, string>;
  metadata?: Record<string, string>;
}

const smallestPart = 5 * 1024 * 1024;

const folder = (bucket: Bucket, uploadId: string) => join(bucket.directory, 'uploads', uploadId);

export function startUpload(bucket: Bucket, upload: Omit<Upload, 'uploadId'>): string {
  const uploadId = randomUUID().replaceAll('-', '');
  mkdirSync(folder(bucket, uploadId), { recursive: true });
  writeFileAtomically(join(folder(bucket, uploadId), 'upload.json'), JSON.stringify({ ...upload, uploadId }));
  return uploadId;
}

export function findUpload(bucket: Bucket, uploadId: string, key?: string): Upload {
  const file = /^[0-9a-f]{32}$/.test(uploadId) ? join(folder(bucket, uploadId), 'upload.json') : '';
  const upload: Upload | undefined = file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  if (!upload || (key !== undefined && upload.key !== key)) {
    throw new ServiceError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      404,
    );
  }
  return upload;
}

export function listUploads(bucket: Bucket): Upload[] {
  return readdirSync(join(bucket.directory, 'uploads')).map((id) => findUpload(bucket, id));
}

export async function receivePart(
  bucket: Bucket,
  upload: Upload,
  partNumber: number,
  body: Readable | Buffer,
  headers: Record<string, string>,
): Promise<Uploaded> {
  if (!(partNumber >= 1 && partNumber <= 10_000)) {
    throw new ServiceError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
  }
  const directory = folder(bucket, upload.uploadId);
  const temporary = join(directory, `incoming-${randomUUID()}`);
  const part = await receive(body, headers, temporary);
  await rename(temporary, join(directory, `part-${partNumber}`));
  writeFileAtomically(join(directory, `part-${partNumber}.json`), JSON.stringify(part));
  return part;
}

export function partsOf(bucket: Bucket, upload: Upload): Map<number, Uploaded> {
  const directory = folder(bucket, upload.uploadId);
  const numbers = readdirSync(directory)
    .map((name) => /^part-(\d+)\.json$/.exec(name)?.[1])
    .filter((number) => number !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
  return new Map(
    numbers.map((number) => [
      number,
      JSON.parse(readFileSync(join(directory, `part-${number}.json`), 'utf8')) as Uploaded,
    ]),
  );
}

/** Puts the parts together as one file; the caller commits the record. */
export async function assemble(
  bucket: Bucket,
  upload: Upload,
  chosen: readonly { number: number; etag: string }[],
  now: number,
): Promise<ObjectRecord> {
  const parts = partsOf(bucket, upload);
  if (chosen.length === 0) throw new ServiceError('MalformedXML', 'The XML you provided was not well-formed');
  chosen.forEach(({ number, etag }, position) => {
    const part = parts.get(number);
    if (!part || part.md5 !== etag.replaceAll('"', '')) {
      throw new ServiceError(
        'InvalidPart',
        'One or more of the specified parts could not be found or did not match its entity tag.',
      );
    }
    if (position > 0 && chosen[position - 1]!.number >= number) {
      throw new ServiceError('InvalidPartOrder', 'The list of parts was not in ascending order.');
    }
    if (position < chosen.length - 1 && part.size < smallestPart) {
      throw new ServiceError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
    }
  });
  const { file, path } = bucket.newFile();
  const directory = folder(bucket, upload.uploadId);
  const content = async function* () {
    for (const { number } of chosen) yield* createReadStream(join(directory, `part-${number}`));
  };
  await pipeline(content, createWriteStream(path));
  const digests = createHash('md5');
  for (const { number } of chosen) digests.update(Buffer.from(parts.get(number)!.md5, 'hex'));
  return {
    key: upload.key,
    file,
    size: chosen.reduce((sum, { number }) => sum + parts.get(number)!.size, 0),
    etag: `${digests.digest('hex')}-${chosen.length}`,
    modified: now,
    contentType: upload.contentType,
    headers: upload.headers,
    metadata: upload.metadata,
  };
}

export async function endUpload(bucket: Bucket, uploadId: string): Promise<void> {
  await rm(folder(bucket, uploadId), { recursive: true, force: true });
}
