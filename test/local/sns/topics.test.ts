import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cloud } from '../../../local/cloud';
import { clientOptions, startTiny } from '../cloud/tiny-assembly';

const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const subscription = (queue: string, more: Record<string, unknown> = {}) => ({
  Type: 'AWS::SNS::Subscription',
  Properties: { TopicArn: { Ref: 'News' }, Protocol: 'sqs', Endpoint: arn(queue), ...more },
});
const template = {
  Resources: {
    News: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'News' } },
    All: { Type: 'AWS::SQS::Queue', Properties: {} },
    Urgent: { Type: 'AWS::SQS::Queue', Properties: {} },
    Closed: { Type: 'AWS::SQS::Queue', Properties: {} },
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'All' }, { Ref: 'Urgent' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sqs:SendMessage',
              Principal: { Service: 'sns.amazonaws.com' },
              Resource: [arn('All'), arn('Urgent')],
              Condition: { ArnEquals: { 'aws:SourceArn': { Ref: 'News' } } },
            },
          ],
        },
      },
    },
    ToAll: subscription('All'),
    ToUrgent: subscription('Urgent', { RawMessageDelivery: true, FilterPolicy: { level: [{ numeric: ['>=', 3] }] } }),
    ToClosed: subscription('Closed'),
  },
  Outputs: { News: { Value: { Ref: 'News' } }, All: { Value: { Ref: 'All' } }, Urgent: { Value: { Ref: 'Urgent' } } },
};

describe('SNS', () => {
  let cloud: Cloud;
  let sns: SNSClient;
  let sqs: SQSClient;
  beforeAll(async () => {
    cloud = await startTiny(template);
    sns = new SNSClient(clientOptions(cloud));
    sqs = new SQSClient(clientOptions(cloud));
  });
  afterAll(async () => {
    sns.destroy();
    sqs.destroy();
    await cloud.stop();
  });

  const bodies = async (QueueUrl: string) =>
    (
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] })))
        .Messages ?? []
    ).map(({ Body, MessageAttributes }) => ({ Body: Body!, level: MessageAttributes?.level?.StringValue }));
  const publish = (Message: string, level: number) =>
    sns.send(
      new PublishCommand({
        TopicArn: cloud.outputs.News,
        Subject: 'About',
        Message,
        MessageAttributes: { level: { DataType: 'Number', StringValue: String(level) } },
      }),
    );

  test('every subscription gets what its filter lets through; one that is refused does not stop the others', async () => {
    const { MessageId } = await publish('calm', 1);
    await publish('fire', 3);
    const all = (await bodies(cloud.outputs.All!)).map(({ Body }) => JSON.parse(Body));
    expect(all.map(({ Message }) => Message)).toEqual(['calm', 'fire']);
    expect(all[0]).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn: cloud.outputs.News,
      Subject: 'About',
      MessageAttributes: { level: { Type: 'Number', Value: '1' } },
    });
    expect(await bodies(cloud.outputs.Urgent!)).toEqual([{ Body: 'fire', level: '3' }]);
    expect(cloud.denials.at(-1)).toMatchObject({ action: 'sqs:SendMessage', role: 'sns.amazonaws.com' });
  });

  test('attributes and subscriptions come as XML the SDK reads', async () => {
    const TopicArn = cloud.outputs.News;
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, DisplayName: 'News', SubscriptionsConfirmed: '3' });
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'a@example.com' }));
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions!.map(({ Protocol }) => Protocol).sort()).toEqual(['email', 'sqs', 'sqs', 'sqs']);
  });

  test('what cannot be published is refused', async () => {
    await expect(
      sns.send(new PublishCommand({ TopicArn: `${cloud.outputs.News}x`, Message: 'x' })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(publish('', 1)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const TopicArn = cloud.outputs.News;
    await expect(
      sns.send(new SubscribeCommand({ TopicArn, Protocol: 'https', Endpoint: 'https://x' })),
    ).rejects.toThrow(/does not deliver by https/);
  });
});
