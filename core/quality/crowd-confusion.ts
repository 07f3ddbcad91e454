import type { WorkerQuality } from './worker-report';

export interface CrowdConfusion {
  /** Most common first where there are too many to show, else in the job's order. */
  classes: string[];
  /** Classes beyond those; when there are any, the last row and column hold them together. */
  classesLeftOut: number;
  /** Expected number of answers: `counts[true class][answer]`. */
  counts: number[][];
}

const CLASSES = 30;

/** The workers' confusion matrices added up. */
export function crowdConfusion(names: readonly string[], workers: readonly WorkerQuality[]): CrowdConfusion {
  const total = new Float64Array(names.length);
  for (const { confusion = [] } of workers)
    for (const [right, answered, count] of confusion) {
      total[right]! += count;
      total[answered]! += count;
    }
  const order = Array.from(names.keys());
  const left = Math.max(0, names.length - CLASSES);
  const shown = left === 0 ? order : order.sort((a, b) => total[b]! - total[a]! || a - b).slice(0, CLASSES);
  const row = new Int32Array(names.length).fill(shown.length);
  for (const [at, k] of shown.entries()) row[k] = at;
  const size = shown.length + Number(left > 0);
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const { confusion = [] } of workers)
    for (const [right, answered, count] of confusion) counts[row[right]!]![row[answered]!]! += count;
  return { classes: shown.map((k) => names[k]!), classesLeftOut: left, counts };
}
