import { once } from 'node:events';
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cloud, Failure } from '../../../local/cloud';
import { clientOptions, codeOf, lambdaRole, startTiny } from '../cloud/tiny-assembly';
import { zipOf } from '../support/zip-of';

const source = `
import { writeFileSync, appendFileSync } from 'node:fs';
let count = 0;
export const handler = async (event, context) => {
  count += 1;
  switch (event.do) {
    case 'echo': return event.value;
    case 'count': return count;
    case 'throw': throw Object.assign(new Error(event.message), { name: 'NotGood' });
    case 'hang': return new Promise(() => setInterval(() => {}, 1000));
    case 'exit': process.exit(3);
    case 'hog': { const all = []; for (;;) all.push(new Array(100000).fill(Math.random())); }
    case 'big': return 'x'.repeat(6.5e6);
    case 'hold': await new Promise((r) => setTimeout(r, event.ms)); return 'held';
    case 'remaining': return context.getRemainingTimeInMillis();
    case 'context': return { arn: context.invokedFunctionArn, memory: context.memoryLimitInMB, env: process.env.GREETING, region: process.env.AWS_REGION, handler: process.env._HANDLER };
    case 'fail-until': appendFileSync(event.file, 'x'); if (count < event.times) throw new Error('attempt ' + count); return 'ok';
    case 'fail': appendFileSync(event.file, 'x'); throw new Error('always');
  }
  if (event.Records) return { batchItemFailures: event.Records.filter((r) => r.body === 'bad').map((r) => ({ itemIdentifier: r.messageId })) };
};
`;

const common = source
  .replace('export const handler =', 'exports.handler =')
  .replace(/import .*\n/, "const { appendFileSync } = require('node:fs');\n");

const fn = (more: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: codeOf('esm'),
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Environment: { Variables: { GREETING: 'hi' } },
    ...more,
  },
});

const template = {
  Resources: {
    Dead: { Type: 'AWS::SQS::Queue' },
    Work: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: 1,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
      },
    },
    Role: lambdaRole(
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
      {
        Effect: 'Allow',
        Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        Resource: { 'Fn::GetAtt': ['Work', 'Arn'] },
      },
    ),
    Esm: fn({ Timeout: 1 }),
    Cjs: fn({ Code: codeOf('cjs'), MemorySize: 512 }),
    Small: fn({ MemorySize: 128, Timeout: 30 }),
    Lonely: fn({ ReservedConcurrentExecutions: 1 }),
    Fragile: fn({ DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } }),
    Inline: fn({ Code: { ZipFile: "exports.handler = async () => 'inline';" } }),
    Once: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: { Ref: 'Fragile' }, Qualifier: '$LATEST', MaximumRetryAttempts: 1 },
    },
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Esm' },
        EventSourceArn: { 'Fn::GetAtt': ['Work', 'Arn'] },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  },
  Outputs: Object.fromEntries(
    ['Esm', 'Cjs', 'Small', 'Lonely', 'Fragile', 'Inline', 'Dead', 'Work'].map((name) => [
      name,
      { Value: { Ref: name } },
    ]),
  ),
};

