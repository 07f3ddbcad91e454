import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../write-file';
import type { Datum } from './statistics';

export interface Metric {
  namespace: string;
  name: string;
  dimensions: { Name: string; Value: string }[];
}

interface Series extends Metric {
  data: Datum[];
}

/** Oldest datapoints of a series go first; the file is rewritten when it holds twice as much as is kept. */
const keptPerSeries = 5_000;
const keptSeries = 10_000;

/** Metrics in memory and in an appended file. */
export class MetricStore {
  private readonly series = new Map<string, Series>();
  private written = 0;

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (line === '') continue;
      try {
        const [metric, datum] = JSON.parse(line) as [Metric, Datum];
        this.keep(metric, datum);
      } catch {
        // why: a process killed while it wrote leaves a torn line.
      }
    }
  }

  add(entries: readonly [Metric, Datum][]): void {
    for (const [metric, datum] of entries) this.keep(metric, datum);
    appendFileSync(this.path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600 });
    const kept = [...this.series.values()].reduce((sum, { data }) => sum + data.length, 0);
    if (this.written > 20_000 && this.written > 2 * kept) this.compact();
  }

  data(metric: Metric): readonly Datum[] {
    return this.series.get(keyOf(metric))?.data ?? [];
  }

  metrics(): Metric[] {
    return [...this.series.values()].map(({ namespace, name, dimensions }) => ({ namespace, name, dimensions }));
  }

  private keep(metric: Metric, datum: Datum): void {
    const key = keyOf(metric);
    let series = this.series.get(key);
    if (!series) {
      if (this.series.size >= keptSeries) this.series.delete(this.series.keys().next().value!);
      series = { ...metric, data: [] };
      this.series.set(key, series);
    }
    series.data.push(datum);
    if (series.data.length > keptPerSeries) series.data.splice(0, series.data.length - keptPerSeries);
    this.written += 1;
  }

  private compact(): void {
    const lines = [...this.series.values()].flatMap(({ data, ...metric }) =>
      data.map((datum) => `${JSON.stringify([metric, datum])}\n`),
    );
    writeFileAtomically(this.path, lines.join(''));
    this.written = lines.length;
  }
}

function keyOf({ namespace, name, dimensions }: Metric): string {
  const sorted = dimensions.map(({ Name, Value }) => [Name, Value]).sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}
