import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';

type Handler = (event: CloudFormationCustomResourceEvent, context: Context) => Promise<void>;

/** One server for all ends: CodeBuild's API at `/`, CloudFormation's presigned URL at `/answer`, S3 under `/drop/`. */
let server: Server;
let url: string;
let calls: { operation: string; input: any }[];
let answers: any[];
let statuses: string[];
let buildModelImage: Handler;
let putJobDefinition: Handler;

async function bodyOf(request: IncomingMessage): Promise<any> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? undefined : JSON.parse(text);
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const input = await bodyOf(request);
    if (request.url === '/answer') {
      answers.push({ method: request.method, contentType: request.headers['content-type'], ...input });
      response.end();
      return;
    }
    if (request.url?.startsWith('/drop/')) {
      calls.push({ operation: `${request.method} ${request.url.split('?')[0]}`, input });
      response.end();
      return;
    }
    const operation = String(request.headers['x-amz-target']).split('.')[1]!;
    calls.push({ operation, input });
    const build = { id: 'p:1', buildStatus: statuses.shift(), logs: { deepLink: 'https://logs/1' } };
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify(operation === 'StartBuild' ? { build } : { builds: [build] }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    PROJECT_NAME: 'model-images',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    INPUT_BUCKET: 'drop',
    AWS_ENDPOINT_URL_CODEBUILD: url,
    AWS_ENDPOINT_URL_S3: url,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  ({ handler: buildModelImage } = await import('../../lambdas/build-model-image/handler'));
  ({ handler: putJobDefinition } = await import('../../lambdas/put-job-definition/handler'));
});

afterAll(() => new Promise((closed) => server.close(closed)));

beforeEach(() => {
  calls = [];
  answers = [];
  statuses = [];
});

const tag = 'a'.repeat(64);
const uri = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/models:${tag}`;

const request = (RequestType: 'Create' | 'Update' | 'Delete', properties: object = { ImageUri: uri, ImageTag: tag }) =>
  ({
    RequestType,
    ...(RequestType === 'Create' ? {} : { PhysicalResourceId: 'models:old' }),
    ResponseURL: `${url}/answer`,
    StackId: 'stack',
    RequestId: '0b2c7d3e-1111-2222-3333-444455556666',
    LogicalResourceId: 'Image',
    ResourceProperties: { ServiceToken: 'token', ...properties },
  }) as unknown as CloudFormationCustomResourceEvent;

const context = (milliseconds = 60_000) =>
  ({ functionName: 'build', getRemainingTimeInMillis: () => milliseconds }) as unknown as Context;

describe('build-model-image', () => {
  test('builds, waits, and answers with the image that stands', async () => {
    statuses = ['IN_PROGRESS', 'SUCCEEDED'];
    await buildModelImage(request('Create'), context());
    expect(calls.map(({ operation }) => operation)).toEqual(['StartBuild', 'BatchGetBuilds']);
    expect(calls[0]!.input.projectName).toBe('model-images');
    expect(calls[0]!.input.idempotencyToken.length).toBeLessThanOrEqual(64);
    expect(calls[1]!.input).toEqual({ ids: ['p:1'] });
    expect(answers).toEqual([
      expect.objectContaining({
        method: 'PUT',
        Status: 'SUCCESS',
        PhysicalResourceId: uri,
        Data: { ImageUri: uri },
        StackId: 'stack',
        LogicalResourceId: 'Image',
      }),
    ]);
    expect(answers[0].contentType ?? '').toBe('');
  });

  test('answers a failed build with its log, so that the stack rolls back at once', async () => {
    statuses = ['FAILED'];
    await buildModelImage(request('Update'), context());
    expect(answers).toEqual([
      expect.objectContaining({
        Status: 'FAILED',
        PhysicalResourceId: 'models:old',
        Reason: 'The build of the model image is FAILED; its log: https://logs/1',
      }),
    ]);
  });

  test('answers before its own time is over', async () => {
    statuses = ['IN_PROGRESS'];
    await buildModelImage(request('Create'), context(15_000));
    expect(calls).toHaveLength(1);
    expect(answers[0]).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('IN_PROGRESS') });
  });

  test('leaves images alone when the stack forgets them', async () => {
    await buildModelImage(request('Delete'), context());
    expect(calls).toEqual([]);
    expect(answers[0]).toMatchObject({ Status: 'SUCCESS' });
  });

  test('answers properties it cannot read too', async () => {
    await buildModelImage(request('Create', {}), context());
    expect(answers[0]).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'Image',
      Reason: expect.stringContaining('ImageUri'),
    });
  });
});

describe('put-job-definition', () => {
  const definition = { Name: 'night-cars', Definition: '{"LabelingJobName":"night-cars"}' };

  test('puts the definition where dropped ones lie', async () => {
    await putJobDefinition(request('Create', definition), context());
    expect(calls).toEqual([{ operation: 'PUT /drop/jobs/night-cars.json', input: { LabelingJobName: 'night-cars' } }]);
    expect(answers[0]).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'jobs/night-cars.json' });
  });

  test('takes it away with the stack', async () => {
    await putJobDefinition(request('Delete', definition), context());
    expect(calls).toEqual([{ operation: 'DELETE /drop/jobs/night-cars.json', input: undefined }]);
    expect(answers[0]).toMatchObject({ Status: 'SUCCESS' });
  });
});
