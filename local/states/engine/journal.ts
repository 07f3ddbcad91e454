import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * An append-only file of JSON lines. Lines are collected and written together; whoever must not be ahead of the file (a call to
 * another service, an answer to a client) goes through the Committer, which writes first.
 */
export class Journal {
  private pending = '';
  private made = false;

  constructor(readonly path: string) {}

  append(line: unknown): void {
    this.pending += `${JSON.stringify(line)}\n`;
  }

  write(): void {
    if (this.pending === '') return;
    if (!this.made) {
      mkdirSync(dirname(this.path), { recursive: true });
      cutTornLine(this.path);
      this.made = true;
    }
    const text = this.pending;
    this.pending = '';
    appendFileSync(this.path, text, { mode: 0o600 });
  }
}

/**
 * Runs what follows a step (calls, timers, notices) once the step's lines are in their files. Steps that end in the same turn of the
 * event loop share one write per file.
 */
export class Committer {
  private readonly dirty = new Set<Journal>();
  private effects: (() => void)[] = [];
  private scheduled = false;
  private closed = false;

  constructor(private readonly onError: (error: unknown) => void) {}

  commit(journal: Journal, effects: readonly (() => void)[]): void {
    this.dirty.add(journal);
    this.effects.push(...effects);
    if (this.scheduled || this.closed) return;
    this.scheduled = true;
    setImmediate(() => this.flush());
  }

  /** Everything committed so far is in its file when this returns. */
  flush(): void {
    this.scheduled = false;
    if (this.closed) return;
    for (const journal of this.dirty) journal.write();
    this.dirty.clear();
    const effects = this.effects;
    this.effects = [];
    for (const effect of effects) {
      try {
        effect();
      } catch (error) {
        this.onError(error);
      }
    }
  }

  /** Writes what there is and starts nothing more. */
  close(): void {
    this.effects = [];
    this.flush();
    this.closed = true;
  }
}

const chunkBytes = 1 << 18;

/** Every whole line of a journal, without reading it at once. A line torn by a crash ends the reading. */
export function* readJournal<T>(path: string): Generator<T> {
  if (!existsSync(path)) return;
  const descriptor = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const count = readSync(descriptor, chunk, 0, chunkBytes, null);
      if (count === 0) return;
      let data = rest.length > 0 ? Buffer.concat([rest, chunk.subarray(0, count)]) : chunk.subarray(0, count);
      for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10)) {
        const line = parseLine<T>(data.toString('utf8', 0, end));
        if (line === undefined) return;
        yield line;
        data = data.subarray(end + 1);
      }
      rest = Buffer.from(data);
    }
  } finally {
    closeSync(descriptor);
  }
}

function parseLine<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** Appending after half a line would spoil the next one too. */
function cutTornLine(path: string): void {
  if (!existsSync(path)) return;
  const descriptor = openSync(path, 'r');
  let good = 0;
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (let position = 0; ; ) {
      const count = readSync(descriptor, chunk, 0, chunkBytes, position);
      if (count === 0) break;
      const end = chunk.subarray(0, count).lastIndexOf(10);
      if (end >= 0) good = position + end + 1;
      position += count;
    }
  } finally {
    closeSync(descriptor);
  }
  truncateSync(path, good);
}
