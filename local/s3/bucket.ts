import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync, unlink, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyDocument } from '../contract';
import { writeFileAtomically } from '../write-file';
import type { CorsRule } from './cors';
import { KeyIndex } from './key-index';

export interface ObjectRecord {
  key: string;
  /** File below `data/`; empty for an object without content. */
  file: string;
  size: number;
  etag: string;
  modified: number;
  contentType: string;
  /** Content-Encoding, Cache-Control and the like, as given. */
  headers?: Record<string, string>;
  metadata?: Record<string, string>;
  /** `crc32` → base64 value. */
  checksums?: Record<string, string>;
  /** Set while the object-created event has not been handed on. */
  unannounced?: { sequence: number; reason: string };
}

export interface LambdaNotification {
  functionArn: string;
  events: string[];
  prefix: string;
  suffix: string;
}

export interface BucketSettings {
  cors: CorsRule[];
  eventBridge: boolean;
  lambdaNotifications: LambdaNotification[];
  kmsKeyArn?: string;
  policy?: PolicyDocument;
}

type LogLine = { put: ObjectRecord } | { del: string } | { told: number };

/**
 * One bucket: content in files that are never changed once named, and a log that says which file is which key's content. The log line
 * is what makes a write happen; a process killed before it leaves the old object, after it the new one.
 */
export class Bucket {
  readonly objects = new Map<string, ObjectRecord>();
  readonly keys = new KeyIndex(this.objects);
  readonly unannounced = new Map<number, ObjectRecord>();
  readonly settings: BucketSettings = { cors: [], eventBridge: false, lambdaNotifications: [] };
  private readonly log: string;
  private readonly descriptor: number;
  private sequence = 0;

  constructor(
    readonly name: string,
    readonly directory: string,
    readonly createdAt: number,
  ) {
    mkdirSync(join(directory, 'data'), { recursive: true });
    mkdirSync(join(directory, 'uploads'), { recursive: true });
    this.log = join(directory, 'objects.jsonl');
    this.load();
    this.descriptor = openSync(this.log, 'a', 0o600);
  }

  get arn(): string {
    return `arn:aws:s3:::${this.name}`;
  }

  path(file: string): string {
    return join(this.directory, 'data', file.slice(0, 2), file);
  }

  /** A path for content yet to be written. */
  newFile(): { file: string; path: string } {
    const file = randomUUID();
    mkdirSync(join(this.directory, 'data', file.slice(0, 2)), { recursive: true });
    return { file, path: this.path(file) };
  }

  get announces(): boolean {
    return this.settings.eventBridge || this.settings.lambdaNotifications.length > 0;
  }

  /** Makes the record the object. Synchronous, so that a condition checked just before still holds. */
  commit(record: ObjectRecord, reason: string): ObjectRecord {
    if (this.announces) {
      this.sequence += 1;
      record.unannounced = { sequence: this.sequence, reason };
    }
    this.append({ put: record });
    const earlier = this.objects.get(record.key);
    this.apply({ put: record });
    if (earlier) this.discard(earlier.file);
    return record;
  }

  remove(key: string): ObjectRecord | undefined {
    const earlier = this.objects.get(key);
    if (!earlier) return undefined;
    this.append({ del: key });
    this.apply({ del: key });
    this.discard(earlier.file);
    return earlier;
  }

  announced(sequence: number): void {
    this.append({ told: sequence });
    this.apply({ told: sequence });
  }

  discard(file: string): void {
    // why: a reader that has the file open keeps it; failing to delete only costs space.
    if (file) unlink(this.path(file), () => undefined);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private append(line: LogLine): void {
    writeSync(this.descriptor, `${JSON.stringify(line)}\n`);
  }

  private apply(line: LogLine): void {
    if ('put' in line) {
      if (!this.objects.has(line.put.key)) this.keys.touch(line.put.key);
      this.objects.set(line.put.key, line.put);
      if (line.put.unannounced) {
        this.unannounced.set(line.put.unannounced.sequence, line.put);
        this.sequence = Math.max(this.sequence, line.put.unannounced.sequence);
      }
    } else if ('del' in line) {
      if (this.objects.delete(line.del)) this.keys.touch(line.del);
    } else {
      const record = this.unannounced.get(line.told);
      this.unannounced.delete(line.told);
      if (record) record.unannounced = undefined;
    }
  }

  private load(): void {
    if (!existsSync(this.log)) return;
    const content = readFileSync(this.log);
    const end = content.lastIndexOf(0x0a) + 1;
    // why: a piece of a line can only be a write that was never answered.
    if (end < content.length) truncateSync(this.log, end);
    let lines = 0;
    for (let start = 0; start < end; ) {
      const stop = content.indexOf(0x0a, start);
      this.apply(JSON.parse(content.toString('utf8', start, stop)));
      lines += 1;
      start = stop + 1;
    }
    const live = this.objects.size + this.unannounced.size;
    if (lines > live * 2 + 1_000) this.compact();
  }

  private compact(): void {
    // why: in this order a live object overrides an earlier one under its key whose event is still to be handed on.
    const records = new Set([...this.unannounced.values(), ...this.objects.values()]);
    const kept: LogLine[] = [];
    for (const record of records) {
      kept.push({ put: record });
      if (!this.objects.has(record.key)) kept.push({ del: record.key });
    }
    writeFileAtomically(this.log, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}
