/**
 * What is known about workers and labels from answers: expected counts that add up over batches. JSON of one batch is what later batches read.
 */
import type { TickLayout } from './tick-layout';

export interface TickCounts {
  /** By cell: how often the label belonged to an object the worker answered, how often the worker ticked it then, and how often without. */
  present: Float64Array;
  hits: Float64Array;
  falseTicks: Float64Array;
  /** By worker: answers given. */
  answers: Float64Array;
  /** By worker: the three counts over all labels, those of no cell included. */
  workerPresent: Float64Array;
  workerHits: Float64Array;
  workerFalseTicks: Float64Array;
  /** By label: the three counts over all workers, and answers of all workers (one number). */
  labelPresent: Float64Array;
  labelHits: Float64Array;
  labelFalseTicks: Float64Array;
  allAnswers: number;
  /** By label: expected number of objects it belongs to, of `objects`. */
  positives: Float64Array;
  objects: number;
}

/** Worker: number of answers, and per label [present, hits, false ticks]. */
interface LearntTicks {
  objects: number;
  positives: Record<string, number>;
  workers: Record<string, { answers: number; labels: Record<string, [number, number, number]> }>;
}

/** Counts below this say nothing and would fill the file. */
const NEGLIGIBLE = 1e-3;

export function noTicks({ workerIds, labels, cellWorker }: TickLayout): TickCounts {
  const [cells, workers, names] = [cellWorker.length, workerIds.length, labels.length];
  return {
    present: new Float64Array(cells),
    hits: new Float64Array(cells),
    falseTicks: new Float64Array(cells),
    answers: new Float64Array(workers),
    workerPresent: new Float64Array(workers),
    workerHits: new Float64Array(workers),
    workerFalseTicks: new Float64Array(workers),
    labelPresent: new Float64Array(names),
    labelHits: new Float64Array(names),
    labelFalseTicks: new Float64Array(names),
    allAnswers: 0,
    positives: new Float64Array(names),
    objects: 0,
  };
}

export function addTicks(a: TickCounts, b: TickCounts): TickCounts {
  const sum = (key: { [K in keyof TickCounts]: TickCounts[K] extends number ? never : K }[keyof TickCounts]) =>
    a[key].map((value, i) => value + b[key][i]!);
  return {
    present: sum('present'),
    hits: sum('hits'),
    falseTicks: sum('falseTicks'),
    answers: sum('answers'),
    workerPresent: sum('workerPresent'),
    workerHits: sum('workerHits'),
    workerFalseTicks: sum('workerFalseTicks'),
    labelPresent: sum('labelPresent'),
    labelHits: sum('labelHits'),
    labelFalseTicks: sum('labelFalseTicks'),
    allAnswers: a.allAnswers + b.allAnswers,
    positives: sum('positives'),
    objects: a.objects + b.objects,
  };
}

/**
 * Skill of each worker: expected F1 of the ticks, 2·hits / (present + ticks). Two objects' worth of everyone's ticks is added, so that who answered
 * little is near the mean. The share of right decisions would say nothing: leaving labels alone is right nearly always.
 */
export function tickSkills({ workerIds }: TickLayout, counts: TickCounts): Map<string, number> {
  const { labelPresent, labelHits, labelFalseTicks, allAnswers } = counts;
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const weight = allAnswers > 0 ? 2 / allAnswers : 0;
  const [present, hits, falseTicks] = [labelPresent, labelHits, labelFalseTicks].map((v) => weight * total(v)) as [
    number,
    number,
    number,
  ];
  return new Map(
    workerIds.map((workerId, w) => {
      const right = 2 * (counts.workerHits[w]! + hits);
      const all = right / 2 + counts.workerPresent[w]! + counts.workerFalseTicks[w]! + present + falseTicks;
      return [workerId, all > 0 ? Math.min(1, right / all) : 1];
    }),
  );
}

