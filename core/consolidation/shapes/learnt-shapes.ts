/** What one batch taught about its workers, as JSON, and the sum of such records for the workers of another batch. */
import { type DrawCounts, type ExistenceCounts, emptyCounts, NODES } from './existence-model';
import type { NamingCounts } from './naming-model';
import type { PlaceCounts } from './place-model';

/** Expected counts of one batch alone; those of several batches add up. */
export interface ShapeCounts {
  existence: ExistenceCounts;
  places: PlaceCounts;
  names: NamingCounts;
}

export interface LearntShapes {
  version: 1;
  kind: string;
  /** True things and temptations: how many were seen, and over how many objects' worth of looking. */
  rates: [number[], number[]];
  workers: Record<string, LearntWorker>;
}

interface LearntWorker {
  /** Of true things: how many were drawn, then how many there were by ease, hardest first. */
  real: number[];
  /** The same of temptations. */
  false: number[];
  /** Slips, and objects answered. */
  slips: number[];
  /** Shapes compared with others', their squared distances, their offsets. */
  places: number[];
  /** Names given, names right. */
  names: number[];
}

export function learntOf(counts: ShapeCounts, workerIds: readonly string[], kind: string): LearntShapes {
  const draws = ({ drawn, faced }: DrawCounts, w: number) => [drawn[w]!, ...faced.subarray(w * NODES, (w + 1) * NODES)];
  return {
    version: 1,
    kind,
    rates: counts.existence.rates.map(({ seen, exposed }) => [short(seen), short(exposed)]) as [number[], number[]],
    workers: Object.fromEntries(
      workerIds.map((id, w) => [
        id,
        {
          real: draws(counts.existence.draws[0], w).map(short),
          false: draws(counts.existence.draws[1], w).map(short),
          slips: [counts.existence.slips.slips[w]!, counts.existence.slips.answered[w]!].map(short),
          places: [counts.places.shapes[w]!, counts.places.squares[w]!, ...counts.places.offsets[w]!].map(short),
          names: [counts.names.given[w]!, counts.names.right[w]!].map(short),
        } satisfies LearntWorker,
      ]),
    ),
  };
}

/** Adds up records of earlier batches; undefined when none can be read. Unreadable ones and other kinds' are left out. */
export function recallShapes(
  earlier: readonly unknown[],
  workerIds: readonly string[],
  kind: string,
): ShapeCounts | undefined {
  const readable = earlier.filter((record) => isLearnt(record, kind)) as unknown as LearntShapes[];
  if (readable.length === 0) return undefined;
  const workers = workerIds.length;
  const counts: ShapeCounts = {
    existence: {
      rates: [0, 1].map((side) => ({
        seen: readable.reduce((sum, { rates }) => sum + rates[side]![0]!, 0),
        exposed: readable.reduce((sum, { rates }) => sum + rates[side]![1]!, 0),
      })) as ExistenceCounts['rates'],
      draws: [emptyCounts(workers), emptyCounts(workers)],
      slips: { slips: new Float64Array(workers), answered: new Float64Array(workers) },
    },
    places: {
      shapes: new Float64Array(workers),
      squares: new Float64Array(workers),
      offsets: Array.from({ length: workers }, () => []),
    },
    names: { given: new Float64Array(workers), right: new Float64Array(workers) },
  };
  for (const { workers: known } of readable)
    for (const [w, id] of workerIds.entries()) {
      const worker = Object.hasOwn(known, id) ? known[id]! : undefined;
      if (!worker || !isWorker(worker)) continue;
      for (const [side, list] of [worker.real, worker.false].entries()) {
        counts.existence.draws[side]!.drawn[w]! += list[0]!;
        for (let q = 0; q < NODES; q++) counts.existence.draws[side]!.faced[w * NODES + q]! += list[q + 1]!;
      }
      counts.existence.slips.slips[w]! += worker.slips[0]!;
      counts.existence.slips.answered[w]! += worker.slips[1]!;
      const [shapes, squares, ...offsets] = worker.places;
      counts.places.shapes[w]! += shapes!;
      counts.places.squares[w]! += squares!;
      const sums = counts.places.offsets[w]!;
      for (const [k, offset] of offsets.entries()) sums[k] = (sums[k] ?? 0) + offset;
      counts.names.given[w]! += worker.names[0]!;
      counts.names.right[w]! += worker.names[1]!;
    }
  return counts;
}

const isLearnt = (record: unknown, kind: string): boolean =>
  isRecord(record) && record.version === 1 && record.kind === kind && isRecord(record.workers) && isRates(record.rates);

const isRates = (rates: unknown): boolean =>
  Array.isArray(rates) && rates.length === 2 && rates.every((rate) => isCounts(rate, 2));

const isWorker = (worker: unknown): boolean =>
  isRecord(worker) &&
  isCounts(worker.real, NODES + 1) &&
  isCounts(worker.false, NODES + 1) &&
  isCounts(worker.slips, 2) &&
  isCounts(worker.names, 2) &&
  isNumbers(worker.places) &&
  worker.places.length >= 2 &&
  isCounts(worker.places.slice(0, 2), 2);

const isNumbers = (list: unknown): list is number[] => Array.isArray(list) && list.every(Number.isFinite);

const isCounts = (list: unknown, length: number): boolean =>
  isNumbers(list) && list.length === length && list.every((count) => count >= 0);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Nine digits: exact enough to add up, short enough to keep. */
const short = (value: number): number => Number(value.toPrecision(9));
