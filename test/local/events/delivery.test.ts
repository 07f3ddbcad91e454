import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cloud } from '../../../local/cloud';
import { clientOptions, codeOf, lambdaRole, startTiny } from '../cloud/tiny-assembly';

const queue = { Type: 'AWS::SQS::Queue', Properties: {} };
const admit = (name: string, service: string, condition?: Record<string, unknown>) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: name }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: service },
          Resource: { 'Fn::GetAtt': [name, 'Arn'] },
          ...(condition ? { Condition: condition } : {}),
        },
      ],
    },
  },
});
const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });

const template = {
  Resources: {
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'orders' } },
    Inbox: queue,
    InboxPolicy: admit('Inbox', 'events.amazonaws.com', { ArnEquals: { 'aws:SourceArn': arn('ToQueue') } }),
    Closed: queue,
    Dead: queue,
    DeadPolicy: admit('Dead', 'events.amazonaws.com'),
    ToQueue: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['shop'], detail: { total: [{ numeric: ['>', 10] }] } },
        Targets: [
          {
            Id: 'queue',
            Arn: arn('Inbox'),
            InputTransformer: { InputPathsMap: { total: '$.detail.total' }, InputTemplate: '{"sum": <total>}' },
          },
        ],
      },
    },
    ToClosed: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['closed'] },
        Targets: [{ Id: 'closed', Arn: arn('Closed'), DeadLetterConfig: { Arn: arn('Dead') } }],
      },
    },
    ToFunction: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.sagemaker', 'shop'] },
        Targets: [{ Id: 'function', Arn: arn('Forward') }],
      },
    },
    ForwardRole: lambdaRole({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn('Forwarded') }),
    Forwarded: queue,
    Forward: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: codeOf('forward'),
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: arn('ForwardRole'),
        Timeout: 10,
        Environment: { Variables: { QUEUE: { Ref: 'Forwarded' } } },
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: arn('Forward'),
        Principal: 'events.amazonaws.com',
        SourceArn: arn('ToFunction'),
      },
    },
  },
  Outputs: {
    Inbox: { Value: { Ref: 'Inbox' } },
    Closed: { Value: { Ref: 'Closed' } },
    ClosedArn: { Value: arn('Closed') },
    Dead: { Value: { Ref: 'Dead' } },
    Forwarded: { Value: { Ref: 'Forwarded' } },
  },
};

const forward = `
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
const sqs = new SQSClient({});
export const handler = async (event) => {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: JSON.stringify(event) }));
};
`;

describe('EventBridge through its API', () => {
  let cloud: Cloud;
  let events: EventBridgeClient;
  let sqs: SQSClient;
  beforeAll(async () => {
    cloud = await startTiny(template, { assets: { forward: { 'index.mjs': forward } } });
    events = new EventBridgeClient(clientOptions(cloud));
    sqs = new SQSClient(clientOptions(cloud));
  });
  afterAll(async () => {
    events.destroy();
    sqs.destroy();
    await cloud.stop();
  });

  const entry = (Source: string, detail: unknown, EventBusName?: string) => ({
    Source,
    DetailType: 'Order',
    Detail: JSON.stringify(detail),
    EventBusName,
  });
  async function next(name: string) {
    const QueueUrl = cloud.outputs[name]!;
    const got = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        WaitTimeSeconds: 10,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: 600,
      }),
    );
    return got.Messages?.[0];
  }

  test('a matching event on a custom bus reaches the queue, transformed', async () => {
    const put = await events.send(
      new PutEventsCommand({
        Entries: [entry('shop', { total: 5 }, 'orders'), entry('shop', { total: 50 }, 'orders')],
      }),
    );
    expect(put.FailedEntryCount).toBe(0);
    expect((await next('Inbox'))?.Body).toBe('{"sum": 50}');
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: cloud.outputs.Inbox!,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '1' });
  });

  test('a function gets the whole event', async () => {
    await events.send(new PutEventsCommand({ Entries: [entry('shop', { hello: 1 })] }));
    const event = JSON.parse((await next('Forwarded'))!.Body!);
    expect(event).toMatchObject({
      version: '0',
      source: 'shop',
      'detail-type': 'Order',
      detail: { hello: 1 },
      account: cloud.accountId,
    });
    expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  test('a target whose policy does not admit the rule: the event lies in the dead-letter queue with its reason', async () => {
    await events.send(new PutEventsCommand({ Entries: [entry('closed', { a: 1 })] }));
    const dead = await next('Dead');
    expect(JSON.parse(dead!.Body!).detail).toEqual({ a: 1 });
    expect(dead!.MessageAttributes?.TARGET_ARN?.StringValue).toBe(cloud.outputs.ClosedArn);
    expect(dead!.MessageAttributes?.ERROR_CODE?.StringValue).toBe('AccessDeniedException');
    expect(cloud.denials.at(-1)).toMatchObject({ action: 'sqs:SendMessage', resource: cloud.outputs.ClosedArn });
  });

  test('bad entries are refused one by one', async () => {
    const put = await events.send(
      new PutEventsCommand({
        Entries: [
          entry('aws.s3', {}),
          { ...entry('shop', {}), Detail: 'no json' },
          { ...entry('shop', {}), Detail: '[1]' },
          { ...entry('shop', {}), DetailType: undefined },
          entry('shop', {}, 'missing'),
          entry('nobody', {}),
        ],
      }),
    );
    expect(put.FailedEntryCount).toBe(5);
    expect(put.Entries!.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      'InvalidArgument',
      undefined,
    ]);
    expect(put.Entries![5]!.EventId).toBeTruthy();
  });

  test('a request over one megabyte is refused', async () => {
    const big = entry('shop', { text: 'x'.repeat(600_000) });
    await expect(events.send(new PutEventsCommand({ Entries: [big, big] }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('rules made through the API deliver; patterns can be tried and bad ones are refused', async () => {
    await events.send(new PutRuleCommand({ Name: 'made', EventPattern: '{"source":["made"]}' }));
    await events.send(
      new PutTargetsCommand({
        Rule: 'made',
        Targets: [{ Id: 'dead', Arn: cloud.outputs.ClosedArn!.replace(/Closed.*/, 'none'), Input: '"x"' }],
      }),
    );
    await expect(
      events.send(new PutRuleCommand({ Name: 'bad', EventPattern: '{"source":"x"}' })),
    ).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
    });
    const Event = JSON.stringify({ source: 'made' });
    expect(
      (await events.send(new TestEventPatternCommand({ EventPattern: '{"source":["made"]}', Event }))).Result,
    ).toBe(true);
    const failed = new Promise<string>((resolve) => cloud.on('failure', ({ reason }) => resolve(reason)));
    await events.send(new PutEventsCommand({ Entries: [entry('made', {})] }));
    expect(await failed).toContain('not delivered to');
  });
});
