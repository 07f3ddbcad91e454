import { quantileOf } from './workers/speed';

export interface SpeedReport {
  timed: number;
  median: number;
  /** Quartiles. */
  low: number;
  high: number;
  /** Answers by time: from `edges[i]` to under `edges[i + 1]` seconds; those beyond the ends are in the end bins. Edges grow by a factor. */
  edges: number[];
  counts: number[];
}

const BINS = 24;

/** How long answers took, all workers together. */
export function speedReport(seconds: Float64Array): SpeedReport | undefined {
  const sorted = seconds.filter((time) => !Number.isNaN(time)).sort();
  if (sorted.length === 0) return undefined;
  // A few answers left open overnight must not squeeze all others into one bin.
  const first = Math.max(0.1, quantileOf(sorted, 0.005));
  const last = Math.max(first * 2, quantileOf(sorted, 0.995));
  const factor = (last / first) ** (1 / BINS);
  const counts: number[] = new Array(BINS).fill(0);
  for (const time of sorted) {
    const bin = Math.floor(Math.log(Math.max(time, first) / first) / Math.log(factor) + 1e-9);
    counts[Math.min(BINS - 1, bin)]!++;
  }
  return {
    timed: sorted.length,
    median: quantileOf(sorted, 0.5),
    low: quantileOf(sorted, 0.25),
    high: quantileOf(sorted, 0.75),
    edges: Array.from({ length: BINS + 1 }, (_, b) => first * factor ** b),
    counts,
  };
}
