import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cloud } from '../../../local/cloud';
import { clientOptions, startTiny } from '../cloud/tiny-assembly';

const template = {
  Resources: {
    Files: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        CorsConfiguration: {
          CorsRules: [
            {
              AllowedOrigins: ['https://app.example'],
              AllowedMethods: ['PUT', 'GET'],
              AllowedHeaders: ['content-type'],
              ExposedHeaders: ['ETag'],
              MaxAge: 60,
            },
          ],
        },
      },
    },
    Secure: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Files' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: 's3:*',
              Resource: [{ 'Fn::GetAtt': ['Files', 'Arn'] }],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
  },
  Outputs: { Bucket: { Value: { Ref: 'Files' } } },
};

describe('S3', () => {
  let cloud: Cloud;
  let s3: S3Client;
  let Bucket: string;
  beforeAll(async () => {
    cloud = await startTiny(template);
    s3 = new S3Client(clientOptions(cloud));
    Bucket = cloud.outputs.Bucket!;
  });
  afterAll(() => cloud?.stop());

  const put = (Key: string, Body: string | Buffer, more: object = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const text = async (Key: string, more: object = {}) =>
    (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body!.transformToString();
  const nameOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'no error',
      (error) => error.name,
    );

  test('keeps metadata, content headers and the MD5 as ETag', async () => {
    await put('meta', 'abc', { Metadata: { job: 'j1' }, ContentType: 'application/jsonl', ContentEncoding: 'gzip' });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'meta' }));
    expect(head).toMatchObject({
      Metadata: { job: 'j1' },
      ContentType: 'application/jsonl',
      ContentEncoding: 'gzip',
      ContentLength: 3,
      ETag: `"${createHash('md5').update('abc').digest('hex')}"`,
    });
  });

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'verifies and returns a %s checksum',
    async (algorithm) => {
      // The check values of the CRC catalogue, for the digits 1 to 9.
      const published: Record<string, string> = {
        CRC32: 'cbf43926',
        CRC32C: 'e3069283',
        CRC64NVME: 'ae8b14860a799888',
      };
      const field = `Checksum${algorithm}`;
      const hex = published[algorithm] ?? createHash(algorithm.toLowerCase()).update('123456789').digest('hex');
      const value = Buffer.from(hex, 'hex').toString('base64');
      expect(await put(`sum-${algorithm}`, '123456789', { [field]: value })).toMatchObject({ [field]: value });
      const wrong = put(`sum-${algorithm}-wrong`, '123456780', { [field]: value });
      expect(await nameOf(wrong)).toBe('BadDigest');
      expect(await nameOf(text(`sum-${algorithm}-wrong`))).toBe('NoSuchKey');
    },
  );

  test('takes streamed uploads with a trailing checksum', async () => {
    const parts = ['first,', 'second,', 'third'];
    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'streamed',
        Body: Readable.from(parts.map((part) => Buffer.from(part))),
        ContentLength: 18,
      }),
    );
    expect(await text('streamed')).toBe(parts.join(''));
  });

  test('gives ranges, and refuses one beyond the end', async () => {
    await put('range', '0123456789');
    expect(await text('range', { Range: 'bytes=2-4' })).toBe('234');
    expect(await text('range', { Range: 'bytes=-3' })).toBe('789');
    expect(await text('range', { Range: 'bytes=7-' })).toBe('789');
    expect(await nameOf(text('range', { Range: 'bytes=10-' }))).toBe('InvalidRange');
  });

  test('writes conditionally: of many creators of one key exactly one succeeds', async () => {
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, i) => nameOf(put('once', `writer ${i}`, { IfNoneMatch: '*' }))),
    );
    expect(results.filter((result) => result === 'no error')).toHaveLength(1);
    expect(results.filter((result) => result === 'PreconditionFailed')).toHaveLength(11);
  });

  test('overwrites only the version named by If-Match, and reads nothing new with If-None-Match', async () => {
    const { ETag } = await put('version', 'one');
    await put('version', 'two', { IfMatch: ETag });
    expect(await nameOf(put('version', 'three', { IfMatch: ETag }))).toBe('PreconditionFailed');
    expect(await nameOf(put('never-there', 'x', { IfMatch: ETag }))).toBe('NoSuchKey');
    expect(await text('version')).toBe('two');
    const { ETag: now } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'version' }));
    const unchanged = await s3
      .send(new GetObjectCommand({ Bucket, Key: 'version', IfNoneMatch: now }))
      .catch((error) => error);
    expect(unchanged.$metadata.httpStatusCode).toBe(304);
  });

  test('lists by prefix and delimiter, page by page, in UTF-8 order', async () => {
    const keys = ['l/a', 'l/b/1', 'l/b/2', 'l/c:d', 'l/é', 'l/｡', 'l/😀', 'l/z z'];
    for (const key of keys) await put(key, key);
    const seen: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'l/', MaxKeys: 3, ContinuationToken }));
      seen.push(...page.Contents!.map(({ Key }) => Key!));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(seen).toEqual([...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));

    const folders: string[] = [];
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: 'l/', Delimiter: '/', MaxKeys: 2, ContinuationToken }),
      );
      folders.push(
        ...(page.Contents ?? []).map(({ Key }) => Key!),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!),
      );
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(folders).toEqual(['l/a', 'l/b/', 'l/c:d', 'l/z z', 'l/é', 'l/｡', 'l/😀']);
    const after = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'l/', StartAfter: 'l/b/1' }));
    expect(after.Contents![0]!.Key).toBe('l/b/2');
  });

  test('copies, and deletes one or many', async () => {
    await put('copy/from me', 'content', { Metadata: { a: 'b' } });
    await s3.send(
      new CopyObjectCommand({ Bucket, Key: 'copy/to', CopySource: `${Bucket}/${encodeURIComponent('copy/from me')}` }),
    );
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy/to' }))).Metadata).toEqual({ a: 'b' });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'copy/from me' }));
    expect(await text('copy/to')).toBe('content');
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'copy/to' }, { Key: 'copy/<&>' }] } }));
    expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'copy/' }))).KeyCount).toBe(0);
  });

  test('puts large objects together from parts', async () => {
    const Body = Buffer.alloc(11 * 1024 * 1024, 'plumbline');
    await new Upload({ client: s3, params: { Bucket, Key: 'large', Body }, partSize: 5 * 1024 * 1024 }).done();
    const object = await s3.send(new GetObjectCommand({ Bucket, Key: 'large' }));
    const digest = createHash('sha256')
      .update(await object.Body!.transformToByteArray())
      .digest('hex');
    expect(digest).toBe(createHash('sha256').update(Body).digest('hex'));
    expect(object.ETag).toMatch(/-3"$/);
  });

  test('honours presigned URLs until they expire, and not when they are changed', async () => {
    const putUrl = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'signed/ü 1' }), { expiresIn: 60 });
    expect((await fetch(putUrl, { method: 'PUT', body: 'by link' })).status).toBe(200);
    const getUrl = await getSignedUrl(
      s3,
      new GetObjectCommand({ Bucket, Key: 'signed/ü 1', ResponseContentType: 'text/x' }),
      { expiresIn: 60 },
    );
    const answer = await fetch(getUrl);
    expect([await answer.text(), answer.headers.get('content-type')]).toEqual(['by link', 'text/x']);
    expect((await fetch(getUrl.replace('signed', 'range'))).status).toBe(403);
    const old = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'signed/ü 1' }), {
      expiresIn: 60,
      signingDate: new Date(Date.now() - 120_000),
    });
    expect(await (await fetch(old)).text()).toContain('Request has expired');
  });

  test('answers browsers by the bucket’s CORS rules', async () => {
    const url = `${cloud.endpointUrl}/${Bucket}/any`;
    const ask = (origin: string) =>
      fetch(url, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' },
      });
    const allowed = await ask('https://app.example');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(allowed.headers.get('access-control-max-age')).toBe('60');
    expect((await ask('https://evil.example')).status).toBe(403);
    const signed = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'no such key' }), { expiresIn: 60 });
    const missing = await fetch(signed, { headers: { origin: 'https://app.example' } });
    expect([missing.status, missing.headers.get('access-control-expose-headers')]).toEqual([404, 'ETag']);
  });

  test('refuses unsigned requests, unknown buckets and operations it does not do', async () => {
    expect((await fetch(`${cloud.endpointUrl}/${Bucket}/range`)).status).toBe(403);
    expect(await nameOf(s3.send(new GetObjectCommand({ Bucket: 'no-such-bucket', Key: 'x' })))).toBe('NoSuchBucket');
    const acl = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'range' }), { expiresIn: 60 });
    expect((await fetch(acl)).status).toBe(200);
    const { GetObjectAclCommand } = await import('@aws-sdk/client-s3');
    await expect(s3.send(new GetObjectAclCommand({ Bucket, Key: 'range' }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
  });
});
