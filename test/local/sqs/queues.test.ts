import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../../local/cloud';
import { clientOptions, temporaryFolder, writeAssembly } from '../cloud/tiny-assembly';

const template = {
  Resources: {
    Dead: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1_209_600 } },
    Work: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: 60,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
      },
    },
  },
  Outputs: { Work: { Value: { Ref: 'Work' } }, Dead: { Value: { Ref: 'Dead' } } },
};

describe('SQS', () => {
  const dataDir = temporaryFolder();
  const assemblyDir = writeAssembly(template);
  let cloud: Cloud;
  let sqs: SQSClient;
  const start = async () => {
    cloud = await startCloud({ assemblyDir, dataDir });
    sqs = new SQSClient(clientOptions(cloud));
  };
  const stop = async () => {
    sqs.destroy();
    await cloud.stop();
  };
  beforeAll(start);
  afterAll(stop);

  const newQueue = async (name: string) => (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl!;
  const receive = async (QueueUrl: string, more = {}): Promise<Message[]> =>
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ?? [];

  test('send, receive with attributes, delete', async () => {
    const QueueUrl = await newQueue('plain');
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'letter' },
      raw: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) },
    };
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'héllo', MessageAttributes }));
    const [message] = await receive(QueueUrl, { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'héllo',
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    });
    expect(message!.MessageAttributes?.kind?.StringValue).toBe('letter');
    expect(Buffer.from(message!.MessageAttributes!.raw!.BinaryValue!)).toEqual(Buffer.from([1, 2]));
    expect(message!.Attributes?.ApproximateReceiveCount).toBe('1');
    expect(await receive(QueueUrl)).toEqual([]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message!.ReceiptHandle }));
    const counts = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(counts.Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
  });

  test('a long poll ends when a message comes', async () => {
    const QueueUrl = await newQueue('poll');
    const polled = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now' }));
    expect((await polled).map(({ Body }) => Body)).toEqual(['now']);
  });

  test('a message made visible again comes back, and wakes a waiting receiver', async () => {
    const QueueUrl = await newQueue('visible');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'again' }));
    const [first] = await receive(QueueUrl);
    const polled = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: first!.ReceiptHandle, VisibilityTimeout: 0 }),
    );
    const [second] = await polled;
    expect(second!.MessageId).toBe(first!.MessageId);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first!.ReceiptHandle }));
    expect(
      (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes,
    ).toMatchObject({
      ApproximateNumberOfMessagesNotVisible: '1',
    });
  });

  test('after its receives are used up a message lies in the dead-letter queue', async () => {
    const QueueUrl = cloud.outputs.Work!;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
    for (const _ of [1, 2]) expect(await receive(QueueUrl, { VisibilityTimeout: 0 })).toHaveLength(1);
    expect(await receive(QueueUrl)).toEqual([]);
    const [dead] = await receive(cloud.outputs.Dead!, { MessageSystemAttributeNames: ['All'] });
    expect(dead).toMatchObject({ Body: 'poison' });
    expect(dead!.Attributes?.DeadLetterQueueSourceArn).toMatch(/:Tiny-Work-/);
  });

  test('a batch fails entry by entry', async () => {
    const QueueUrl = await newQueue('batch');
    const sent = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', MessageBody: 'a' },
          { Id: 'bad', MessageBody: 'b', DelaySeconds: 5_000 },
        ],
      }),
    );
    expect(sent.Successful!.map(({ Id }) => Id)).toEqual(['good']);
    expect(sent.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidParameterValue', SenderFault: true }]);
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await receive(QueueUrl)).toEqual([]);
  });

  test('refusals have SQS’s names', async () => {
    const QueueUrl = await newQueue('strict');
    const refused = (command: Promise<unknown>) => command.then(() => 'accepted').catch((error: Error) => error.name);
    expect(await refused(sqs.send(new GetQueueUrlCommand({ QueueName: 'nowhere' })))).toBe('QueueDoesNotExist');
    expect(await refused(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(1_048_577) })))).toBe(
      'InvalidParameterValue',
    );
    expect(await refused(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '\u0001' })))).toBe(
      'InvalidMessageContents',
    );
    expect(await refused(sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'junk' })))).toBe(
      'ReceiptHandleIsInvalid',
    );
    expect(await refused(sqs.send(new CreateQueueCommand({ QueueName: 'a.fifo' })))).toBe('UnsupportedOperation');
  });

  test('messages outlive the cloud', async () => {
    const QueueUrl = await newQueue('durable');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'kept' }));
    await stop();
    await start();
    const [message] = await receive(await newQueue('durable'));
    expect(message?.Body).toBe('kept');
  });
});
