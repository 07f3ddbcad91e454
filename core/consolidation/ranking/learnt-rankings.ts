/** What a batch taught about its workers, as JSON that later batches read. Counts of one batch only: adding batches must count nothing twice. */
import type { WrongPairs } from './mallows';

export interface LearntRankings {
  workers: Record<string, [pairs: number, wrong: number]>;
}

export function learntRankings(counts: WrongPairs): LearntRankings {
  const learnt: LearntRankings = { workers: {} };
  for (const workerId of [...counts.keys()].sort()) {
    const value = counts.get(workerId)!.map((count) => Math.round(count * 1e6) / 1e6);
    // Defined, not assigned: `__proto__` is a possible worker.
    Object.defineProperty(learnt.workers, workerId, { value, enumerable: true, writable: true, configurable: true });
  }
  return learnt;
}

/** The sum of what earlier batches taught. What cannot be read is left out. */
export function recallRankings(earlier: readonly unknown[]): WrongPairs {
  const counts: WrongPairs = new Map();
  for (const batch of earlier) {
    if (!isRecord(batch) || !isRecord(batch.workers)) continue;
    for (const [workerId, taught] of Object.entries(batch.workers)) {
      if (!Array.isArray(taught) || taught.length !== 2 || !taught.every((count) => Number.isFinite(count))) continue;
      const [pairs, wrong] = taught as [number, number];
      if (pairs < 0 || wrong < 0 || wrong > pairs) continue;
      const [allPairs, allWrong] = counts.get(workerId) ?? [0, 0];
      counts.set(workerId, [allPairs + pairs, allWrong + wrong]);
    }
  }
  return counts;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
