import type { CloudContext } from '../contract';
import { compilePattern } from '../events/pattern';
import type { Subscription, Topic } from './topics';

export interface Notification {
  messageId: string;
  message: string;
  subject?: string;
  structure?: string;
  attributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
}

/** Brings a notification to every subscription whose filter lets it through; one that fails does not keep the others from it. */
export async function deliver(
  context: CloudContext,
  topic: Topic,
  subscriptions: readonly Subscription[],
  notification: Notification,
): Promise<void> {
  const accepted = subscriptions.filter((subscription) => passes(subscription, notification));
  const outcomes = await Promise.allSettled(
    accepted.map((subscription) => send(context, topic, subscription, notification)),
  );
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue;
    const { endpoint, deadLetterArn } = accepted[index]!;
    context.log('sns', `${topic.arn}: not delivered to ${endpoint}: ${(outcome.reason as Error).message}`);
    if (deadLetterArn)
      await toQueue(context, topic, deadLetterArn, envelope(context, topic, accepted[index]!, notification));
  }
}

async function send(
  context: CloudContext,
  topic: Topic,
  subscription: Subscription,
  notification: Notification,
): Promise<void> {
  const { protocol, endpoint, rawMessageDelivery } = subscription;
  const wrapped = envelope(context, topic, subscription, notification);
  if (protocol === 'lambda') {
    const record = {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: subscription.arn,
      Sns: lambdaShape(wrapped),
    };
    await context.invokeFunctionAsync('sns.amazonaws.com', topic.arn, endpoint, JSON.stringify({ Records: [record] }));
  } else if (protocol === 'sqs') {
    const attributes = rawMessageDelivery ? notification.attributes : undefined;
    await toQueue(context, topic, endpoint, rawMessageDelivery ? wrapped.Message : wrapped, attributes);
  } else {
    context.log(
      'sns',
      `${topic.name} → ${protocol} ${endpoint}: ${notification.subject ?? ''} ${notification.message}`,
    );
  }
}

async function toQueue(
  context: CloudContext,
  topic: Topic,
  queueArn: string,
  content: string | object,
  attributes?: Notification['attributes'],
): Promise<void> {
  const [account, name] = queueArn.split(':').slice(4);
  await context.call({ kind: 'service', service: 'sns.amazonaws.com', sourceArn: topic.arn }, 'sqs', 'SendMessage', {
    QueueUrl: `${context.endpointUrl}/${account}/${name}`,
    MessageBody: typeof content === 'string' ? content : JSON.stringify(content),
    ...(attributes && Object.keys(attributes).length > 0 ? { MessageAttributes: attributes } : {}),
  });
}

function envelope(context: CloudContext, topic: Topic, subscription: Subscription, notification: Notification) {
  const { messageId, subject, attributes } = notification;
  return {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topic.arn,
    ...(subject ? { Subject: subject } : {}),
    Message: messageFor(subscription.protocol, notification),
    Timestamp: new Date(context.now()).toISOString(),
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
    SigningCertURL: 'EXAMPLE',
    UnsubscribeURL: 'EXAMPLE',
    ...(Object.keys(attributes).length > 0
      ? {
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
              name,
              { Type: DataType, Value: StringValue ?? BinaryValue },
            ]),
          ),
        }
      : {}),
  };
}

/** Lambda's event spells two names in its own way and always has attributes and subject. */
function lambdaShape({ SigningCertURL, UnsubscribeURL, ...rest }: ReturnType<typeof envelope>) {
  return {
    Subject: null,
    MessageAttributes: {},
    ...rest,
    SigningCertUrl: SigningCertURL,
    UnsubscribeUrl: UnsubscribeURL,
  };
}

function messageFor(protocol: string, { message, structure }: Notification): string {
  if (structure !== 'json') return message;
  const variants = JSON.parse(message) as Record<string, string>;
  return variants[protocol] ?? variants.default!;
}

function passes({ filterPolicy, filterPolicyScope }: Subscription, notification: Notification): boolean {
  if (!filterPolicy) return true;
  const matches = compilePattern(filterPolicy);
  if (filterPolicyScope !== 'MessageBody') return matches(attributeValues(notification.attributes));
  try {
    return matches(JSON.parse(notification.message));
  } catch {
    return false;
  }
}

function attributeValues(attributes: Notification['attributes']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue }]) => {
      if (DataType === 'Number') return [name, Number(StringValue)];
      if (DataType === 'String.Array') return [name, JSON.parse(StringValue ?? '[]')];
      return [name, StringValue];
    }),
  );
}
