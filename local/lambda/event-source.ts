import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudContext, Principal } from '../contract';

export interface EventSource {
  uuid: string;
  functionArn: string;
  queueArn: string;
  batchSize: number;
  windowSeconds: number;
  reportsFailures: boolean;
  concurrency: number;
}

/** Polls an SQS queue as the function's role and hands batches to the function, as an event source mapping does. */
export class QueuePoller {
  private readonly stopping = new AbortController();
  private readonly loops: Promise<void>[] = [];

  constructor(
    private readonly context: CloudContext,
    private readonly source: EventSource,
    private readonly role: Principal,
  ) {}

  start(): void {
    for (let i = 0; i < this.source.concurrency; i++) this.loops.push(this.poll());
  }

  /** Does not wait for a long poll that is under way: the queue service ends it. */
  stop(): void {
    this.stopping.abort();
  }

  private get queueUrl(): string {
    const [, , , , account, name] = this.source.queueArn.split(':');
    return `${this.context.endpointUrl}/${account}/${name}`;
  }

  private async poll(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        const messages = await this.receive();
        if (messages.length > 0 && !this.stopping.signal.aborted) await this.handOver(messages);
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.context.log('lambda', `event source ${this.source.queueArn}: ${(error as Error).message}`);
        await sleep(1_000, undefined, { signal: this.stopping.signal, ref: false }).catch(() => undefined);
      }
    }
  }

  private async receive(): Promise<any[]> {
    const { batchSize, windowSeconds } = this.source;
    const messages: any[] = [];
    const deadline = Date.now() + windowSeconds * 1000;
    do {
      const left = Math.ceil((deadline - Date.now()) / 1000);
      const { Messages = [] } = await this.context.call(this.role, 'sqs', 'ReceiveMessage', {
        QueueUrl: this.queueUrl,
        MaxNumberOfMessages: Math.min(10, batchSize - messages.length),
        WaitTimeSeconds: messages.length === 0 ? 20 : Math.max(0, Math.min(20, left)),
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      messages.push(...Messages);
      if (Messages.length === 0) break;
    } while (messages.length < batchSize && Date.now() < deadline);
    return messages;
  }

  private async handOver(messages: any[]): Promise<void> {
    const Records = messages.map((message) => ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes ?? {},
      messageAttributes: lowerAttributes(message.MessageAttributes),
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: this.source.queueArn,
      awsRegion: this.context.region,
    }));
    const { Payload, FunctionError } = await this.context.call({ kind: 'root' }, 'lambda', 'Invoke', {
      FunctionName: this.source.functionArn,
      Payload: JSON.stringify({ Records }),
    });
    // why: left alone, the messages come back when their visibility timeout is over, and move on to the dead-letter queue.
    if (FunctionError) return;
    const failed = this.source.reportsFailures ? failedIds(String(Payload), messages) : new Set<string>();
    const done = messages.filter((message) => !failed.has(message.MessageId));
    for (let at = 0; at < done.length; at += 10) {
      const Entries = done
        .slice(at, at + 10)
        .map((message, Id) => ({ Id: String(Id), ReceiptHandle: message.ReceiptHandle }));
      await this.context.call(this.role, 'sqs', 'DeleteMessageBatch', { QueueUrl: this.queueUrl, Entries });
    }
  }
}

function lowerAttributes(attributes: Record<string, any> = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { dataType: DataType, stringValue: StringValue, binaryValue: BinaryValue },
    ]),
  );
}

/** A malformed partial response fails the whole batch, as on AWS. */
function failedIds(payload: string, messages: any[]): Set<string> {
  const response = JSON.parse(payload);
  const failures: { itemIdentifier?: string }[] = response?.batchItemFailures ?? [];
  const known = new Set<string>(messages.map((message) => message.MessageId));
  if (failures.some(({ itemIdentifier }) => !itemIdentifier || !known.has(itemIdentifier))) return known;
  return new Set(failures.map(({ itemIdentifier }) => itemIdentifier!));
}
