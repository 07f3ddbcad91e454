import type { Readable } from 'node:stream';
import { type CloudContext, ServiceError, type ServiceRequest, type ServiceResponse } from '../contract';
import { flatXml } from '../gateway/xml';
import type { Bucket, ObjectRecord } from './bucket';
import { listObjects } from './list-objects';
import { assemble, endUpload, findUpload, listUploads, partsOf, receivePart, startUpload } from './multipart';
import { objectHeaders, type S3Objects } from './objects';
import { element, elements } from './xml-input';

export interface S3State {
  buckets: Map<string, Bucket>;
  bucket(name: string): Bucket;
  createBucket(name: string): Bucket;
  deleteBucket(name: string): Promise<void>;
}

const xmlNamespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

const xml = (name: string, value: object): ServiceResponse => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${flatXml(name, value).replace(`<${name}>`, `<${name} xmlns="${xmlNamespace}">`)}`,
});

/** The operation behind a request, as IAM and CloudTrail name it. */
export function s3Operation({
  method,
  path,
  query,
  headers,
}: Pick<ServiceRequest, 'method' | 'path' | 'query' | 'headers'>): string {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  if (method === 'OPTIONS') return 'Preflight';
  if (!bucket) return 'ListBuckets';
  const sub = [...query.keys()].find((name) => subresources.has(name));
  if (!key) {
    if (method === 'POST' && query.has('delete')) return 'DeleteObjects';
    if (method === 'GET' && query.has('uploads')) return 'ListMultipartUploads';
    if (method === 'GET' && query.has('location')) return 'GetBucketLocation';
    if (sub) return `${method}:${sub}`;
    if (method === 'GET') return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
    return { HEAD: 'HeadBucket', PUT: 'CreateBucket', DELETE: 'DeleteBucket' }[method] ?? method;
  }
  if (query.has('uploads') && method === 'POST') return 'CreateMultipartUpload';
  if (query.has('uploadId')) {
    if (method === 'PUT') return headers['x-amz-copy-source'] ? 'UploadPartCopy' : 'UploadPart';
    return { POST: 'CompleteMultipartUpload', DELETE: 'AbortMultipartUpload', GET: 'ListParts' }[method] ?? method;
  }
  if (sub) return `${method}:${sub}`;
  if (method === 'PUT') return headers['x-amz-copy-source'] ? 'CopyObject' : 'PutObject';
  return { GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }[method] ?? method;
}

const subresources = new Set(
  'acl tagging versioning versions policy cors lifecycle encryption notification website logging replication torrent restore select retention legal-hold attributes ownershipControls publicAccessBlock object-lock'.split(
    ' ',
  ),
);

type Handler = (request: ServiceRequest, bucket: Bucket, key: string) => Promise<ServiceResponse>;

/** S3's REST interface, by operation. */
export function s3Handlers(context: CloudContext, state: S3State, objects: S3Objects): Record<string, Handler> {
  const bodyOf = (request: ServiceRequest): Readable => request.raw!;

  const small = async (request: ServiceRequest): Promise<string> => {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of bodyOf(request)) {
      size += chunk.length;
      if (size > 4 * 1024 * 1024) throw new ServiceError('MalformedXML', 'The request body is too large.');
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString();
  };

  const allowBucket = (request: ServiceRequest, action: string, bucket: Bucket, keys?: Record<string, string>) =>
    context.authorize(request.principal, `s3:${action}`, bucket.arn, keys);

  async function read(
    request: ServiceRequest,
    bucket: Bucket,
    key: string,
    withBody: boolean,
  ): Promise<ServiceResponse> {
    const found = objects.find(request.principal, bucket, key);
    const conditional = readCondition(request.headers, found);
    if (conditional) return conditional;
    const range = withBody || request.headers.range ? parseRange(request.headers.range, found.size) : undefined;
    const response: ServiceResponse = { status: range ? 206 : 200, headers: headersOf(found, request, bucket) };
    if (range) {
      response.headers!['content-range'] = `bytes ${range.start}-${range.end}/${found.size}`;
      response.headers!['content-length'] = String(range.end - range.start + 1);
    } else if (request.headers['x-amz-checksum-mode'] === 'ENABLED') {
      for (const [algorithm, value] of Object.entries(found.checksums ?? {})) {
        response.headers![`x-amz-checksum-${algorithm}`] = value;
        response.headers!['x-amz-checksum-type'] = 'FULL_OBJECT';
      }
    }
    if (!withBody) return response;
    const { record, body } = await objects.content(bucket, found, range);
    if (record !== found) return read(request, bucket, key, withBody);
    return { ...response, body };
  }

  return {
    ListBuckets: async (request) => {
      context.authorize(request.principal, 's3:ListAllMyBuckets', '*');
      const list = [...state.buckets.values()].map((bucket) => ({
        Name: bucket.name,
        CreationDate: new Date(bucket.createdAt).toISOString(),
      }));
      return xml('ListAllMyBucketsResult', { Owner: { ID: context.accountId }, Buckets: { Bucket: list } });
    },
    CreateBucket: async (request, _bucket, _key) => {
      const name = request.path.split('/')[1]!;
      context.authorize(request.principal, 's3:CreateBucket', `arn:aws:s3:::${name}`);
      if (state.buckets.has(name)) {
        throw new ServiceError(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          409,
        );
      }
      state.createBucket(name);
      return { status: 200, headers: { location: `/${name}` } };
    },
    DeleteBucket: async (request, bucket) => {
      allowBucket(request, 'DeleteBucket', bucket);
      if (bucket.objects.size > 0)
        throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
      await state.deleteBucket(bucket.name);
      return { status: 204 };
    },
    HeadBucket: async (request, bucket) => {
      allowBucket(request, 'ListBucket', bucket);
      return { status: 200, headers: { 'x-amz-bucket-region': context.region } };
    },
    GetBucketLocation: async (request, bucket) => {
      allowBucket(request, 'GetBucketLocation', bucket);
      return xml('LocationConstraint', {});
    },
    ListObjectsV2: async (request, bucket) => {
      const { query } = request;
      const prefix = query.get('prefix') ?? '';
      const keys: Record<string, string> = { 's3:prefix': prefix };
      if (query.has('delimiter')) keys['s3:delimiter'] = query.get('delimiter')!;
      if (query.has('max-keys')) keys['s3:max-keys'] = query.get('max-keys')!;
      allowBucket(request, 'ListBucket', bucket, keys);
      const result = listObjects(bucket, {
        prefix,
        delimiter: query.get('delimiter') ?? undefined,
        continuationToken: query.get('continuation-token') ?? undefined,
        startAfter: query.get('start-after') ?? undefined,
        maxKeys: query.has('max-keys') ? Number(query.get('max-keys')) : undefined,
      });
      return xml('ListBucketResult', query.get('encoding-type') === 'url' ? urlEncoded(result) : result);
    },
    PutObject: async (request, bucket, key) => {
      const record = await objects.put(request.principal, bucket, key, bodyOf(request), request.headers);
      const headers: Record<string, string> = { etag: `"${record.etag}"`, ...encryptionHeaders(bucket) };
      for (const [algorithm, value] of Object.entries(record.checksums ?? {})) {
        headers[`x-amz-checksum-${algorithm}`] = value;
        headers['x-amz-checksum-type'] = 'FULL_OBJECT';
      }
      return { status: 200, headers };
    },
    GetObject: (request, bucket, key) => read(request, bucket, key, true),
    HeadObject: (request, bucket, key) => read(request, bucket, key, false),
    DeleteObject: async (request, bucket, key) => {
      await objects.remove(request.principal, bucket, key);
      return { status: 204 };
    },
    DeleteObjects: async (request, bucket) => {
      const body = await small(request);
      const keys = elements(body, 'Object').map((object) => element(object, 'Key') ?? '');
      if (keys.length === 0 || keys.length > 1000)
        throw new ServiceError('MalformedXML', 'A delete request names 1 to 1000 keys.');
      const deleted: object[] = [];
      const failed: object[] = [];
      for (const key of keys) {
        try {
          await objects.remove(request.principal, bucket, key);
          deleted.push({ Key: key });
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error;
          failed.push({ Key: key, Code: error.code, Message: error.message });
        }
      }
      return xml('DeleteResult', { Deleted: element(body, 'Quiet') === 'true' ? [] : deleted, Error: failed });
    },
    CopyObject: async (request, bucket, key) => {
      const source = decodeURIComponent(request.headers['x-amz-copy-source']!).replace(/^\//, '');
      const cut = source.indexOf('/');
      const from = { bucket: state.bucket(source.slice(0, cut)), key: source.slice(cut + 1) };
      const record = await objects.copy(request.principal, from, bucket, key, request.headers);
      return xml('CopyObjectResult', {
        ETag: `"${record.etag}"`,
        LastModified: new Date(record.modified).toISOString(),
      });
    },
    CreateMultipartUpload: async (request, bucket, key) => {
      objects.allowWrite(request.principal, bucket, key);
      const UploadId = startUpload(bucket, { key, started: context.now(), ...objectHeaders(request.headers) });
      const response = xml('InitiateMultipartUploadResult', { Bucket: bucket.name, Key: key, UploadId });
      const algorithm = request.headers['x-amz-checksum-algorithm'];
      if (algorithm) response.headers!['x-amz-checksum-algorithm'] = algorithm;
      return response;
    },
    UploadPart: async (request, bucket, key) => {
      objects.allowWrite(request.principal, bucket, key);
      const upload = findUpload(bucket, request.query.get('uploadId')!, key);
      const number = Number(request.query.get('partNumber'));
      const part = await receivePart(bucket, upload, number, bodyOf(request), request.headers);
      const headers: Record<string, string> = { etag: `"${part.md5}"` };
      if (part.checksum) headers[`x-amz-checksum-${part.checksum.algorithm}`] = part.checksum.value;
      return { status: 200, headers };
    },
    CompleteMultipartUpload: async (request, bucket, key) => {
      objects.allowWrite(request.principal, bucket, key);
      const upload = findUpload(bucket, request.query.get('uploadId')!, key);
      objects.checkWriteCondition(bucket, key, request.headers);
      const body = await small(request);
      const parts = elements(body, 'Part').map((part) => ({
        number: Number(element(part, 'PartNumber')),
        etag: element(part, 'ETag') ?? '',
      }));
      const assembled = await assemble(bucket, upload, parts, context.now());
      const record = await objects.commit(
        request.principal,
        bucket,
        request.headers,
        'CompleteMultipartUpload',
        assembled,
      );
      await endUpload(bucket, upload.uploadId);
      return xml('CompleteMultipartUploadResult', { Bucket: bucket.name, Key: key, ETag: `"${record.etag}"` });
    },
    AbortMultipartUpload: async (request, bucket, key) => {
      objects.allow(request.principal, 'AbortMultipartUpload', bucket, key);
      const upload = findUpload(bucket, request.query.get('uploadId')!, key);
      await endUpload(bucket, upload.uploadId);
      return { status: 204 };
    },
    ListParts: async (request, bucket, key) => {
      objects.allow(request.principal, 'ListMultipartUploadParts', bucket, key);
      const upload = findUpload(bucket, request.query.get('uploadId')!, key);
      const Part = [...partsOf(bucket, upload)].map(([PartNumber, part]) => ({
        PartNumber,
        ETag: `"${part.md5}"`,
        Size: part.size,
      }));
      return xml('ListPartsResult', {
        Bucket: bucket.name,
        Key: key,
        UploadId: upload.uploadId,
        IsTruncated: false,
        Part,
      });
    },
    ListMultipartUploads: async (request, bucket) => {
      allowBucket(request, 'ListBucketMultipartUploads', bucket);
      const Upload = listUploads(bucket).map((upload) => ({
        Key: upload.key,
        UploadId: upload.uploadId,
        Initiated: new Date(upload.started).toISOString(),
      }));
      return xml('ListMultipartUploadsResult', { Bucket: bucket.name, IsTruncated: false, Upload });
    },
  };
}

function encryptionHeaders(bucket: Bucket): Record<string, string> {
  const { kmsKeyArn } = bucket.settings;
  return kmsKeyArn
    ? { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyArn }
    : { 'x-amz-server-side-encryption': 'AES256' };
}

const overrides = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
];

function headersOf(record: ObjectRecord, request: ServiceRequest, bucket: Bucket): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': record.contentType,
    'content-length': String(record.size),
    etag: `"${record.etag}"`,
    'last-modified': new Date(record.modified).toUTCString(),
    'accept-ranges': 'bytes',
    ...encryptionHeaders(bucket),
    ...record.headers,
  };
  for (const [name, value] of Object.entries(record.metadata ?? {})) headers[`x-amz-meta-${name}`] = value;
  for (const name of overrides) {
    const value = request.query.get(`response-${name}`);
    if (value !== null) headers[name] = value;
  }
  return headers;
}

function readCondition(headers: Record<string, string>, record: ObjectRecord): ServiceResponse | undefined {
  const among = (list: string) =>
    list === '*' || list.split(',').some((etag) => etag.trim().replaceAll('"', '') === record.etag);
  const modifiedSecond = Math.floor(record.modified / 1000) * 1000;
  if (headers['if-match'] !== undefined) {
    if (!among(headers['if-match'])) {
      throw new ServiceError(
        'PreconditionFailed',
        'At least one of the pre-conditions you specified did not hold',
        412,
      );
    }
  } else if (headers['if-unmodified-since'] && modifiedSecond > Date.parse(headers['if-unmodified-since'])) {
    throw new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  }
  const unchanged =
    headers['if-none-match'] !== undefined
      ? among(headers['if-none-match'])
      : headers['if-modified-since'] !== undefined && modifiedSecond <= Date.parse(headers['if-modified-since']);
  return unchanged ? { status: 304, headers: { etag: `"${record.etag}"` } } : undefined;
}

/** One byte range; several ranges, like anything malformed, are ignored as S3 does. */
export function parseRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start >= size || start > end) {
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416, { ActualObjectSize: size });
  }
  return { start, end };
}

function urlEncoded(result: ReturnType<typeof listObjects>): object {
  const encode = (text: string | undefined) => text && encodeURIComponent(text).replaceAll('%2F', '/');
  return {
    ...result,
    EncodingType: 'url',
    Prefix: encode(result.Prefix) ?? '',
    Delimiter: encode(result.Delimiter),
    StartAfter: encode(result.StartAfter),
    Contents: result.Contents.map((one) => ({ ...one, Key: encode(one.Key) })),
    CommonPrefixes: result.CommonPrefixes.map(({ Prefix }) => ({ Prefix: encode(Prefix) })),
  };
}
