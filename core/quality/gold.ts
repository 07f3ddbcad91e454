/** Gold questions: objects whose right answer is known, put among the others to see who answers well. */
import type { LearntConfusions } from '../consolidation/classes/learnt-confusions';
import { indexAnswers, type QualityObject } from './answered';
import { type Interval, meanInterval, probabilityBelow, shareInterval } from './interval';

export interface GoldScore extends Interval {
  workerId: string;
  asked: number;
  /** How many were right: for kinds other than classes, those near enough to gold. */
  right: number;
  /** right / asked; `low` and `high` are its interval. */
  share: number;
  /** Mean similarity to gold; the share right for classes. */
  similarity: number;
  similarityInterval: Interval;
  verdict?: GoldVerdict;
}

export interface GoldVerdict {
  /** Probability that the worker's accuracy is below the bar. */
  belowBar: number;
  decision: 'pass' | 'fail' | 'undecided';
}

export interface GoldOptions<Answer> {
  /** 0 the same … 1 nothing in common; without it an answer is right when it equals gold. */
  distance?: (a: Answer, b: Answer) => number;
  /** An answer no farther from gold than this is right; 0.5 when absent, as an overlap (IoU) of one half is customary. */
  rightWithin?: number;
  /** Accuracy a worker must have. Without it nobody is passed or failed. */
  bar?: number;
  /** How sure a decision must be; 0.95 when absent. */
  surety?: number;
}

/**
 * Pass or fail by posterior probability: with Jeffreys' prior, accuracy after `right` of `asked` is Beta(right + ½, wrong + ½). Fails when it is
 * below the bar with probability `surety`, passes when at or above it with that probability, else more questions are needed.
 */
export function goldVerdict(right: number, asked: number, bar: number, surety = 0.95): GoldVerdict {
  if (!(bar > 0 && bar < 1)) throw new RangeError(`goldVerdict: bar ${bar}; expected over 0 and under 1`);
  if (!(surety > 0.5 && surety < 1))
    throw new RangeError(`goldVerdict: surety ${surety}; expected over 0.5 and under 1`);
  const belowBar = probabilityBelow(bar, right, asked);
  return { belowBar, decision: belowBar >= surety ? 'fail' : belowBar <= 1 - surety ? 'pass' : 'undecided' };
}

/** What each worker got right, by worker id; workers who met no gold are left out. */
export function goldScores<Answer>(
  objects: readonly QualityObject<Answer, unknown>[],
  { distance, rightWithin = 0.5, bar, surety }: GoldOptions<Answer> = {},
): GoldScore[] {
  const known = objects.filter((object) => object.gold !== undefined);
  const { start, worker, answer, workerIds } = indexAnswers(known);
  const sums = workerIds.map(() => ({ asked: 0, right: 0, similarity: 0, squares: 0 }));
  for (const [o, { gold }] of known.entries())
    for (let i = start[o]!; i < start[o + 1]!; i++) {
      const apart = distance ? distance(answer[i]!, gold!) : answer[i] === gold ? 0 : 1;
      const sum = sums[worker[i]!]!;
      sum.asked++;
      if (apart <= rightWithin) sum.right++;
      sum.similarity += 1 - apart;
      sum.squares += (1 - apart) ** 2;
    }
  return workerIds.map((workerId, w) => {
    const { asked, right, similarity, squares } = sums[w]!;
    return {
      workerId,
      asked,
      right,
      share: right / asked,
      ...shareInterval(right, asked),
      similarity: similarity / asked,
      similarityInterval: meanInterval({ n: asked, sum: similarity, squares }),
      ...(bar === undefined ? {} : { verdict: goldVerdict(right, asked, bar, surety) }),
    };
  });
}

/**
 * What gold taught about class workers, in the form `consolidate` takes among `earlier`. Only of objects outside the batch that is consolidated:
 * what workers answered there is counted by the batch itself. Answers and gold that are none of the categories are left out.
 */
export function goldCounts(
  objects: readonly QualityObject<string, unknown>[],
  categories: readonly string[],
): LearntConfusions & { names: string[] } {
  const number = new Map(categories.map((name, k) => [name, k]));
  const known = objects.filter((object) => object.gold !== undefined);
  const { start, worker, answer, workerIds } = indexAnswers(known);
  const counts = workerIds.map(() => new Map<number, number>());
  for (const [o, { gold }] of known.entries()) {
    const trueClass = number.get(gold!);
    if (trueClass === undefined) continue;
    for (let i = start[o]!; i < start[o + 1]!; i++) {
      const given = number.get(answer[i]!);
      if (given === undefined) continue;
      const key = trueClass * categories.length + given;
      const of = counts[worker[i]!]!;
      of.set(key, (of.get(key) ?? 0) + 1);
    }
  }
  const workers: LearntConfusions['workers'] = {};
  for (const [w, workerId] of workerIds.entries()) {
    if (counts[w]!.size === 0) continue;
    const cells = [...counts[w]!]
      .sort(([a], [b]) => a - b)
      .map(([key, count]): [number, number, number] => [
        Math.floor(key / categories.length),
        key % categories.length,
        count,
      ]);
    // Not an assignment: a worker may be called __proto__.
    Object.defineProperty(workers, workerId, { value: cells, enumerable: true, writable: true, configurable: true });
  }
  return { classes: categories.length, names: [...categories], workers };
}
