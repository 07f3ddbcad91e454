/**
 * How far answers can be relied on, from how like each other they are: locally, as the likeness of an answer to the other answers of its object,
 * and globally, as how much more alike a worker's answers are to others' than the objects and the other workers explain.
 *
 * Local and global reliability as in J. Li, "Crowdsourced Text Sequence Aggregation based on Hybrid Reliability and Representation", SIGIR 2020
 * (HRRASA), without embeddings: likeness is 1 − word edit distance / length of the longer. The global part is additive (object + worker +
 * worker), each effect drawn towards 0, so that hard objects are not held against those who happened to answer them.
 */
import { editDistance } from './edit-distance';
import type { TextAnswer } from './text-answers';

export interface Reliability {
  /** By object, then answer: likeness to the answers of other workers; the mean of all where there are none. */
  local: Float64Array[];
  /** Likeness beyond the usual, by worker, earlier batches included. */
  excess: Map<string, number>;
  /** This batch's own share of it, by worker: objects, and their sum of excess likeness. */
  learnt: Map<string, [objects: number, sum: number]>;
  /** Mean likeness of two workers' answers. */
  usual: number;
}

/** Objects' and workers' worth of belief that an effect is none. */
const OBJECT_BELIEF = 3;
const WORKER_BELIEF = 4;
const ROUNDS = 20;
/** Likeness where nothing can be compared. */
const UNKNOWN = 0.5;

/** Likeness of each pair of an object's answers, row by row; 1 on the diagonal. */
export function likenesses(answers: readonly TextAnswer[]): Float64Array {
  const n = answers.length;
  const likeness = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    likeness[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      likeness[i * n + j] = likenessOf(answers[i]!.ids, answers[j]!.ids);
      likeness[j * n + i] = likeness[i * n + j]!;
    }
  }
  return likeness;
}

export function likenessOf(a: Int32Array, b: Int32Array): number {
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 1 : 1 - editDistance(a, b) / longer;
}

export function reliabilities(
  objects: readonly (readonly TextAnswer[])[],
  likeness: readonly Float64Array[],
  earlier: ReadonlyMap<string, readonly [objects: number, sum: number]>,
): Reliability {
  const pairs = comparisons(objects, likeness);
  const usual = pairs.length === 0 ? UNKNOWN : pairs.reduce((sum, pair) => sum + pair.likeness, 0) / pairs.length;
  const excess = new Map<string, number>();
  for (const answers of objects) for (const { workerId } of answers) excess.set(workerId, 0);
  const ease = new Float64Array(objects.length);
  let learnt = new Map<string, [number, number]>();
  for (let round = 0; round < ROUNDS; round++) {
    easeOfObjects(objects, pairs, usual, excess, ease);
    learnt = excessOfWorkers(pairs, usual, excess, ease);
    for (const [workerId, before] of excess) {
      const [count, sum] = learnt.get(workerId) ?? [0, 0];
      const [earlierCount, earlierSum] = earlier.get(workerId) ?? [0, 0];
      // Half a step: two workers who only meet each other would swing.
      excess.set(workerId, (before + (sum + earlierSum) / (count + earlierCount + WORKER_BELIEF)) / 2);
    }
  }
  const local = objects.map((answers, o) => localLikeness(answers, likeness[o]!, usual));
  return { local, excess, learnt, usual };
}

interface Comparison {
  object: number;
  first: string;
  second: string;
  likeness: number;
}

function comparisons(objects: readonly (readonly TextAnswer[])[], likeness: readonly Float64Array[]): Comparison[] {
  const pairs: Comparison[] = [];
  for (const [object, answers] of objects.entries()) {
    for (let i = 0; i < answers.length; i++) {
      for (let j = 0; j < i; j++) {
        const [first, second] = [answers[i]!.workerId, answers[j]!.workerId];
        if (first !== second)
          pairs.push({ object, first, second, likeness: likeness[object]![i * answers.length + j]! });
      }
    }
  }
  return pairs;
}

function easeOfObjects(
  objects: readonly (readonly TextAnswer[])[],
  pairs: readonly Comparison[],
  usual: number,
  excess: ReadonlyMap<string, number>,
  ease: Float64Array,
): void {
  const count = new Float64Array(ease.length);
  ease.fill(0);
  for (const { object, first, second, likeness } of pairs) {
    ease[object]! += likeness - usual - excess.get(first)! - excess.get(second)!;
    count[object]!++;
  }
  for (const [o, answers] of objects.entries()) {
    // The pairs of n answers are worth n / 2 independent ones.
    const worth = answers.length / 2;
    if (count[o]! > 0) ease[o]! *= worth / (count[o]! * (worth + OBJECT_BELIEF));
  }
}

function excessOfWorkers(
  pairs: readonly Comparison[],
  usual: number,
  excess: ReadonlyMap<string, number>,
  ease: Float64Array,
): Map<string, [number, number]> {
  const sums = new Map<string, [number, number]>();
  // Pairs come object by object: a worker's pairs in one object are one observation, their mean.
  let open = new Map<string, [number, number]>();
  const close = () => {
    for (const [workerId, [sum, count]] of open) {
      const total = sums.get(workerId) ?? [0, 0];
      sums.set(workerId, [total[0] + 1, total[1] + sum / count]);
    }
    open = new Map();
  };
  const add = (workerId: string, value: number) => {
    const sum = open.get(workerId) ?? [0, 0];
    open.set(workerId, [sum[0] + value, sum[1] + 1]);
  };
  for (const [i, { object, first, second, likeness }] of pairs.entries()) {
    if (i > 0 && object !== pairs[i - 1]!.object) close();
    const residual = likeness - usual - ease[object]!;
    add(first, residual - excess.get(second)!);
    add(second, residual - excess.get(first)!);
  }
  close();
  return sums;
}

function localLikeness(answers: readonly TextAnswer[], likeness: Float64Array, usual: number): Float64Array {
  const n = answers.length;
  return Float64Array.from(answers, ({ workerId }, i) => {
    let sum = 0;
    let weight = 0;
    for (let j = 0; j < n; j++) {
      if (answers[j]!.workerId === workerId) continue;
      sum += answers[j]!.share * likeness[i * n + j]!;
      weight += answers[j]!.share;
    }
    return weight > 0 ? sum / weight : usual;
  });
}
