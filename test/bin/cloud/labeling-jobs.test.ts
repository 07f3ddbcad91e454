import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { LabelingJobs } from '../../../bin/commands/cloud/labeling-jobs';
import type { StackOutputs } from '../../../bin/commands/cloud/stack';

let server: Server;
let jobs: LabelingJobs;
let requests: { headers: IncomingHttpHeaders; body: string }[];
let reply: { status: number; body: unknown };

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  jobs = new LabelingJobs({
    access: { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } },
    outputs: { ApiUrl: `http://127.0.0.1:${port}` } as StackOutputs,
    embedded: true,
  });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  requests = [];
});

describe('the labeling-job API through the SageMaker client', () => {
  test('is signed for API Gateway', async () => {
    reply = { status: 200, body: { LabelingJobName: 'j', LabelingJobStatus: 'InProgress' } };
    await jobs.find('j');
    expect(requests[0]!.headers.authorization).toMatch(/Credential=a\/\d{8}\/us-east-1\/execute-api\/aws4_request/);
    expect(requests[0]!.headers['x-amz-target']).toBe('SageMaker.DescribeLabelingJob');
  });

  test('carries our block beside the fields the SDK knows, there and back', async () => {
    reply = { status: 200, body: { LabelingJobArn: 'arn:job' } };
    await jobs.create({ LabelingJobName: 'j', LabelAttributeName: 'c', Plumbline: { Seed: 3 } });
    expect(JSON.parse(requests[0]!.body)).toEqual({
      LabelingJobName: 'j',
      LabelAttributeName: 'c',
      Plumbline: { Seed: 3 },
    });
    expect(requests[0]!.headers['content-length']).toBe(String(requests[0]!.body.length));

    reply = {
      status: 200,
      body: {
        LabelingJobName: 'j',
        LabelingJobStatus: 'InProgress',
        LabelCounters: {
          TotalLabeled: 3,
          HumanLabeled: 2,
          MachineLabeled: 1,
          FailedNonRetryableError: 0,
          Unlabeled: 4,
        },
        CreationTime: 1764590000.5,
        Plumbline: { stage: 'AwaitAnswers', round: 1 },
      },
    };
    expect(await jobs.find('j')).toMatchObject({
      counters: { total: 3, human: 2, machine: 1, failed: 0, unlabeled: 4 },
      createdAt: new Date(1764590000500),
      progress: { stage: 'AwaitAnswers', round: 1 },
    });
  });

  test('tells a job that is not there from other errors', async () => {
    reply = { status: 400, body: { __type: 'ResourceNotFound', Message: 'no job', message: 'no job' } };
    expect(await jobs.find('j')).toBeUndefined();
    reply = { status: 403, body: { __type: 'AccessDeniedException', Message: 'no', message: 'no' } };
    await expect(jobs.find('j')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
