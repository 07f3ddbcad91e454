/** What a report is made from, and the same as numbers. */
import { unitHasher } from '../random/hash';
import { type IndexedAnswers, indexAnswers, type QualityObject } from './answered';

export interface QualityInput<Answer, Label = Answer> {
  /** Task type: `image-classification`. */
  kind: string;
  objects: readonly QualityObject<Answer, Label>[];
  /** The kind's own distance and `asAnswer`: its `Consolidator` will do. */
  consolidator: {
    distance(a: Answer, b: Answer): number;
    asAnswer(label: Label): Answer;
  };
  /** Skill of each worker as consolidation estimated it. */
  skills?: ReadonlyMap<string, number>;
  /** Class names in order; where absent, those that occur, sorted. */
  categories?: readonly string[];
  /** Whether answers are one class name each. By the kind when absent: classification is. */
  oneClass?: boolean;
  /** Whether a label is right only when it is the same as gold, and its confidence the probability of that. As `oneClass` when absent. */
  exact?: boolean;
  /** How classes differ: by name, by their order in `categories`, or as the numbers they spell. Nominal when absent. */
  scale?: 'nominal' | 'ordinal' | 'interval';
  /** Accuracy a worker must show on gold; without it nobody is passed or failed. */
  bar?: number;
  /** Pairs of answers compared at most, where answers are no classes. By the kind when absent: masks, tracks and texts are slow to compare. */
  pairs?: number;
  /** Seed of the samples drawn where there are more. */
  seed?: string;
}

/** Answers that are one class each, as numbers. */
export interface ClassNumbers {
  names: string[];
  /** Class of each answer. */
  value: Int32Array;
  /** By object, -1 where there is none. */
  label: Int32Array;
  gold: Int32Array;
  /** NaN where not known. */
  confidence: Float64Array;
}

export interface Prepared<Answer> {
  indexed: IndexedAnswers<Answer>;
  classes?: ClassNumbers;
  /** The answers compared with each other: all, or those of a sample of the objects. */
  compared: ComparedAnswers<Answer>;
}

export interface ComparedAnswers<Answer> {
  /** Number of each object compared, among all. */
  object: Int32Array;
  start: Int32Array;
  worker: Int32Array;
  answer: readonly Answer[];
  /** Distance between answers `i` and `j` of one object. */
  within(i: number, j: number): number;
  sampled: boolean;
}

const ONE_CLASS = new Set(['image-classification', 'text-classification']);
const SLOW = /segmentation|tracking|free-text/;
const PAIRS = 200_000;
const SLOW_PAIRS = 10_000;

export const pairsOf = ({ pairs, kind }: { pairs?: number; kind: string }): number =>
  pairs ?? (SLOW.test(kind) ? SLOW_PAIRS : PAIRS);

export const isOneClass = ({ oneClass, kind }: { oneClass?: boolean; kind: string }): boolean =>
  oneClass ?? ONE_CLASS.has(kind);

export function prepare<Answer, Label>(input: QualityInput<Answer, Label>): Prepared<Answer> {
  const indexed = indexAnswers(input.objects);
  if (!isOneClass(input))
    return {
      indexed,
      compared: compare(indexed, input.consolidator.distance, pairsOf(input), input.seed ?? 'quality'),
    };
  const classes = classNumbers(input, indexed);
  const { value } = classes;
  const { objects, start, worker, answer } = indexed;
  return {
    indexed,
    classes,
    compared: {
      object: Int32Array.from({ length: objects }, (_, o) => o),
      start,
      worker,
      answer,
      within: (i, j) => (value[i] === value[j] ? 0 : 1),
      sampled: false,
    },
  };
}

function classNumbers<Answer, Label>(
  { objects, categories, consolidator }: QualityInput<Answer, Label>,
  indexed: IndexedAnswers<Answer>,
): ClassNumbers {
  const names = [...new Set(categories ?? [])];
  const number = new Map(names.map((name, k) => [name, k]));
  const numberOf = (answer: Answer | undefined): number => {
    if (answer === undefined) return -1;
    const name = String(answer);
    let k = number.get(name);
    if (k === undefined) {
      k = number.size;
      number.set(name, k);
    }
    return k;
  };
  const value = Int32Array.from(indexed.answer, numberOf);
  const label = Int32Array.from(objects, (object) =>
    numberOf(object.label === undefined ? undefined : consolidator.asAnswer(object.label)),
  );
  const gold = Int32Array.from(objects, (object) => numberOf(object.gold));
  // Names that are no categories were numbered as they came; they go by name, behind the categories.
  const others = [...number.keys()].slice(names.length).sort();
  const rank = Int32Array.from(number.keys(), (_, k) => k);
  for (const [at, name] of others.entries()) rank[number.get(name)!] = names.length + at;
  const ranked = (numbers: Int32Array) => numbers.map((k) => (k < 0 ? k : rank[k]!));
  return {
    names: [...names, ...others],
    value: ranked(value),
    label: ranked(label),
    gold: ranked(gold),
    confidence: Float64Array.from(objects, ({ confidence }) => confidence ?? Number.NaN),
  };
}

/** Compares answers within objects, once; of a seeded sample of the objects, and of an object's answers, where all would take too long. */
function compare<Answer>(
  { objects, start, worker, answer }: IndexedAnswers<Answer>,
  distance: (a: Answer, b: Answer) => number,
  pairs: number,
  seed: string,
): ComparedAnswers<Answer> {
  const lot = unitHasher(seed);
  // No single object may take more than a tenth of the comparisons.
  const most = Math.max(2, Math.floor(Math.sqrt(pairs / 5)));
  const sizeOf = (o: number) => Math.min(most, start[o + 1]! - start[o]!);
  const pairsIn = (o: number) => (sizeOf(o) * (sizeOf(o) - 1)) / 2;
  let object = Int32Array.from({ length: objects }, (_, o) => o).filter((o) => pairsIn(o) > 0);
  const all = object.reduce((sum, o) => sum + pairsIn(o), 0);
  const sampled = all > pairs;
  if (sampled) {
    const drawn = Float64Array.from({ length: objects }, (_, o) => lot(o));
    let left = pairs;
    object = object
      .toSorted((a, b) => drawn[a]! - drawn[b]!)
      .filter((o) => {
        left -= pairsIn(o);
        return left >= 0;
      })
      .sort();
  }
  const keptStart = new Int32Array(object.length + 1);
  const firstPair = new Float64Array(object.length);
  const position: number[] = [];
  const apart: number[] = [];
  const unit: number[] = [];
  for (const [u, o] of object.entries()) {
    firstPair[u] = apart.length;
    let here = Array.from({ length: start[o + 1]! - start[o]! }, (_, i) => start[o]! + i);
    if (here.length > most)
      here = here
        .sort((a, b) => lot(a) - lot(b))
        .slice(0, most)
        .sort((a, b) => a - b);
    for (const [i, later] of here.entries()) {
      position.push(later);
      unit.push(u);
      for (const earlier of here.slice(0, i)) apart.push(distance(answer[earlier]!, answer[later]!));
    }
    keptStart[u + 1] = position.length;
  }
  return {
    object,
    start: keptStart,
    worker: Int32Array.from(position, (i) => worker[i]!),
    answer: position.map((i) => answer[i]!),
    within(i, j) {
      const u = unit[i]!;
      const low = Math.min(i, j) - keptStart[u]!;
      const high = Math.max(i, j) - keptStart[u]!;
      return apart[firstPair[u]! + (high * (high - 1)) / 2 + low]!;
    },
    sampled,
  };
}
