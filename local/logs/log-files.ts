import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

export interface LogEvent {
  timestamp: number;
  message: string;
}

export interface StoredLogEvent extends LogEvent {
  ingestionTime: number;
}

/** A stream is at most two files of this size: the one being written and the one before it. */
const largestFile = 4 * 1024 * 1024;

/** Log events on disk: one folder per group, one JSON Lines file per stream, bounded. */
export class LogFiles {
  private readonly sizes = new Map<string, number>();

  constructor(private readonly folder: string) {}

  createStream(group: string, stream: string): void {
    const path = this.path(group, stream);
    mkdirSync(join(this.folder, encode(group)), { recursive: true });
    if (!existsSync(path)) appendFileSync(path, '', { mode: 0o600 });
  }

  hasStream(group: string, stream: string): boolean {
    return existsSync(this.path(group, stream));
  }

  append(group: string, stream: string, events: readonly LogEvent[], now: number): number {
    const path = this.path(group, stream);
    let size = this.sizes.get(path);
    if (size === undefined) {
      this.createStream(group, stream);
      size = statSync(path).size;
    }
    const text = events
      .map(({ timestamp, message }) => `${JSON.stringify({ timestamp, message, ingestionTime: now })}\n`)
      .join('');
    if (size > 0 && size + text.length > largestFile) {
      renameSync(path, `${path}.1`);
      size = 0;
    }
    appendFileSync(path, text, { mode: 0o600 });
    this.sizes.set(path, size + Buffer.byteLength(text));
    return Buffer.byteLength(text);
  }

  read(group: string, stream: string): StoredLogEvent[] {
    const path = this.path(group, stream);
    return [`${path}.1`, path].filter((file) => existsSync(file)).flatMap((file) => parse(readFileSync(file, 'utf8')));
  }

  streams(group: string): string[] {
    const folder = join(this.folder, encode(group));
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => decodeURIComponent(name.slice(0, -'.jsonl'.length)))
      .sort();
  }

  storedBytes(group: string): number {
    return this.filesOf(group).reduce((sum, file) => sum + statSync(file).size, 0);
  }

  deleteStream(group: string, stream: string): void {
    const path = this.path(group, stream);
    for (const file of [path, `${path}.1`]) rmSync(file, { force: true });
    this.sizes.delete(path);
  }

  deleteGroup(group: string): void {
    for (const stream of this.streams(group)) this.deleteStream(group, stream);
    rmSync(join(this.folder, encode(group)), { recursive: true, force: true });
  }

  /** Streams nothing was written to since `before` go. */
  expire(group: string, before: number): void {
    for (const file of this.filesOf(group)) if (statSync(file).mtimeMs < before) rmSync(file, { force: true });
    this.sizes.clear();
  }

  private filesOf(group: string): string[] {
    const folder = join(this.folder, encode(group));
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  }

  private path(group: string, stream: string): string {
    return join(this.folder, encode(group), `${encode(stream)}.jsonl`);
  }
}

/** why: a stream named `..` or holding a slash must stay one file name. */
const encode = (name: string) => encodeURIComponent(name).replaceAll('.', '%2E').replaceAll('*', '%2A');

function parse(text: string): StoredLogEvent[] {
  const events: StoredLogEvent[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      events.push(JSON.parse(line) as StoredLogEvent);
    } catch {
      // why: a process killed while it wrote leaves a torn line; the next append made it part of a longer one.
    }
  }
  return events;
}
