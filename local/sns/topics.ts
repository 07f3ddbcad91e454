import { join } from 'node:path';
import type { CloudContext, PolicyDocument } from '../contract';
import { RecordStore } from '../storage/record-store';

export interface Topic {
  arn: string;
  name: string;
  displayName: string;
  kmsKey?: string;
  policy?: PolicyDocument;
}

export interface Subscription {
  arn: string;
  topicArn: string;
  protocol: string;
  endpoint: string;
  filterPolicy?: unknown;
  filterPolicyScope?: string;
  rawMessageDelivery: boolean;
  deadLetterArn?: string;
}

/** Topics and subscriptions on disk. */
export class Topics {
  private readonly topics: RecordStore<Topic>;
  private readonly subscriptions: RecordStore<Subscription>;

  constructor(private readonly context: CloudContext) {
    const folder = join(context.dataDir, 'sns');
    this.topics = new RecordStore(join(folder, 'topics.jsonl'));
    this.subscriptions = new RecordStore(join(folder, 'subscriptions.jsonl'));
  }

  arnOf(name: string): string {
    return `arn:aws:sns:${this.context.region}:${this.context.accountId}:${name}`;
  }

  get(arn: string): Topic | undefined {
    return this.topics.get(arn);
  }

  all(): Topic[] {
    return [...this.topics.values()];
  }

  put(topic: Topic): void {
    this.topics.put(topic.arn, topic);
  }

  delete(arn: string): void {
    for (const subscription of this.subscriptionsOf(arn)) this.subscriptions.delete(subscription.arn);
    this.topics.delete(arn);
  }

  subscriptionsOf(topicArn: string): Subscription[] {
    return [...this.subscriptions.values()].filter((subscription) => subscription.topicArn === topicArn);
  }

  allSubscriptions(): Subscription[] {
    return [...this.subscriptions.values()];
  }

  subscription(arn: string): Subscription | undefined {
    return this.subscriptions.get(arn);
  }

  subscribe(subscription: Subscription): void {
    this.subscriptions.put(subscription.arn, subscription);
  }

  unsubscribe(arn: string): void {
    this.subscriptions.delete(arn);
  }

  close(): void {
    this.topics.close();
    this.subscriptions.close();
  }
}
