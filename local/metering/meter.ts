import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../write-file';

/** Quantities by service and what was counted. */
export type MeterSnapshot = Record<string, Record<string, number>>;

const saveEveryMs = 2_000;

/** Counts what AWS would bill. Saved every few seconds: after a kill the last moments may be missing. */
export class Meter {
  private readonly counts = new Map<string, Map<string, number>>();
  private timer?: NodeJS.Timeout;

  constructor(private readonly file: string) {
    if (!existsSync(file)) return;
    for (const [service, lines] of Object.entries(JSON.parse(readFileSync(file, 'utf8')) as MeterSnapshot)) {
      this.counts.set(service, new Map(Object.entries(lines)));
    }
  }

  add(service: string, what: string, quantity: number): void {
    let lines = this.counts.get(service);
    if (!lines) {
      lines = new Map();
      this.counts.set(service, lines);
    }
    lines.set(what, (lines.get(what) ?? 0) + quantity);
    this.timer ??= setTimeout(() => this.save(), saveEveryMs).unref();
  }

  snapshot(): MeterSnapshot {
    return Object.fromEntries([...this.counts].map(([service, lines]) => [service, Object.fromEntries(lines)]));
  }

  save(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileAtomically(this.file, JSON.stringify(this.snapshot()));
  }
}
