/** What a batch taught about its workers, as JSON that later batches read. Counts of one batch only: adding batches must count nothing twice. */
import type { ConfusionCounts } from './class-answers';

/** Per worker the entries [true class, answer, expected count] of their confusion matrix. */
export interface LearntConfusions {
  classes: number;
  workers: Record<string, [number, number, number][]>;
}

/** Counts below this say nothing and would fill the file. */
const NEGLIGIBLE = 1e-3;

export function learntOf(counts: ConfusionCounts, workerIds: string[], classes: number): LearntConfusions {
  const workers: LearntConfusions['workers'] = {};
  for (const [w, workerId] of workerIds.entries()) {
    const cells: [number, number, number][] = [];
    for (let i = counts.start[w]!; i < counts.start[w + 1]!; i++) {
      const count = Math.round(counts.count[i]! * 1e4) / 1e4;
      if (count >= NEGLIGIBLE) cells.push([counts.trueClass[i]!, counts.answer[i]!, count]);
    }
    cells.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    Object.defineProperty(workers, workerId, { value: cells, enumerable: true, writable: true, configurable: true });
  }
  return { classes, workers };
}

/**
 * The sum of what earlier batches taught about these workers. An entry that cannot be read, or speaks of another number of classes, is left
 * out: consolidation is then a little less sure, not wrong.
 */
export function recallConfusions(earlier: unknown[], workerIds: string[], classes: number): ConfusionCounts {
  const sums = workerIds.map(() => new Map<number, number>());
  for (const batch of earlier as Partial<LearntConfusions>[]) {
    if (batch?.classes !== classes || typeof batch.workers !== 'object' || batch.workers === null) continue;
    for (const [w, workerId] of workerIds.entries()) {
      const cells: unknown = Object.hasOwn(batch.workers, workerId) ? batch.workers[workerId] : undefined;
      if (!Array.isArray(cells)) continue;
      for (const cell of cells) {
        if (!Array.isArray(cell)) continue;
        const [trueClass, answer, count] = cell;
        if (
          !isClass(trueClass, classes) ||
          !isClass(answer, classes) ||
          !(count > 0 && count < Number.POSITIVE_INFINITY)
        )
          continue;
        const key = trueClass * classes + answer;
        sums[w]!.set(key, (sums[w]!.get(key) ?? 0) + count);
      }
    }
  }
  const start = new Int32Array(workerIds.length + 1);
  const cells = sums.flatMap((sum, w) => {
    start[w + 1] = start[w]! + sum.size;
    return [...sum].sort((a, b) => a[0] - b[0]);
  });
  return {
    start,
    trueClass: Int32Array.from(cells, ([key]) => Math.floor(key / classes)),
    answer: Int32Array.from(cells, ([key]) => key % classes),
    count: Float64Array.from(cells, ([, count]) => count),
  };
}

const isClass = (value: unknown, classes: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < classes;
