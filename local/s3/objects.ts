import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type CloudContext, type Principal, ServiceError } from '../contract';
import { sessionArn } from '../iam/resource-policy';
import type { Bucket, ObjectRecord } from './bucket';
import { announceCreated, announceDeleted } from './notifications';
import { receive } from './upload';

/** Request headers kept with an object and given back. */
const kept = ['content-encoding', 'cache-control', 'content-disposition', 'content-language', 'expires'];

export interface ObjectHeaders {
  contentType: string;
  headers?: Record<string, string>;
  metadata?: Record<string, string>;
}

export function objectHeaders(headers: Record<string, string>): ObjectHeaders {
  const system: Record<string, string> = {};
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('x-amz-meta-')) metadata[name.slice('x-amz-meta-'.length)] = value;
    else if (kept.includes(name)) system[name] = value;
  }
  // why: aws-chunked is how the body travelled, not what it is.
  const encoding = system['content-encoding']
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked');
  if (encoding?.length) system['content-encoding'] = encoding.join(',');
  else delete system['content-encoding'];
  return {
    contentType: headers['content-type'] ?? 'application/octet-stream',
    headers: Object.keys(system).length ? system : undefined,
    metadata: Object.keys(metadata).length ? metadata : undefined,
  };
}

export function requesterOf(context: CloudContext, principal: Principal): string {
  return principal.kind === 'role'
    ? sessionArn(principal)
    : principal.kind === 'service'
      ? principal.service
      : context.accountId;
}

/** What S3 does with one object, once the caller is known: permission, condition, content, event. */
export class S3Objects {
  constructor(private readonly context: CloudContext) {}

  allow(principal: Principal, action: string, bucket: Bucket, key: string): void {
    this.context.authorize(principal, `s3:${action}`, `${bucket.arn}/${key}`);
  }

  /** A bucket encrypted with a customer's KMS key needs that key as well. */
  private allowKey(principal: Principal, action: 'GenerateDataKey' | 'Decrypt', bucket: Bucket): void {
    const { kmsKeyArn } = bucket.settings;
    if (kmsKeyArn) {
      this.context.authorize(principal, `kms:${action}`, kmsKeyArn, {
        'kms:ViaService': `s3.${this.context.region}.amazonaws.com`,
      });
    }
  }

  allowWrite(principal: Principal, bucket: Bucket, key: string): void {
    if (Buffer.byteLength(key) > 1024) throw new ServiceError('KeyTooLongError', 'Your key is too long');
    this.allow(principal, 'PutObject', bucket, key);
    this.allowKey(principal, 'GenerateDataKey', bucket);
  }

  /** The object, or the refusal S3 gives: only who may list a bucket is told that a key does not exist. */
  find(principal: Principal, bucket: Bucket, key: string): ObjectRecord {
    this.allow(principal, 'GetObject', bucket, key);
    const record = bucket.objects.get(key);
    if (!record) {
      this.context.authorize(principal, 's3:ListBucket', bucket.arn, { 's3:prefix': key });
      throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
    }
    this.allowKey(principal, 'Decrypt', bucket);
    return record;
  }

  checkWriteCondition(bucket: Bucket, key: string, headers: Record<string, string>): void {
    const existing = bucket.objects.get(key);
    const failed = (condition: string) =>
      new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
        Condition: condition,
      });
    if (headers['if-none-match'] !== undefined && existing) throw failed('If-None-Match');
    const match = headers['if-match'];
    if (match === undefined) return;
    if (!existing) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
    if (match !== '*' && match.replaceAll('"', '') !== existing.etag) throw failed('If-Match');
  }

  async put(
    principal: Principal,
    bucket: Bucket,
    key: string,
    body: Readable | Buffer | string,
    headers: Record<string, string>,
  ): Promise<ObjectRecord> {
    this.allowWrite(principal, bucket, key);
    this.checkWriteCondition(bucket, key, headers);
    const { file, path } = bucket.newFile();
    const uploaded = await receive(body, headers, path);
    return this.commit(principal, bucket, headers, 'PutObject', {
      key,
      file,
      size: uploaded.size,
      etag: uploaded.md5,
      modified: this.context.now(),
      ...objectHeaders(headers),
      checksums: uploaded.checksum && { [uploaded.checksum.algorithm]: uploaded.checksum.value },
    });
  }

  /** The condition is checked again here, in the turn that commits: another write may have come in while the body did. */
  async commit(
    principal: Principal,
    bucket: Bucket,
    headers: Record<string, string>,
    reason: string,
    record: ObjectRecord,
  ): Promise<ObjectRecord> {
    try {
      this.checkWriteCondition(bucket, record.key, headers);
    } catch (error) {
      bucket.discard(record.file);
      throw error;
    }
    bucket.commit(record, reason);
    if (record.unannounced) await announceCreated(this.context, bucket, record, requesterOf(this.context, principal));
    return record;
  }

  async copy(
    principal: Principal,
    source: { bucket: Bucket; key: string },
    bucket: Bucket,
    key: string,
    headers: Record<string, string>,
  ): Promise<ObjectRecord> {
    const original = this.find(principal, source.bucket, source.key);
    this.allowWrite(principal, bucket, key);
    const replace = headers['x-amz-metadata-directive'] === 'REPLACE';
    if (original.key === key && source.bucket === bucket && !replace) {
      throw new ServiceError(
        'InvalidRequest',
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
      );
    }
    const wanted = headers['x-amz-copy-source-if-match'];
    if (wanted !== undefined && wanted.replaceAll('"', '') !== original.etag) {
      throw new ServiceError(
        'PreconditionFailed',
        'At least one of the pre-conditions you specified did not hold',
        412,
      );
    }
    const { handle } = await this.open(source.bucket, original);
    const { file, path } = bucket.newFile();
    const uploaded = await receive(handle.createReadStream(), {}, path);
    return this.commit(principal, bucket, headers, 'CopyObject', {
      ...original,
      ...(replace ? objectHeaders(headers) : {}),
      key,
      file,
      etag: uploaded.md5,
      modified: this.context.now(),
      unannounced: undefined,
    });
  }

  async remove(principal: Principal, bucket: Bucket, key: string): Promise<void> {
    this.allow(principal, 'DeleteObject', bucket, key);
    const removed = bucket.remove(key);
    if (removed && bucket.announces) {
      await announceDeleted(this.context, bucket, removed, requesterOf(this.context, principal));
    }
  }

  /** Opened, so that an overwrite while it is read does not take the content away. */
  async open(bucket: Bucket, found: ObjectRecord): Promise<{ handle: FileHandle; record: ObjectRecord }> {
    for (let record: ObjectRecord | undefined = found; record; ) {
      try {
        return { handle: await open(bucket.path(record.file)), record };
      } catch (error) {
        const current: ObjectRecord | undefined = bucket.objects.get(record.key);
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || current === record) throw error;
        record = current;
      }
    }
    throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key: found.key });
  }

  async content(bucket: Bucket, found: ObjectRecord, range?: { start: number; end: number }) {
    const { handle, record } = await this.open(bucket, found);
    if (record.size === 0) {
      await handle.close();
      return { record, body: Buffer.alloc(0) };
    }
    const start = range?.start ?? 0;
    const end = range?.end ?? record.size - 1;
    if (end - start < 256 * 1024) {
      const body = Buffer.alloc(end - start + 1);
      const { bytesRead } = await handle.read(body, 0, body.length, start);
      await handle.close();
      return { record, body: body.subarray(0, bytesRead) };
    }
    return { record, body: handle.createReadStream({ start, end, highWaterMark: 256 * 1024 }) as Readable };
  }
}