describe('Lambda', () => {
  let cloud: Cloud;
  let client: LambdaClient;
  let sqs: SQSClient;
  const failures: Failure[] = [];
  const events = new EventTarget();
  beforeAll(async () => {
    cloud = await startTiny(template, {
      assets: { esm: { 'index.mjs': source }, cjs: { 'index.js': common } },
      onFailure: (failure) => {
        failures.push(failure);
        events.dispatchEvent(new Event('failure'));
      },
    });
    client = new LambdaClient(clientOptions(cloud));
    sqs = new SQSClient(clientOptions(cloud));
  });
  afterAll(() => cloud?.stop());

  const invoke = async (name: string, payload: object, more: object = {}) => {
    const result = await client.send(
      new InvokeCommand({ FunctionName: cloud.outputs[name]!, Payload: Buffer.from(JSON.stringify(payload)), ...more }),
    );
    const text = Buffer.from(result.Payload ?? []).toString();
    return { error: result.FunctionError, status: result.StatusCode, value: text ? JSON.parse(text) : undefined };
  };

  test('runs ES modules, CommonJS bundles and inline code', async () => {
    expect((await invoke('Esm', { do: 'echo', value: { a: [1, 'ü'] } })).value).toEqual({ a: [1, 'ü'] });
    expect((await invoke('Cjs', { do: 'echo', value: 7 })).value).toBe(7);
    expect((await invoke('Inline', {})).value).toBe('inline');
  });

  test('gives the function its context and environment', async () => {
    expect((await invoke('Cjs', { do: 'context' })).value).toEqual({
      arn: `arn:aws:lambda:us-east-1:${cloud.accountId}:function:${cloud.outputs.Cjs}`,
      memory: '512',
      env: 'hi',
      region: 'us-east-1',
      handler: 'index.handler',
    });
    const remaining = (await invoke('Cjs', { do: 'remaining' })).value;
    expect(remaining).toBeGreaterThan(1_000);
    expect(remaining).toBeLessThanOrEqual(3_000);
  });

  test('keeps a sandbox for the next invocation', async () => {
    const first = (await invoke('Cjs', { do: 'count' })).value;
    expect((await invoke('Cjs', { do: 'count' })).value).toBe(first + 1);
  });

  test('hands a thrown error back with its name', async () => {
    const { error, value } = await invoke('Esm', { do: 'throw', message: 'no good' });
    expect([error, value.errorType, value.errorMessage]).toEqual(['Unhandled', 'NotGood', 'no good']);
    expect(value.trace[0]).toBe('NotGood: no good');
  });

  test('ends what runs out of time, exits or runs out of memory, and goes on with a new sandbox', async () => {
    const hung = await invoke('Esm', { do: 'hang' });
    expect(hung.value.errorType).toBe('Sandbox.Timedout');
    expect(hung.value.errorMessage).toMatch(/^RequestId: [\w-]{36} Error: Task timed out after 1\.00 seconds$/);
    expect((await invoke('Esm', { do: 'exit' })).value.errorType).toBe('Runtime.ExitError');
    const hog = await invoke('Small', { do: 'hog' });
    expect(hog.value.errorMessage).toMatch(/Runtime exited with error: signal: killed$/);
    expect((await invoke('Esm', { do: 'echo', value: 'still here' })).value).toBe('still here');
  });

  test('enforces the payload limits', async () => {
    expect((await invoke('Cjs', { do: 'big' })).value.errorType).toBe('Function.ResponseSizeTooLarge');
    const large = 'x'.repeat(6_300_000);
    await expect(invoke('Cjs', { do: 'echo', value: large })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
    });
    const medium = { do: 'echo', value: 'x'.repeat(1_100_000) };
    await expect(invoke('Cjs', medium, { InvocationType: 'Event' })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
    });
    expect((await invoke('Cjs', medium)).value).toHaveLength(1_100_000);
  });

  test('throttles beyond the reserved concurrency', async () => {
    const held = invoke('Lonely', { do: 'hold', ms: 300 });
    await new Promise((resolve) => setImmediate(resolve));
    const results = await Promise.all(
      [held, invoke('Lonely', { do: 'hold', ms: 300 })].map((one) => one.catch((error) => error.name)),
    );
    expect(results).toContain('TooManyRequestsException');
    expect(results.filter((result) => result !== 'TooManyRequestsException')).toHaveLength(1);
  });

  test('retries an asynchronous invocation, then sends its event to the dead-letter queue', async () => {
    const file = `/tmp/attempts-${process.pid}-${Date.now()}`;
    const failed = once(events as never, 'failure');
    expect((await invoke('Fragile', { do: 'fail', file }, { InvocationType: 'Event' })).status).toBe(202);
    await failed;
    const { readFileSync, rmSync } = await import('node:fs');
    expect(readFileSync(file, 'utf8')).toBe('xx');
    rmSync(file);
    expect(failures.at(-1)).toMatchObject({ service: 'lambda', resource: cloud.outputs.Fragile });
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: cloud.outputs.Dead!, WaitTimeSeconds: 5, MessageAttributeNames: ['All'] }),
    );
    expect(JSON.parse(Messages![0]!.Body!)).toEqual({ do: 'fail', file });
    expect(Messages![0]!.MessageAttributes!.ErrorMessage!.StringValue).toContain('always');
  });

  test('feeds a function from a queue, and keeps only what failed', async () => {
    const send = (MessageBody: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl: cloud.outputs.Work!, MessageBody }));
    await send('good');
    await send('bad');
    let body: string | undefined;
    while (body !== 'bad') {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: cloud.outputs.Dead!, WaitTimeSeconds: 5 }),
      );
      expect(Messages[0]?.Body).not.toBe('good');
      body = Messages[0]?.Body;
    }
  });

  test('describes functions, and names the one that does not exist', async () => {
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: cloud.outputs.Cjs! }));
    expect(Configuration).toMatchObject({ MemorySize: 512, Timeout: 3, State: 'Active' });
    const { Functions } = await client.send(new ListFunctionsCommand({}));
    expect(Functions!.length).toBeGreaterThanOrEqual(6);
    await expect(client.send(new InvokeCommand({ FunctionName: 'nobody' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: arn:aws:lambda:us-east-1:${cloud.accountId}:function:nobody`,
    });
  });

  test('takes a function from a zip archive', async () => {
    const Role = (await client.send(new GetFunctionCommand({ FunctionName: cloud.outputs.Cjs! }))).Configuration!.Role!;
    const ZipFile = zipOf({
      'main.js': "exports.run = async (e) => require('./lib/twice.js')(e.n);",
      'lib/twice.js': 'module.exports = (n) => n * 2;',
    });
    const made = {
      FunctionName: 'zipped',
      Runtime: 'nodejs22.x',
      Handler: 'main.run',
      Role,
      Code: { ZipFile },
    } as const;
    await client.send(new CreateFunctionCommand(made));
    const { Payload } = await client.send(
      new InvokeCommand({ FunctionName: 'zipped', Payload: Buffer.from('{"n":21}') }),
    );
    expect(Buffer.from(Payload!).toString()).toBe('42');
    await expect(client.send(new CreateFunctionCommand(made))).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
  });
});
