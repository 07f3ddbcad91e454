import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudContext } from '../contract';
import { RecordStore } from '../storage/record-store';
import type { Message } from './message';
import { Queue, type QueueSettings } from './queue';

/** The queues of the account, by name. */
export class Queues {
  private readonly queues = new Map<string, Queue>();
  private readonly settings: RecordStore<QueueSettings>;
  private readonly folder: string;

  constructor(private readonly context: CloudContext) {
    this.folder = join(context.dataDir, 'sqs');
    this.settings = new RecordStore<QueueSettings>(join(this.folder, 'queues.jsonl'));
    for (const settings of this.settings.values()) this.queues.set(settings.name, this.open(settings));
  }

  urlOf(name: string): string {
    return `${this.context.endpointUrl}/${this.context.accountId}/${name}`;
  }

  arnOf(name: string): string {
    return `arn:aws:sqs:${this.context.region}:${this.context.accountId}:${name}`;
  }

  all(): Queue[] {
    return [...this.queues.values()];
  }

  /** By name, ARN or URL; the port in a URL of an earlier start does not matter. */
  find(reference: string): Queue | undefined {
    return this.queues.get(reference.split(/[/:]/).at(-1) ?? '');
  }

  stand(name: string, properties: Omit<QueueSettings, 'name' | 'arn' | 'createdAt' | 'modifiedAt'>): Queue {
    if (name.endsWith('.fifo')) throw new Error(`queue ${name}: the embedded cloud has standard queues only`);
    const known = this.queues.get(name);
    const now = this.context.now();
    const settings: QueueSettings = {
      ...properties,
      name,
      arn: this.arnOf(name),
      createdAt: known?.settings.createdAt ?? now,
      modifiedAt: now,
    };
    this.settings.put(name, settings);
    if (known) {
      known.settings = settings;
      return known;
    }
    const queue = this.open(settings);
    this.queues.set(name, queue);
    return queue;
  }

  change(queue: Queue, properties: Partial<QueueSettings>): void {
    queue.settings = { ...queue.settings, ...properties, modifiedAt: this.context.now() };
    this.settings.put(queue.settings.name, queue.settings);
  }

  remove(queue: Queue): void {
    const { name } = queue.settings;
    queue.close();
    this.queues.delete(name);
    this.settings.delete(name);
    rmSync(this.file(name), { force: true });
  }

  close(): void {
    for (const queue of this.queues.values()) queue.close();
    this.settings.close();
  }

  private open(settings: QueueSettings): Queue {
    return new Queue(settings, this.file(settings.name), this.context.now, (queue, message) =>
      this.bury(queue, message),
    );
  }

  private file(name: string): string {
    return join(this.folder, 'messages', `${encodeURIComponent(name)}.jsonl`);
  }

  /** Moves a message to the dead-letter queue: written there before the source forgets it. */
  private bury(source: Queue, message: Message): boolean {
    const target = this.find(source.settings.redrive!.deadLetterTargetArn);
    if (!target) return false;
    target.send({
      ...message,
      system: { ...message.system, DeadLetterQueueSourceArn: source.settings.arn },
      receiveCount: 0,
      receipt: undefined,
      visibleAt: this.context.now(),
    });
    return true;
  }
}
