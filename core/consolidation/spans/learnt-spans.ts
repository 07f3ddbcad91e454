/**
 * What a batch taught about its workers and its texts, as JSON that later batches read and add up. Counts of one batch only. Workers are
 * listed as pairs, since a worker id may be any text, and labels go by name, since a later batch may know more of them.
 */

/** How a worker's spans compare with the labels: all methods leave this. */
export interface SpanTally {
  /** Expected number of the worker's spans that are right, of those given, and of those there were to find. */
  right: number;
  given: number;
  wanted: number;
}

export interface LearntWorker extends SpanTally {
  acts?: number[];
  /** [label, entities without a span of the worker, entities with one]. */
  found?: [string, number, number][];
  /** [true label or null, given label, spans]. */
  named?: [string | null, string, number][];
  /** What the `posterior` method counts: entities found and left, others invented and left, boundaries and labels right and wrong. */
  coins?: number[];
}

export interface LearntTruth {
  apart: number;
  opens: number;
  closes: number;
  turns: number;
  /** [label, entities, boundaries inside, ends]. */
  labels: [string, number, number, number][];
}

export interface LearntSpans {
  kind: 'spans';
  /** Texts that were answered, and answers to them. */
  texts?: number;
  answers?: number;
  workers: [string, LearntWorker][];
  truth?: LearntTruth;
}

export const round = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Entries that can be read. What cannot is left out: consolidation is then a little less sure, not wrong. */
export function readLearnt(earlier: readonly unknown[] = []): LearntSpans[] {
  return earlier.flatMap((entry): LearntSpans[] => {
    if (!isRecord(entry) || entry.kind !== 'spans' || !Array.isArray(entry.workers)) return [];
    const workers = entry.workers.flatMap((pair: unknown): [string, LearntWorker][] => {
      if (!Array.isArray(pair) || typeof pair[0] !== 'string' || !isRecord(pair[1])) return [];
      return [[pair[0], readWorker(pair[1])]];
    });
    const [texts, answers] = [count(entry.texts), count(entry.answers)];
    return [{ kind: 'spans', texts, answers, workers, truth: readTruth(entry.truth) }];
  });
}

/** Answers per text that was answered, over all batches: how much redundancy stands behind what is known. */
export function answersPerText(batches: readonly Pick<LearntSpans, 'texts' | 'answers'>[]): number {
  let [texts, answers] = [0, 0];
  for (const batch of batches) {
    texts += batch.texts ?? 0;
    answers += batch.answers ?? 0;
  }
  return texts > 0 ? Math.max(1, answers / texts) : 1;
}

/** Of one batch, by how many answered each text. */
export function countAnswers(perText: readonly number[]): { texts: number; answers: number } {
  const answered = perText.filter((answers) => answers > 0);
  return { texts: answered.length, answers: answered.reduce((sum, answers) => sum + answers, 0) };
}

/** The tallies of several batches, by worker. */
export function sumTallies(batches: readonly LearntSpans[]): Map<string, SpanTally> {
  const sums = new Map<string, SpanTally>();
  for (const { workers } of batches) {
    for (const [workerId, { right, given, wanted }] of workers) {
      const sum = sums.get(workerId) ?? { right: 0, given: 0, wanted: 0 };
      sums.set(workerId, { right: sum.right + right, given: sum.given + given, wanted: sum.wanted + wanted });
    }
  }
  return sums;
}

/** A worker nobody knows: right as often as wrong, by a few spans' worth. */
const PRIOR = { right: 2, of: 4 };

/** Expected F1 of a worker's spans. */
export const skillOf = ({ right, given, wanted }: SpanTally): number =>
  Math.min(1, (2 * right + PRIOR.right) / (given + wanted + PRIOR.of));

function readWorker(worker: Record<string, unknown>): LearntWorker {
  return {
    right: count(worker.right),
    given: count(worker.given),
    wanted: count(worker.wanted),
    acts: Array.isArray(worker.acts) ? worker.acts.map(count) : undefined,
    found: rows(worker.found, (row) =>
      typeof row[0] === 'string' ? [row[0], count(row[1]), count(row[2])] : undefined,
    ),
    named: rows(worker.named, (row) =>
      (row[0] === null || typeof row[0] === 'string') && typeof row[1] === 'string'
        ? [row[0], row[1], count(row[2])]
        : undefined,
    ),
    coins: Array.isArray(worker.coins) ? worker.coins.map(count) : undefined,
  };
}

function readTruth(truth: unknown): LearntTruth | undefined {
  if (!isRecord(truth)) return undefined;
  return {
    apart: count(truth.apart),
    opens: count(truth.opens),
    closes: count(truth.closes),
    turns: count(truth.turns),
    labels: rows(truth.labels, (row) =>
      typeof row[0] === 'string' ? [row[0], count(row[1]), count(row[2]), count(row[3])] : undefined,
    ),
  };
}

function rows<Row>(list: unknown, read: (row: unknown[]) => Row | undefined): Row[] {
  if (!Array.isArray(list)) return [];
  return list.map((row) => (Array.isArray(row) ? read(row) : undefined)).filter((row) => row !== undefined);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Counts are finite and not negative; anything else counts nothing. */
const count = (value: unknown): number =>
  typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY ? value : 0;
