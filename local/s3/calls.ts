import { Readable } from 'node:stream';
import { type Principal, ServiceError } from '../contract';
import type { Bucket, ObjectRecord } from './bucket';
import { listObjects } from './list-objects';
import type { S3Objects } from './objects';
import { parseRange, type S3State } from './rest';

type Call = (principal: Principal, input: any, bucket: Bucket) => Promise<Record<string, unknown>>;

const describe = (record: ObjectRecord) => ({
  ETag: `"${record.etag}"`,
  ContentLength: record.size,
  ContentType: record.contentType,
  LastModified: new Date(record.modified).toISOString(),
  Metadata: record.metadata ?? {},
});

/** S3 for other services of this cloud (state machine integrations, training channels): the API's member names, no HTTP. */
export function s3Calls(
  state: S3State,
  objects: S3Objects,
  authorize: (principal: Principal, action: string, arn: string, keys?: Record<string, string>) => void,
): Record<string, Call> {
  return {
    async GetObject(principal, input, bucket) {
      const found = objects.find(principal, bucket, input.Key);
      const range = parseRange(input.Range, found.size);
      const { record, body } = await objects.content(bucket, found, range);
      return { ...describe(record), Body: Buffer.isBuffer(body) ? Readable.from([body]) : body };
    },
    async HeadObject(principal, input, bucket) {
      return describe(objects.find(principal, bucket, input.Key));
    },
    async PutObject(principal, input, bucket) {
      const headers: Record<string, string> = {};
      if (input.ContentType) headers['content-type'] = input.ContentType;
      if (input.IfNoneMatch) headers['if-none-match'] = input.IfNoneMatch;
      if (input.IfMatch) headers['if-match'] = input.IfMatch;
      for (const [name, value] of Object.entries(input.Metadata ?? {})) headers[`x-amz-meta-${name}`] = String(value);
      const given = input.Body ?? '';
      const body =
        typeof given === 'string' || Buffer.isBuffer(given) || given instanceof Readable
          ? given
          : JSON.stringify(given);
      const record = await objects.put(principal, bucket, input.Key, body, headers);
      return { ETag: `"${record.etag}"` };
    },
    async DeleteObject(principal, input, bucket) {
      await objects.remove(principal, bucket, input.Key);
      return {};
    },
    async CopyObject(principal, input, bucket) {
      const source = decodeURIComponent(input.CopySource).replace(/^\//, '');
      const cut = source.indexOf('/');
      const from = { bucket: state.bucket(source.slice(0, cut)), key: source.slice(cut + 1) };
      const record = await objects.copy(principal, from, bucket, input.Key, {});
      return { CopyObjectResult: { ETag: `"${record.etag}"`, LastModified: new Date(record.modified).toISOString() } };
    },
    async ListObjectsV2(principal, input, bucket) {
      authorize(principal, 's3:ListBucket', bucket.arn, { 's3:prefix': input.Prefix ?? '' });
      const result = listObjects(bucket, {
        prefix: input.Prefix,
        delimiter: input.Delimiter,
        continuationToken: input.ContinuationToken,
        startAfter: input.StartAfter,
        maxKeys: input.MaxKeys,
      });
      return JSON.parse(JSON.stringify(result));
    },
    async HeadBucket(principal, _input, bucket) {
      authorize(principal, 's3:ListBucket', bucket.arn);
      return {};
    },
  };
}

export function unknownCall(operation: string): ServiceError {
  return new ServiceError('NotImplemented', `The embedded S3 does not do ${operation}.`, 501);
}
