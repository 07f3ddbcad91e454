/** Agreement of a job: alpha of all answers, of each class and of worker pairs, and what is taken for what. */
import type { Prepared, QualityInput } from '../input';
import { pairsOf } from '../input';
import type { Alpha } from './alpha';
import { type ClassAlpha, classAlphas, coincidences } from './classes';
import { distanceAlpha } from './distance-alpha';
import { intervalAlpha, ordinalAlpha } from './interval-alpha';
import { nominalAlpha } from './nominal-alpha';
import { type WorkerPair, workerPairs } from './worker-pairs';

export interface AgreementReport {
  /** How answers differ: `nominal`, `ordinal`, `interval`, or `distance`, the kind's own (overlap, edits). */
  scale: 'nominal' | 'ordinal' | 'interval' | 'distance';
  alpha: Alpha;
  /** Alpha of each class against the rest, most named first. */
  classes: NamedClassAlpha[];
  /** Classes beyond those. */
  classesLeftOut: number;
  /** Which classes are taken for each other, by the number of coincidences; only between different classes. */
  confused: ConfusedClasses[];
  pairs: {
    /** Pairs of workers that share two objects or more. */
    counted: number;
    /** Workers compared with each other. */
    workers: number;
    mostShared: NamedPair[];
    leastAgreed: NamedPair[];
  };
}

export type NamedClassAlpha = Omit<ClassAlpha, 'class'> & { class: string };
export type NamedPair = Omit<WorkerPair, 'a' | 'b'> & { a: string; b: string };

export interface ConfusedClasses {
  a: string;
  b: string;
  coincidences: number;
  /** As many as there would be by chance. */
  expected: number;
}

const CLASSES = 50;
const CONFUSED = 30;
const PAIR_ALPHA_PAIRS = 2_000;

export function agreementReport<Answer, Label>(
  input: QualityInput<Answer, Label>,
  { indexed, classes, compared }: Prepared<Answer>,
): AgreementReport {
  const { workerIds } = indexed;
  const areNumbers =
    !classes && compared.answer.length > 0 && compared.answer.every((value) => typeof value === 'number');
  const scale = classes ? (input.scale ?? 'nominal') : areNumbers ? 'interval' : 'distance';
  const seed = input.seed ?? 'quality';
  const { distance } = input.consolidator;
  const numbers = classes ? numbersOf(classes, scale) : undefined;
  const alphaOfClasses = (start: Int32Array, at: Int32Array | undefined): Alpha => {
    const { value, names } = classes!;
    const pick = <T extends Int32Array | Float64Array>(of: T): T =>
      at ? ((of instanceof Int32Array ? at.map((i) => of[i]!) : Float64Array.from(at, (i) => of[i]!)) as T) : of;
    if (scale === 'nominal') return nominalAlpha({ start, value: pick(value), classes: names.length });
    return (scale === 'ordinal' ? ordinalAlpha : intervalAlpha)({ start, value: pick(numbers!) });
  };

  const { pairs, workers, mostShared, leastAgreed } = workerPairs({
    start: compared.start,
    worker: compared.worker,
    workers: workerIds.length,
    distance: compared.within,
    alpha(both) {
      const start = Int32Array.from({ length: both.length / 2 + 1 }, (_, u) => 2 * u);
      if (classes) return alphaOfClasses(start, both);
      if (areNumbers) return alphaOfNumbers({ start, answer: Array.from(both, (i) => compared.answer[i]!) });
      return distanceAlpha({ start, answer: Array.from(both, (i) => compared.answer[i]!) }, distance, {
        maxPairs: Math.min(PAIR_ALPHA_PAIRS, pairsOf(input)),
        seed,
        within: (i, j) => compared.within(both[i]!, both[j]!),
      });
    },
  });
  const named = ({ a, b, ...pair }: WorkerPair): NamedPair => ({ a: workerIds[a]!, b: workerIds[b]!, ...pair });
  const byClass = classAgreement(input.kind, compared, classes);
  return {
    scale,
    alpha: classes
      ? alphaOfClasses(indexed.start, undefined)
      : areNumbers
        ? alphaOfNumbers(compared)
        : distanceAlpha(compared, distance, { maxPairs: pairsOf(input), seed, within: compared.within }),
    ...byClass,
    pairs: { counted: pairs, workers, mostShared: mostShared.map(named), leastAgreed: leastAgreed.map(named) },
  };
}

/** Numbers are apart by their difference squared, as Krippendorff's interval alpha has it. */
const alphaOfNumbers = ({ start, answer }: { start: Int32Array; answer: readonly unknown[] }): Alpha =>
  intervalAlpha({ start, value: Float64Array.from(answer, Number) });

function numbersOf({ names, value }: { names: string[]; value: Int32Array }, scale: string): Float64Array | undefined {
  if (scale !== 'interval') return Float64Array.from(value);
  const numbers = names.map(Number);
  const bad = numbers.findIndex((number, k) => !Number.isFinite(number) || names[k]!.trim() === '');
  if (bad >= 0)
    throw new RangeError(`agreement on the interval scale: class ${JSON.stringify(names[bad])} is no number`);
  return Float64Array.from(value, (k) => numbers[k]!);
}

/** By class where answers name classes: one each, or sets of them. A ranking names every class every time. */
function classAgreement<Answer>(
  kind: string,
  { start, answer }: { start: Int32Array; answer: readonly Answer[] },
  classes: { names: string[]; value: Int32Array } | undefined,
): Pick<AgreementReport, 'classes' | 'classesLeftOut' | 'confused'> {
  const lists = classes || kind === 'ranking' ? undefined : listedClasses(answer);
  const names = classes?.names ?? lists?.names;
  if (!names) return { classes: [], classesLeftOut: 0, confused: [] };
  const first = lists?.first ?? Int32Array.from({ length: answer.length + 1 }, (_, i) => i);
  const value = lists?.value ?? classes!.value;
  const alphas = classAlphas({ start, first, value, classes: names.length })
    .filter(({ named }) => named > 0)
    .sort((a, b) => b.named - a.named || a.class - b.class);
  const confused = classes
    ? coincidences(start, value, names.length)
        .filter(({ a, b }) => a !== b)
        .sort((x, y) => y.coincidences - x.coincidences || x.a - y.a || x.b - y.b)
        .slice(0, CONFUSED)
        .map((cell) => ({ ...cell, a: names[cell.a]!, b: names[cell.b]! }))
    : [];
  return {
    classes: alphas.slice(0, CLASSES).map((alpha) => ({ ...alpha, class: names[alpha.class]! })),
    classesLeftOut: Math.max(0, alphas.length - CLASSES),
    confused,
  };
}

/** Answers that are lists of names, as for several labels; undefined where an answer is anything else. */
function listedClasses(
  answer: readonly unknown[],
): { names: string[]; first: Int32Array; value: Int32Array } | undefined {
  const isList = (item: unknown): item is string[] =>
    Array.isArray(item) && item.every((name) => typeof name === 'string');
  if (answer.length === 0 || !answer.every(isList)) return undefined;
  const sets = answer.map((names) => [...new Set(names)]);
  const names = [...new Set(sets.flat())].sort();
  const number = new Map(names.map((name, k) => [name, k]));
  const first = new Int32Array(sets.length + 1);
  sets.forEach((set, i) => {
    first[i + 1] = first[i]! + set.length;
  });
  return { names, first, value: Int32Array.from(sets.flatMap((set) => set.map((name) => number.get(name)!))) };
}
