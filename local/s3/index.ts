import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CloudContext, type CloudService, ServiceError, type ServiceResponse } from '../contract';
import { renderError } from '../gateway/protocol';
import { writeFileAtomically } from '../write-file';
import { Bucket } from './bucket';
import { s3Calls, unknownCall } from './calls';
import { corsHeaders } from './cors';
import { announceCreated } from './notifications';
import { S3Objects } from './objects';
import { s3Resources } from './resources';
import { type S3State, s3Handlers, s3Operation } from './rest';

const requestTier: Record<string, 1 | 2> = {
  PutObject: 1,
  CopyObject: 1,
  CreateMultipartUpload: 1,
  UploadPart: 1,
  CompleteMultipartUpload: 1,
  ListObjectsV2: 1,
  ListParts: 1,
  ListMultipartUploads: 1,
  ListBuckets: 1,
  GetObject: 2,
  HeadObject: 2,
};

/** S3 on files. Objects stream through; nothing large is held in memory. */
export function createS3Service(context: CloudContext): CloudService {
  const root = join(context.dataDir, 's3');
  mkdirSync(root, { recursive: true });
  const state: S3State = {
    buckets: new Map(),
    bucket(name) {
      const bucket = state.buckets.get(name);
      if (!bucket)
        throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
      return bucket;
    },
    createBucket(name) {
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
        throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.');
      }
      const directory = join(root, name);
      mkdirSync(directory, { recursive: true });
      const file = join(directory, 'bucket.json');
      if (!existsSync(file)) writeFileAtomically(file, JSON.stringify({ createdAt: context.now() }));
      const bucket = new Bucket(name, directory, JSON.parse(readFileSync(file, 'utf8')).createdAt);
      state.buckets.set(name, bucket);
      return bucket;
    },
    async deleteBucket(name) {
      state.bucket(name).close();
      state.buckets.delete(name);
      await rm(join(root, name), { recursive: true, force: true });
    },
  };
  for (const name of readdirSync(root)) {
    if (existsSync(join(root, name, 'bucket.json'))) state.createBucket(name);
  }

  const objects = new S3Objects(context);
  const handlers = s3Handlers(context, state, objects);
  const calls = s3Calls(state, objects, (...given) => context.authorize(...given));

  return {
    name: 's3',
    signingNames: ['s3'],
    operationOf: s3Operation,
    // why: browsers send the preflight unsigned.
    publicPaths: (_path, method) => method === 'OPTIONS',
    resourcePolicy: (arn) => state.buckets.get(/^arn:aws:s3:::([^/]+)/.exec(arn)?.[1] ?? '')?.settings.policy,
    resources: s3Resources(state, context.accountId, context.region),
    async handle(request) {
      if (request.operation) {
        const call = calls[request.operation];
        if (!call) throw unknownCall(request.operation);
        count(request.operation);
        const bucket = state.bucket(String(request.input?.Bucket));
        return { status: 200, body: await call(request.principal, request.input, bucket) };
      }
      const [, bucketName = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(request.path) ?? [];
      const operation = s3Operation(request);
      const origin = request.headers.origin;
      if (operation === 'Preflight') return preflight(bucketName, request.headers);
      const cors = () =>
        origin ? corsHeaders(state.buckets.get(bucketName)?.settings.cors ?? [], origin, request.method) : {};
      const handler = handlers[operation];
      count(operation);
      try {
        if (!handler) throw unknownCall(operation);
        const bucketless = operation === 'ListBuckets' || operation === 'CreateBucket';
        const response = await handler(request, bucketless ? (undefined as never) : state.bucket(bucketName), key);
        return origin ? { ...response, headers: { ...response.headers, ...cors() } } : response;
      } catch (error) {
        if (!origin || !(error instanceof ServiceError)) throw error;
        // why: without these headers a page could not read why its upload was refused.
        const rendered = renderError('rest-xml', request.requestId, error, request.path);
        return { ...rendered, headers: { ...rendered.headers, ...cors() } };
      }
    },
    async start() {
      for (const bucket of state.buckets.values()) {
        for (const record of [...bucket.unannounced.values()]) {
          if (bucket.announces) await announceCreated(context, bucket, record, context.accountId);
        }
      }
    },
    async stop() {
      for (const bucket of state.buckets.values()) bucket.close();
      state.buckets.clear();
    },
  };

  function count(operation: string): void {
    const tier = requestTier[operation];
    if (tier) context.meter('s3', `Tier${tier}Requests`, 1);
  }

  function preflight(bucketName: string, headers: Record<string, string>): ServiceResponse {
    const rules = state.buckets.get(bucketName)?.settings.cors ?? [];
    const method = headers['access-control-request-method'] ?? '';
    const allowed = corsHeaders(rules, headers.origin, method, headers['access-control-request-headers']);
    if (Object.keys(allowed).length > 0) return { status: 200, headers: allowed };
    throw new ServiceError('AccessForbidden', 'CORSResponse: This CORS request is not allowed.', 403);
  }
}