export function learntTicks({ workerIds, labels, cellWorker, cellLabel }: TickLayout, counts: TickCounts): LearntTicks {
  const learnt: LearntTicks = { objects: counts.objects, positives: {}, workers: {} };
  for (const [l, name] of labels.entries()) {
    if (counts.positives[l]! >= NEGLIGIBLE) define(learnt.positives, name, rounded(counts.positives[l]!));
  }
  const byWorker = workerIds.map(() => [] as number[]);
  for (const [id, w] of cellWorker.entries()) byWorker[w]!.push(id);
  for (const [w, workerId] of workerIds.entries()) {
    const cells: Record<string, [number, number, number]> = {};
    for (const id of byWorker[w]!.sort((a, b) => cellLabel[a]! - cellLabel[b]!)) {
      const triple: [number, number, number] = [
        rounded(counts.present[id]!),
        rounded(counts.hits[id]!),
        rounded(counts.falseTicks[id]!),
      ];
      if (Math.max(...triple) >= NEGLIGIBLE) define(cells, labels[cellLabel[id]!]!, triple);
    }
    define(learnt.workers, workerId, { answers: counts.answers[w]!, labels: cells });
  }
  return learnt;
}

/** The sum of what earlier batches taught. What cannot be read is left out: consolidation is then a little less sure, not wrong. */
export function recallTicks(earlier: readonly unknown[], layout: TickLayout): TickCounts {
  const counts = noTicks(layout);
  if (earlier.length === 0) return counts;
  const labelOf = new Map(layout.labels.map((name, l) => [name, l]));
  const workerOf = new Map(layout.workerIds.map((workerId, w) => [workerId, w]));
  const cellOf = new Map<number, number>();
  for (const [id, w] of layout.cellWorker.entries()) cellOf.set(w * layout.labels.length + layout.cellLabel[id]!, id);
  for (const batch of earlier) {
    if (!isRecord(batch) || !isCount(batch.objects) || !isRecord(batch.positives) || !isRecord(batch.workers)) continue;
    counts.objects += batch.objects;
    for (const [name, count] of Object.entries(batch.positives)) {
      const l = labelOf.get(name);
      if (l !== undefined && isCount(count)) counts.positives[l]! += Math.min(count, batch.objects);
    }
    for (const [workerId, taught] of Object.entries(batch.workers)) {
      if (!isRecord(taught) || !isCount(taught.answers) || !isRecord(taught.labels)) continue;
      const w = workerOf.get(workerId);
      counts.allAnswers += taught.answers;
      if (w !== undefined) counts.answers[w]! += taught.answers;
      for (const [name, triple] of Object.entries(taught.labels)) {
        const l = labelOf.get(name);
        if (l === undefined || !isTriple(triple)) continue;
        const [present, , falseTicks] = triple;
        const hits = Math.min(triple[1], present);
        counts.labelPresent[l]! += present;
        counts.labelHits[l]! += hits;
        counts.labelFalseTicks[l]! += falseTicks;
        if (w === undefined) continue;
        counts.workerPresent[w]! += present;
        counts.workerHits[w]! += hits;
        counts.workerFalseTicks[w]! += falseTicks;
        const id = cellOf.get(w * layout.labels.length + l);
        if (id === undefined) continue;
        counts.present[id]! += present;
        counts.hits[id]! += hits;
        counts.falseTicks[id]! += falseTicks;
      }
    }
  }
  return counts;
}

const rounded = (count: number): number => Math.round(count * 1e4) / 1e4;

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY;

/** Nobody hits more often than there is something to hit. */
const isTriple = (value: unknown): value is [number, number, number] =>
  Array.isArray(value) && value.length === 3 && value.every(isCount) && value[1]! <= value[0]! + 1e-3;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Sets a member whatever its name: `__proto__` is a possible worker or label. */
function define<Value>(record: Record<string, Value>, name: string, value: Value): void {
  Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
}
