import { randomUUID } from 'node:crypto';
import type { PolicyDocument } from '../contract';
import { RecordStore } from '../storage/record-store';
import type { Message } from './message';

export interface QueueSettings {
  name: string;
  arn: string;
  visibilityTimeout: number;
  delaySeconds: number;
  retentionSeconds: number;
  maximumMessageSize: number;
  waitSeconds: number;
  redrive?: { deadLetterTargetArn: string; maxReceiveCount: number };
  policy?: PolicyDocument;
  kmsKey?: string;
  sqsManagedSse: boolean;
  createdAt: number;
  modifiedAt: number;
}

/** One standard queue: messages on disk, receivers waiting in memory. */
export class Queue {
  private readonly messages: RecordStore<Message>;
  private readonly waiting = new Set<() => void>();
  private wake?: NodeJS.Timeout;

  constructor(
    public settings: QueueSettings,
    file: string,
    private readonly now: () => number,
    /** Takes a message that was received too often; returns whether it has a place. */
    private readonly toDeadLetters: (queue: Queue, message: Message) => boolean,
  ) {
    this.messages = new RecordStore<Message>(file);
  }

  send(message: Message): void {
    this.messages.put(message.id, message);
    if (message.visibleAt <= this.now()) this.wakeReceivers();
    else this.wakeWhenVisible();
  }

  /** Up to `limit` visible messages, now invisible; waits until there is one or the time is over. */
  async receive(
    limit: number,
    visibilityTimeout: number,
    waitSeconds: number,
    signal?: AbortSignal,
  ): Promise<Message[]> {
    const deadline = this.now() + waitSeconds * 1000;
    for (;;) {
      const taken = this.take(limit, visibilityTimeout);
      const left = deadline - this.now();
      if (taken.length > 0 || left <= 0 || signal?.aborted) return taken;
      this.wakeWhenVisible();
      await this.arrival(left, signal);
    }
  }

  /** Deleting with an old handle of a message is answered as a success, as SQS does. */
  delete(receipt: string): boolean {
    const id = receipt.split('.')[0]!;
    if (this.messages.get(id)?.receipt === receipt) this.messages.delete(id);
    return /^[0-9a-f-]{36}\.[0-9a-f-]{36}$/.test(receipt);
  }

  changeVisibility(receipt: string, seconds: number): 'changed' | 'not in flight' | 'unknown handle' {
    const message = this.messages.get(receipt.split('.')[0]!);
    if (!message || message.receipt !== receipt) return 'unknown handle';
    if (message.visibleAt <= this.now()) return 'not in flight';
    this.messages.put(message.id, { ...message, visibleAt: this.now() + seconds * 1000 });
    if (seconds === 0) this.wakeReceivers();
    return 'changed';
  }

  counts(): { visible: number; inFlight: number; delayed: number } {
    this.dropExpired();
    const counts = { visible: 0, inFlight: 0, delayed: 0 };
    for (const { visibleAt, receiveCount } of this.messages.values()) {
      if (visibleAt <= this.now()) counts.visible += 1;
      else if (receiveCount > 0) counts.inFlight += 1;
      else counts.delayed += 1;
    }
    return counts;
  }

  purge(): void {
    for (const id of [...this.messages.keys()]) this.messages.delete(id);
  }

  close(): void {
    clearTimeout(this.wake);
    this.wakeReceivers();
    this.messages.close();
  }

  private take(limit: number, visibilityTimeout: number): Message[] {
    this.dropExpired();
    const now = this.now();
    const taken: Message[] = [];
    for (const message of this.messages.values()) {
      if (taken.length >= limit) break;
      if (message.visibleAt > now) continue;
      const { redrive } = this.settings;
      if (redrive && message.receiveCount >= redrive.maxReceiveCount && this.toDeadLetters(this, message)) {
        this.messages.delete(message.id);
        continue;
      }
      const received: Message = {
        ...message,
        receiveCount: message.receiveCount + 1,
        firstReceivedAt: message.firstReceivedAt ?? now,
        visibleAt: now + visibilityTimeout * 1000,
        receipt: `${message.id}.${randomUUID()}`,
      };
      this.messages.put(message.id, received);
      taken.push(received);
    }
    return taken;
  }

  private dropExpired(): void {
    const oldest = this.now() - this.settings.retentionSeconds * 1000;
    for (const message of this.messages.values()) {
      // why: messages are kept in the order in which they came, so the first young one ends the search.
      if (message.sentAt >= oldest) break;
      this.messages.delete(message.id);
    }
  }

  private arrival(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      timer.unref();
      signal?.addEventListener('abort', done);
      this.waiting.add(done);
    });
  }

  private wakeReceivers(): void {
    for (const done of [...this.waiting]) done();
  }

  /** One timer for the message that becomes visible next. */
  private wakeWhenVisible(): void {
    clearTimeout(this.wake);
    let next = Number.POSITIVE_INFINITY;
    for (const { visibleAt } of this.messages.values()) if (visibleAt > this.now()) next = Math.min(next, visibleAt);
    if (next === Number.POSITIVE_INFINITY) return;
    this.wake = setTimeout(() => this.wakeReceivers(), Math.min(next - this.now(), 2 ** 31 - 1));
    this.wake.unref();
  }
}
