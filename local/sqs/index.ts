import { randomUUID } from 'node:crypto';
import { type CloudContext, type CloudService, type Principal, ServiceError } from '../contract';
import type { KmsService } from '../kms/index';
import { answerOperations } from '../storage/operations';
import { attributesMd5, type Message, md5, messageSize } from './message';
import type { Queue, QueueSettings } from './queue';
import { Queues } from './queues';
import { queueResources } from './resources';

const missingQueue = () => new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
const invalid = (message: string) => new ServiceError('InvalidParameterValue', message);

const settable: Record<string, (value: string) => Partial<QueueSettings>> = {
  VisibilityTimeout: (value) => ({ visibilityTimeout: Number(value) }),
  DelaySeconds: (value) => ({ delaySeconds: Number(value) }),
  MessageRetentionPeriod: (value) => ({ retentionSeconds: Number(value) }),
  MaximumMessageSize: (value) => ({ maximumMessageSize: Number(value) }),
  ReceiveMessageWaitTimeSeconds: (value) => ({ waitSeconds: Number(value) }),
  Policy: (value) => ({ policy: value ? JSON.parse(value) : undefined }),
  RedrivePolicy: (value) => ({ redrive: value ? redriveOf(JSON.parse(value)) : undefined }),
  KmsMasterKeyId: (value) => ({ kmsKey: value || undefined }),
  SqsManagedSseEnabled: (value) => ({ sqsManagedSse: value === 'true' }),
};

const redriveOf = (policy: any) => ({
  deadLetterTargetArn: String(policy.deadLetterTargetArn),
  maxReceiveCount: Number(policy.maxReceiveCount),
});

