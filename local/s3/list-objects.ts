import { ServiceError } from '../contract';
import type { Bucket } from './bucket';

export interface ListInput {
  prefix?: string;
  delimiter?: string;
  continuationToken?: string;
  startAfter?: string;
  maxKeys?: number;
}

/** ListObjectsV2. Jumps over everything under a common prefix instead of walking it. */
export function listObjects(bucket: Bucket, input: ListInput) {
  const { prefix = '', delimiter = '', startAfter = '' } = input;
  const maxKeys = Math.min(input.maxKeys ?? 1000, 1000);
  if (maxKeys < 0 || Number.isNaN(maxKeys))
    throw new ServiceError('InvalidArgument', 'max-keys must be a number, 0 or more');
  const keys = bucket.keys.ordered();
  let at = Math.max(bucket.keys.position(prefix), startOf(bucket, keys, input.continuationToken, startAfter));
  const contents: { Key: string; LastModified: string; ETag: string; Size: number; StorageClass: string }[] = [];
  const commonPrefixes: string[] = [];
  let token = '';
  const full = () => contents.length + commonPrefixes.length >= maxKeys;

  for (; at < keys.length; ) {
    const key = keys[at]!;
    if (!key.startsWith(prefix)) break;
    if (full()) break;
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    if (cut >= 0) {
      const common = key.slice(0, cut + delimiter.length);
      commonPrefixes.push(common);
      token = `P${common}`;
      at = positionAfterPrefix(bucket, common);
      continue;
    }
    const record = bucket.objects.get(key)!;
    contents.push({
      Key: key,
      LastModified: new Date(record.modified).toISOString(),
      ETag: `"${record.etag}"`,
      Size: record.size,
      StorageClass: 'STANDARD',
    });
    token = `K${key}`;
    at += 1;
  }
  const more = maxKeys > 0 && at < keys.length && keys[at]!.startsWith(prefix);
  return {
    Name: bucket.name,
    Prefix: prefix,
    Delimiter: delimiter || undefined,
    StartAfter: startAfter || undefined,
    ContinuationToken: input.continuationToken,
    MaxKeys: maxKeys,
    KeyCount: contents.length + commonPrefixes.length,
    IsTruncated: more,
    NextContinuationToken: more ? Buffer.from(token).toString('base64url') : undefined,
    Contents: contents,
    CommonPrefixes: commonPrefixes.map((Prefix) => ({ Prefix })),
  };
}

function positionAfterPrefix(bucket: Bucket, prefix: string): number {
  return bucket.keys.position(`${prefix}\u{10ffff}`);
}

/** Where a listing goes on: after the last key, or after everything under the last common prefix, of the page before. */
function startOf(bucket: Bucket, keys: readonly string[], token: string | undefined, startAfter: string): number {
  if (token === undefined) return startAfter ? after(bucket, keys, startAfter) : 0;
  const text = Buffer.from(token, 'base64url').toString();
  if (text.startsWith('K')) return after(bucket, keys, text.slice(1));
  if (text.startsWith('P')) return positionAfterPrefix(bucket, text.slice(1));
  throw new ServiceError('InvalidArgument', 'The continuation token provided is incorrect');
}

function after(bucket: Bucket, keys: readonly string[], key: string): number {
  const at = bucket.keys.position(key);
  return keys[at] === key ? at + 1 : at;
}
