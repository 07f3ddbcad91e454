import { closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../write-file';

interface Line<T> {
  k: string;
  /** Absent when the record was deleted. */
  v?: T;
}

/**
 * A map kept in a file: every change is one appended line, written before the call returns, so a killed process loses nothing that it
 * acknowledged. The file is rewritten when most of its lines are history.
 */
export class RecordStore<T> {
  private readonly records = new Map<string, T>();
  private lines = 0;
  private descriptor: number;

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    if (existsSync(path)) this.load();
    this.descriptor = openSync(path, 'a', 0o600);
  }

  get size(): number {
    return this.records.size;
  }

  get(key: string): T | undefined {
    return this.records.get(key);
  }

  has(key: string): boolean {
    return this.records.has(key);
  }

  keys(): IterableIterator<string> {
    return this.records.keys();
  }

  entries(): IterableIterator<[string, T]> {
    return this.records.entries();
  }

  values(): IterableIterator<T> {
    return this.records.values();
  }

  /** Keeps the value as it is now; call it again after changing the object. */
  put(key: string, value: T): void {
    this.records.set(key, value);
    this.append({ k: key, v: value });
  }

  delete(key: string): boolean {
    if (!this.records.delete(key)) return false;
    this.append({ k: key });
    return true;
  }

  close(): void {
    if (this.descriptor >= 0) closeSync(this.descriptor);
    this.descriptor = -1;
  }

  private append(line: Line<T>): void {
    if (this.descriptor < 0) return;
    writeSync(this.descriptor, `${JSON.stringify(line)}\n`);
    this.lines += 1;
    if (this.lines > 1_000 && this.lines > 3 * this.records.size) this.compact();
  }

  private load(): void {
    const content = readFileSync(this.path);
    const end = content.lastIndexOf(0x0a) + 1;
    // why: a process killed while it wrote leaves a torn last line, which was never acknowledged.
    if (end < content.length) truncateSync(this.path, end);
    for (const text of content.subarray(0, end).toString('utf8').split('\n')) {
      if (text === '') continue;
      const { k, v } = this.parse(text);
      if (v === undefined) this.records.delete(k);
      else this.records.set(k, v);
      this.lines += 1;
    }
  }

  private parse(text: string): Line<T> {
    try {
      return JSON.parse(text) as Line<T>;
    } catch (error) {
      throw new Error(`${this.path}, line ${this.lines + 1} is damaged: ${(error as Error).message}`);
    }
  }

  private compact(): void {
    const lines = [...this.records].map(([k, v]) => `${JSON.stringify({ k, v })}\n`);
    closeSync(this.descriptor);
    writeFileAtomically(this.path, lines.join(''));
    this.descriptor = openSync(this.path, 'a', 0o600);
    this.lines = lines.length;
  }
}