/** SQS: standard queues. */
export function createSqsService(context: CloudContext): CloudService {
  const queues = new Queues(context);
  const stopping = new AbortController();

  function queueOf(input: any, principal: Principal, action: string): Queue {
    const queue = queues.find(String(input.QueueUrl ?? ''));
    const arn =
      queue?.settings.arn ??
      queues.arnOf(
        String(input.QueueUrl ?? '')
          .split('/')
          .at(-1)!,
      );
    context.authorize(principal, `sqs:${action}`, arn);
    context.meter('sqs', 'Requests', 1);
    if (!queue) throw missingQueue();
    return queue;
  }

  function useKey(queue: Queue, principal: Principal, ...actions: string[]): void {
    const { kmsKey } = queue.settings;
    if (!kmsKey) return;
    const kms = context.service<KmsService>('kms');
    for (const action of actions) kms.authorizeUse(principal, kmsKey, action, 'sqs');
  }

  function send(queue: Queue, entry: any, principal: Principal) {
    const body: string = entry.MessageBody ?? '';
    const { maximumMessageSize, delaySeconds } = queue.settings;
    if (body === '') throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
    if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(body)) {
      throw new ServiceError('InvalidMessageContents', 'Invalid characters found.');
    }
    if (messageSize(body, entry.MessageAttributes) > maximumMessageSize) {
      throw invalid(
        `One or more parameters are invalid. Reason: Message must be shorter than ${maximumMessageSize} bytes.`,
      );
    }
    const delay = Number(entry.DelaySeconds ?? delaySeconds);
    if (!(delay >= 0 && delay <= 900)) throw invalid(`Value ${delay} for parameter DelaySeconds is invalid.`);
    const trace: string | undefined = entry.MessageSystemAttributes?.AWSTraceHeader?.StringValue;
    const now = context.now();
    const message: Message = {
      id: randomUUID(),
      body,
      attributes: entry.MessageAttributes,
      system: trace ? { AWSTraceHeader: trace } : undefined,
      senderId: senderOf(principal, context.accountId),
      sentAt: now,
      visibleAt: now + delay * 1000,
      receiveCount: 0,
    };
    queue.send(message);
    return {
      MessageId: message.id,
      MD5OfMessageBody: md5(body),
      MD5OfMessageAttributes: attributesMd5(entry.MessageAttributes),
    };
  }

  function remove(queue: Queue, receipt: unknown): void {
    if (!queue.delete(String(receipt))) {
      throw new ServiceError(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${receipt}" is not a valid receipt handle.`,
      );
    }
  }

  function changeVisibility(queue: Queue, entry: any): void {
    const seconds = Number(entry.VisibilityTimeout);
    if (!(seconds >= 0 && seconds <= 43_200)) {
      throw invalid(`Value ${entry.VisibilityTimeout} for parameter VisibilityTimeout is invalid.`);
    }
    const outcome = queue.changeVisibility(String(entry.ReceiptHandle), seconds);
    if (outcome === 'unknown handle') {
      throw new ServiceError(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${entry.ReceiptHandle}" is not a valid receipt handle.`,
      );
    }
    if (outcome === 'not in flight') {
      throw new ServiceError('MessageNotInflight', 'The specified message is not in flight.');
    }
  }

  /** Each entry on its own; one bad entry does not fail the rest. */
  function batch(kind: string, input: any, perform: (entry: any) => Record<string, unknown>) {
    const entries: any[] = input.Entries ?? [];
    if (entries.length === 0) {
      throw new ServiceError('EmptyBatchRequest', `There should be at least one ${kind}RequestEntry in the request.`);
    }
    if (entries.length > 10) {
      throw new ServiceError(
        'TooManyEntriesInBatchRequest',
        `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
      );
    }
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
      throw new ServiceError('BatchEntryIdsNotDistinct', 'Id repeated.');
    }
    const Successful: Record<string, unknown>[] = [];
    const Failed: Record<string, unknown>[] = [];
    for (const entry of entries) {
      try {
        Successful.push({ Id: entry.Id, ...perform(entry) });
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    return { Successful, Failed };
  }

  function received(message: Message, input: any) {
    const all: Record<string, string> = {
      SenderId: message.senderId,
      SentTimestamp: String(message.sentAt),
      ApproximateReceiveCount: String(message.receiveCount),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      ...message.system,
    };
    const systemNames: string[] = input.MessageSystemAttributeNames ?? input.AttributeNames ?? [];
    const system = Object.entries(all).filter(([name]) => systemNames.includes('All') || systemNames.includes(name));
    const names: string[] = input.MessageAttributeNames ?? [];
    const chosen = Object.entries(message.attributes ?? {}).filter(([name]) =>
      names.some(
        (wanted) =>
          wanted === 'All' ||
          wanted === '.*' ||
          wanted === name ||
          (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -1))),
      ),
    );
    return {
      MessageId: message.id,
      ReceiptHandle: message.receipt,
      Body: message.body,
      MD5OfBody: md5(message.body),
      Attributes: system.length > 0 ? Object.fromEntries(system) : undefined,
      MessageAttributes: chosen.length > 0 ? Object.fromEntries(chosen) : undefined,
      MD5OfMessageAttributes: attributesMd5(Object.fromEntries(chosen)),
    };
  }

  function attributesOf(queue: Queue): Record<string, string> {
    const { settings } = queue;
    const { visible, inFlight, delayed } = queue.counts();
    const values: Record<string, unknown> = {
      QueueArn: settings.arn,
      ApproximateNumberOfMessages: visible,
      ApproximateNumberOfMessagesNotVisible: inFlight,
      ApproximateNumberOfMessagesDelayed: delayed,
      CreatedTimestamp: Math.floor(settings.createdAt / 1000),
      LastModifiedTimestamp: Math.floor(settings.modifiedAt / 1000),
      VisibilityTimeout: settings.visibilityTimeout,
      MaximumMessageSize: settings.maximumMessageSize,
      MessageRetentionPeriod: settings.retentionSeconds,
      DelaySeconds: settings.delaySeconds,
      ReceiveMessageWaitTimeSeconds: settings.waitSeconds,
      Policy: settings.policy && JSON.stringify(settings.policy),
      RedrivePolicy: settings.redrive && JSON.stringify(settings.redrive),
      KmsMasterKeyId: settings.kmsKey,
      SqsManagedSseEnabled: settings.sqsManagedSse,
    };
    return Object.fromEntries(
      Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, String(value)]),
    );
  }

  function changes(attributes: Record<string, string> = {}): Partial<QueueSettings> {
    return Object.entries(attributes).reduce((all, [name, value]) => {
      const change = Object.hasOwn(settable, name) ? settable[name] : undefined;
      if (!change) throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`);
      return Object.assign(all, change(value));
    }, {});
  }

  const defaults = {
    visibilityTimeout: 30,
    delaySeconds: 0,
    retentionSeconds: 345_600,
    maximumMessageSize: 1_048_576,
    waitSeconds: 0,
    sqsManagedSse: true,
  };

  const answer = answerOperations('SQS', {
    CreateQueue(input, { principal }) {
      const name = String(input.QueueName ?? '');
      context.authorize(principal, 'sqs:CreateQueue', queues.arnOf(name));
      if (name.endsWith('.fifo') || input.Attributes?.FifoQueue === 'true') {
        throw new ServiceError('UnsupportedOperation', 'The embedded cloud has standard queues only.');
      }
      if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
        throw invalid('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
      }
      if (!queues.find(name)) queues.stand(name, { ...defaults, ...changes(input.Attributes) });
      return { QueueUrl: queues.urlOf(name) };
    },
    DeleteQueue(input, { principal }) {
      queues.remove(queueOf(input, principal, 'DeleteQueue'));
      return {};
    },
    ListQueues(input, { principal }) {
      context.authorize(principal, 'sqs:ListQueues', queues.arnOf('*'));
      const names = queues.all().map(({ settings }) => settings.name);
      return {
        QueueUrls: names
          .filter((name) => name.startsWith(input.QueueNamePrefix ?? ''))
          .map((name) => queues.urlOf(name)),
      };
    },
    GetQueueUrl(input, { principal }) {
      const queue = queueOf({ QueueUrl: input.QueueName }, principal, 'GetQueueUrl');
      return { QueueUrl: queues.urlOf(queue.settings.name) };
    },
    GetQueueAttributes(input, { principal }) {
      const all = attributesOf(queueOf(input, principal, 'GetQueueAttributes'));
      const names: string[] = input.AttributeNames ?? [];
      if (names.includes('All')) return { Attributes: all };
      return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))) };
    },
    SetQueueAttributes(input, { principal }) {
      const queue = queueOf(input, principal, 'SetQueueAttributes');
      queues.change(queue, changes(input.Attributes));
      return {};
    },
    SendMessage(input, { principal }) {
      const queue = queueOf(input, principal, 'SendMessage');
      useKey(queue, principal, 'kms:GenerateDataKey', 'kms:Decrypt');
      return send(queue, input, principal);
    },
    SendMessageBatch(input, { principal }) {
      const queue = queueOf(input, principal, 'SendMessage');
      useKey(queue, principal, 'kms:GenerateDataKey', 'kms:Decrypt');
      const entries: any[] = input.Entries ?? [];
      const size = entries.reduce(
        (sum, entry) => sum + messageSize(entry.MessageBody ?? '', entry.MessageAttributes),
        0,
      );
      if (size > 1_048_576) {
        throw new ServiceError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than 1048576 bytes. You have sent ${size} bytes.`,
        );
      }
      return batch('SendMessageBatch', input, (entry) => send(queue, entry, principal));
    },
    async ReceiveMessage(input, { principal }) {
      const queue = queueOf(input, principal, 'ReceiveMessage');
      useKey(queue, principal, 'kms:Decrypt');
      const limit = Number(input.MaxNumberOfMessages ?? 1);
      if (!(limit >= 1 && limit <= 10)) {
        throw invalid(
          `Value ${limit} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
        );
      }
      const wait = Number(input.WaitTimeSeconds ?? queue.settings.waitSeconds);
      if (!(wait >= 0 && wait <= 20)) {
        throw invalid(
          `Value ${wait} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.`,
        );
      }
      const visibility = Number(input.VisibilityTimeout ?? queue.settings.visibilityTimeout);
      const messages = await queue.receive(limit, visibility, wait, stopping.signal);
      return messages.length > 0 ? { Messages: messages.map((message) => received(message, input)) } : {};
    },
    DeleteMessage(input, { principal }) {
      remove(queueOf(input, principal, 'DeleteMessage'), input.ReceiptHandle);
      return {};
    },
    DeleteMessageBatch(input, { principal }) {
      const queue = queueOf(input, principal, 'DeleteMessage');
      return batch('DeleteMessageBatch', input, (entry) => {
        remove(queue, entry.ReceiptHandle);
        return {};
      });
    },
    ChangeMessageVisibility(input, { principal }) {
      changeVisibility(queueOf(input, principal, 'ChangeMessageVisibility'), input);
      return {};
    },
    ChangeMessageVisibilityBatch(input, { principal }) {
      const queue = queueOf(input, principal, 'ChangeMessageVisibility');
      return batch('ChangeMessageVisibilityBatch', input, (entry) => {
        changeVisibility(queue, entry);
        return {};
      });
    },
    PurgeQueue(input, { principal }) {
      queueOf(input, principal, 'PurgeQueue').purge();
      return {};
    },
  });

  return {
    name: 'sqs',
    signingNames: ['sqs'],
    handle: answer,
    resources: queueResources(queues),
    resourcePolicy: (arn) => (arn.startsWith('arn:aws:sqs:') ? queues.find(arn)?.settings.policy : undefined),
    async stop() {
      stopping.abort();
      queues.close();
    },
  };
}

function senderOf(principal: Principal, accountId: string): string {
  if (principal.kind === 'role') return `${principal.roleArn.split('/').at(-1)}:${principal.sessionName}`;
  return principal.kind === 'service' ? principal.service : accountId;
}
