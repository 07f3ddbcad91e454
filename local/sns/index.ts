import { randomUUID } from 'node:crypto';
import { declareProperties } from '../cloudformation/declare-properties';
import { type CloudContext, type CloudService, type Principal, ServiceError } from '../contract';
import { compilePattern } from '../events/pattern';
import type { KmsService } from '../kms/index';
import { answerOperations } from '../storage/operations';
import { stableId } from '../storage/stable-id';
import { deliver, type Notification } from './publish';
import { type Subscription, type Topic, Topics } from './topics';

const invalid = (message: string) => new ServiceError('InvalidParameter', `Invalid parameter: ${message}`);
const protocols = new Set(['lambda', 'sqs', 'email', 'email-json']);

/** SNS: standard topics; Lambda and SQS subscriptions are delivered, email is only recorded. */
export function createSnsService(context: CloudContext): CloudService {
  const topics = new Topics(context);

  function topicOf(principal: Principal, action: string, arn: unknown): Topic {
    context.authorize(principal, `sns:${action}`, String(arn));
    const topic = topics.get(String(arn));
    if (!topic) throw new ServiceError('NotFound', 'Topic does not exist', 404);
    return topic;
  }

  function subscribe(
    topicArn: string,
    protocol: string,
    endpoint: string,
    attributes: Record<string, any>,
    seed?: string,
  ): Subscription {
    if (!protocols.has(protocol)) throw invalid(`Protocol: the embedded cloud does not deliver by ${protocol}`);
    if (!endpoint) throw invalid('Endpoint');
    const filterPolicy =
      typeof attributes.FilterPolicy === 'string' ? JSON.parse(attributes.FilterPolicy) : attributes.FilterPolicy;
    if (filterPolicy && Object.keys(filterPolicy).length > 0) compilePattern(filterPolicy);
    const redrive =
      typeof attributes.RedrivePolicy === 'string' ? JSON.parse(attributes.RedrivePolicy) : attributes.RedrivePolicy;
    const same = topics
      .subscriptionsOf(topicArn)
      .find((other) => other.protocol === protocol && other.endpoint === endpoint);
    const id = seed ? stableId(seed, 32, '0123456789abcdef') : randomUUID();
    const subscription: Subscription = {
      arn: same?.arn ?? `${topicArn}:${id}`,
      topicArn,
      protocol,
      endpoint,
      filterPolicy: filterPolicy && Object.keys(filterPolicy).length > 0 ? filterPolicy : undefined,
      filterPolicyScope: attributes.FilterPolicyScope,
      rawMessageDelivery: String(attributes.RawMessageDelivery ?? 'false') === 'true',
      deadLetterArn: redrive?.deadLetterTargetArn,
    };
    topics.subscribe(subscription);
    return subscription;
  }

  async function publish(principal: Principal, input: any): Promise<{ MessageId: string }> {
    const topic = topicOf(principal, 'Publish', input.TopicArn ?? input.TargetArn);
    if (topic.kmsKey) {
      const kms = context.service<KmsService>('kms');
      for (const action of ['kms:GenerateDataKey', 'kms:Decrypt'])
        kms.authorizeUse(principal, topic.kmsKey, action, 'sns');
    }
    const message: string = input.Message ?? '';
    if (message === '') throw invalid('Empty message');
    if (Buffer.byteLength(message) > 262_144) throw invalid('Message too long');
    if (input.Subject !== undefined && !/^[^\p{Cc}]{1,100}$/u.test(input.Subject)) throw invalid('Subject');
    if (input.MessageStructure === 'json' && !hasDefault(message)) {
      throw invalid('Message Structure - No default entry in JSON message body');
    }
    const notification: Notification = {
      messageId: randomUUID(),
      message,
      subject: input.Subject,
      structure: input.MessageStructure,
      attributes: input.MessageAttributes ?? {},
    };
    context.meter('sns', 'Publishes', Math.max(1, Math.ceil(Buffer.byteLength(message) / 65_536)));
    await deliver(context, topic, topics.subscriptionsOf(topic.arn), notification);
    return { MessageId: notification.messageId };
  }

  const describe = (subscription: Subscription) => ({
    SubscriptionArn: subscription.arn,
    Owner: context.accountId,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: subscription.topicArn,
  });

  const handle = answerOperations(
    'SNS',
    {
      Publish: (input, { principal }) => publish(principal, input),
      async PublishBatch(input, { principal }) {
        const entries: any[] = input.PublishBatchRequestEntries ?? [];
        if (entries.length === 0)
          throw new ServiceError('EmptyBatchRequest', 'The batch request does not contain any entries.');
        if (entries.length > 10)
          throw new ServiceError('TooManyEntriesInBatchRequest', 'The batch request contains more than 10 entries.');
        const Successful: Record<string, unknown>[] = [];
        const Failed: Record<string, unknown>[] = [];
        for (const { Id, ...entry } of entries) {
          try {
            Successful.push({ Id, ...(await publish(principal, { ...entry, TopicArn: input.TopicArn })) });
          } catch (error) {
            if (!(error instanceof ServiceError) || error.code !== 'InvalidParameter') throw error;
            Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
          }
        }
        return { Successful, Failed };
      },
      CreateTopic(input, { principal }) {
        const arn = topics.arnOf(input.Name);
        context.authorize(principal, 'sns:CreateTopic', arn);
        if (!/^[A-Za-z0-9_-]{1,256}$/.test(input.Name ?? '')) throw invalid('Topic Name');
        const attributes = input.Attributes ?? {};
        if (!topics.get(arn)) {
          topics.put({
            arn,
            name: input.Name,
            displayName: attributes.DisplayName ?? '',
            kmsKey: attributes.KmsMasterKeyId,
            policy: attributes.Policy ? JSON.parse(attributes.Policy) : undefined,
          });
        }
        return { TopicArn: arn };
      },
      DeleteTopic(input, { principal }) {
        topics.delete(topicOf(principal, 'DeleteTopic', input.TopicArn).arn);
        return {};
      },
      ListTopics(_, { principal }) {
        context.authorize(principal, 'sns:ListTopics', topics.arnOf('*'));
        return { Topics: topics.all().map(({ arn }) => ({ TopicArn: arn })) };
      },
      GetTopicAttributes(input, { principal }) {
        const topic = topicOf(principal, 'GetTopicAttributes', input.TopicArn);
        const values: Record<string, string | undefined> = {
          TopicArn: topic.arn,
          Owner: context.accountId,
          DisplayName: topic.displayName,
          KmsMasterKeyId: topic.kmsKey,
          Policy: topic.policy && JSON.stringify(topic.policy),
          SubscriptionsConfirmed: String(topics.subscriptionsOf(topic.arn).length),
        };
        return { Attributes: new Map(Object.entries(values).filter(([, value]) => value !== undefined)) };
      },
      Subscribe(input, { principal }) {
        const topic = topicOf(principal, 'Subscribe', input.TopicArn);
        return { SubscriptionArn: subscribe(topic.arn, input.Protocol, input.Endpoint, input.Attributes ?? {}).arn };
      },
      Unsubscribe(input, { principal }) {
        const subscription = topics.subscription(String(input.SubscriptionArn));
        if (!subscription) throw new ServiceError('NotFound', 'Subscription does not exist', 404);
        context.authorize(principal, 'sns:Unsubscribe', subscription.topicArn);
        topics.unsubscribe(subscription.arn);
        return {};
      },
      ListSubscriptions(_, { principal }) {
        context.authorize(principal, 'sns:ListSubscriptions', topics.arnOf('*'));
        return { Subscriptions: topics.allSubscriptions().map(describe) };
      },
      ListSubscriptionsByTopic(input, { principal }) {
        const topic = topicOf(principal, 'ListSubscriptionsByTopic', input.TopicArn);
        return { Subscriptions: topics.subscriptionsOf(topic.arn).map(describe) };
      },
    },
    'InvalidAction',
  );

  const tags = { Tags: 'no tag-based access control here' };
  return {
    name: 'sns',
    signingNames: ['sns'],
    handle,
    resourcePolicy: (arn) => topics.get(arn)?.policy,
    resources: {
      'AWS::SNS::Topic': declareProperties(
        {
          served: ['TopicName', 'DisplayName', 'KmsMasterKeyId', 'Subscription', 'FifoTopic'],
          ignored: {
            ...tags,
            TracingConfig: 'there is no X-Ray here',
            SignatureVersion: 'messages are not signed here',
          },
        },
        async ({ properties, generatedName, logicalId }) => {
          if (properties.FifoTopic) throw new Error(`${logicalId}: the embedded cloud has standard topics only`);
          const name: string = properties.TopicName ?? generatedName ?? logicalId;
          const arn = topics.arnOf(name);
          topics.put({ arn, name, displayName: properties.DisplayName ?? '', kmsKey: properties.KmsMasterKeyId });
          for (const { Protocol, Endpoint } of properties.Subscription ?? []) {
            subscribe(arn, Protocol, Endpoint, {}, `${arn}/${Protocol}/${Endpoint}`);
          }
          return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
        },
      ),
      'AWS::SNS::Subscription': declareProperties(
        {
          served: [
            'TopicArn',
            'Protocol',
            'Endpoint',
            'FilterPolicy',
            'FilterPolicyScope',
            'RawMessageDelivery',
            'RedrivePolicy',
          ],
        },
        async ({ properties, logicalId }) => {
          const { TopicArn, Protocol, Endpoint } = properties;
          if (!topics.get(TopicArn)) throw new Error(`${logicalId}: no topic ${TopicArn}`);
          const subscription = subscribe(
            TopicArn,
            Protocol,
            Endpoint,
            properties,
            `${TopicArn}/${Protocol}/${Endpoint}`,
          );
          return { ref: subscription.arn, attributes: { Arn: subscription.arn } };
        },
      ),
      'AWS::SNS::TopicPolicy': declareProperties(
        { served: ['PolicyDocument', 'Topics'] },
        async ({ properties, generatedName, logicalId }) => {
          for (const arn of properties.Topics as string[]) {
            const topic = topics.get(arn);
            if (!topic) throw new Error(`${logicalId}: no topic ${arn}`);
            topics.put({ ...topic, policy: properties.PolicyDocument });
          }
          return { ref: generatedName ?? logicalId, attributes: {} };
        },
      ),
    },
    async stop() {
      topics.close();
    },
  };
}

function hasDefault(message: string): boolean {
  try {
    return typeof JSON.parse(message).default === 'string';
  } catch {
    return false;
  }
}
