import { existsSync, readFileSync } from 'node:fs';
import { inPackage } from '../../lib/paths';

/** Our jobs on a set, one promise, one panel of workers. */
export interface OurRow {
  set: string;
  objects: number;
  target: number;
  scope: 'machine' | 'dataset';
  /** Three answers per object by workers right nine times in ten; else one that is right. */
  noisy: boolean;
  seeds: number;
  coverage: number;
  deviation: number;
  machineAccuracy: number | null;
  worst: number | null;
  datasetAccuracy: number;
  /** Jobs that missed the promise. */
  violations: number;
  rounds: number;
}

/** A peer's runs; people are always right. `accuracy` is the mean over runs that labelled anything. */
export interface PeerRow {
  set: string;
  method: string;
  target: number;
  seeds: number;
  coverage: number;
  accuracy: number | null;
  below: number;
  rounds: number;
  seconds: number;
  readSeconds: number;
  peakMB: number;
}

/** One job after the other in one thread, nothing else running. */
export interface TimeRow {
  set: string;
  seeds: number;
  seconds: number;
  readSeconds: number;
  peakMB: number;
}

export interface Figures {
  ours: OurRow[];
  peers: PeerRow[];
  times: TimeRow[];
}

/** What earlier pieces of the benchmark found. */
export function figuresSoFar(): Figures {
  const path = inPackage('bench', 'results', 'auto-labeling.json');
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')).figures as Figures) : undefined;
  return { ours: known?.ours ?? [], peers: known?.peers ?? [], times: known?.times ?? [] };
}

/** The row in place of the one it renews. */
export function renew<Row extends object>(rows: Row[], row: Row, keys: readonly (keyof Row)[]): void {
  const at = rows.findIndex((known) => keys.every((key) => known[key] === row[key]));
  if (at < 0) rows.push(row);
  else rows[at] = row;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

export function deviationOf(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
