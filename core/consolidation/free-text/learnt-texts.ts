/** What a batch taught about its workers, as JSON that later batches read. Sums of one batch only: adding batches must count nothing twice. */

/** Of one worker: objects compared, sum of excess likeness, objects consolidated, sum of likeness to the label. */
type Taught = [compared: number, excess: number, labelled: number, likeness: number];

export interface LearntTexts {
  workers: Record<string, Taught>;
}

export function learntTexts(
  excess: ReadonlyMap<string, readonly [number, number]>,
  likeness: ReadonlyMap<string, readonly [number, number]>,
): LearntTexts {
  const learnt: LearntTexts = { workers: {} };
  for (const workerId of [...likeness.keys()].sort()) {
    const value: Taught = [...(excess.get(workerId) ?? ([0, 0] as const)), ...likeness.get(workerId)!].map(
      rounded,
    ) as Taught;
    // Defined, not assigned: `__proto__` is a possible worker.
    Object.defineProperty(learnt.workers, workerId, { value, enumerable: true, writable: true, configurable: true });
  }
  return learnt;
}

/** The sums of what earlier batches taught. What cannot be read is left out. */
export function recallTexts(earlier: readonly unknown[]): {
  excess: Map<string, [number, number]>;
  likeness: Map<string, [number, number]>;
} {
  const excess = new Map<string, [number, number]>();
  const likeness = new Map<string, [number, number]>();
  const add = (to: Map<string, [number, number]>, workerId: string, count: number, sum: number) => {
    const before = to.get(workerId) ?? [0, 0];
    to.set(workerId, [before[0] + count, before[1] + sum]);
  };
  for (const batch of earlier) {
    if (!isRecord(batch) || !isRecord(batch.workers)) continue;
    for (const [workerId, taught] of Object.entries(batch.workers)) {
      if (!isTaught(taught)) continue;
      add(excess, workerId, taught[0], taught[1]);
      add(likeness, workerId, taught[2], taught[3]);
    }
  }
  return { excess, likeness };
}

/** Sums of likenesses cannot be larger than what they are sums of. */
const isTaught = (value: unknown): value is Taught =>
  Array.isArray(value) &&
  value.length === 4 &&
  value.every((part) => Number.isFinite(part)) &&
  value[0] >= 0 &&
  Math.abs(value[1]) <= 3 * value[0] &&
  value[2] >= 0 &&
  value[3] >= 0 &&
  value[3] <= value[2];

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
