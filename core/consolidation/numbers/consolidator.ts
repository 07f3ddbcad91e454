/** "How many, how much?": numbers in, a number out. */
import type { AnsweredObject, ConsolidationOptions, ConsolidationOutcome, Consolidator } from '../consolidator';
import {
  type DeviationSums,
  medians,
  type NoiseResult,
  type NumberAnswers,
  noDeviations,
  workerNoise,
} from './worker-noise';

/** A worker's [weight, sum of deviations, sum of their squares]. */
type LearntNumbers = { numbers: Record<string, [number, number, number]> };

const METHODS: Record<string, (answers: NumberAnswers, earlier: DeviationSums) => NoiseResult> = {
  'worker-noise': workerNoise,
  median: (answers) => plain(answers, medians(answers)),
  mean: (answers) => plain(answers, means(answers)),
};

/** Beyond this, squares leave the range of numbers. */
const LARGEST = 1e100;

/** Confidence is the share of the differences between objects that the label explains; 0 for the plain methods, which do not know it. */
export const numberConsolidator: Consolidator<number, number> = {
  methods: Object.keys(METHODS) as [string, ...string[]],
  readAnswer(content, { element }) {
    const value = numberIn(content, element);
    if (value === undefined)
      return { ok: false, reason: `the answer holds no number, as in {"${element ?? 'element'}": 7}` };
    return { ok: true, value };
  },
  consolidate,
  // Canberra distance (G. Lance, W. Williams, 1967): bounded, and without a unit.
  distance: (a, b) => (a === b ? 0 : Math.min(1, Math.abs(a - b) / (Math.abs(a) + Math.abs(b)))),
  asAnswer: (label) => label,
  measure(pairs) {
    // A missing label counts as far off as the mean of gold would be.
    const mean = pairs.reduce((sum, { gold }) => sum + gold, 0) / Math.max(1, pairs.length);
    const errors = pairs.map(({ label, gold }) => Math.abs((label ?? mean) - gold));
    const average = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length);
    return {
      meanAbsoluteError: average(errors),
      rootMeanSquaredError: Math.sqrt(average(errors.map((error) => error ** 2))),
    };
  },
};

function consolidate(
  objects: readonly AnsweredObject<number>[],
  { method = numberConsolidator.methods[0], earlier = [] }: ConsolidationOptions,
): ConsolidationOutcome<number> {
  if (!Object.hasOwn(METHODS, method))
    throw new RangeError(
      `no method ${JSON.stringify(method)} for numbers; there are ${Object.keys(METHODS).join(', ')}`,
    );
  const workerIds = [...new Set(objects.flatMap(({ answers }) => answers.map(({ workerId }) => workerId)))].sort();
  const workerOf = new Map(workerIds.map((workerId, worker) => [workerId, worker]));
  // By worker and number, so that rounding does not depend on the order answers came in.
  const votes = objects.map(({ answers }) =>
    [...answers].sort((a, b) => workerOf.get(a.workerId)! - workerOf.get(b.workerId)! || a.answer - b.answer),
  );
  const result = METHODS[method]!(
    {
      objects: objects.length,
      workers: workerIds.length,
      object: Int32Array.from(votes.flatMap((given, object) => given.map(() => object))),
      worker: Int32Array.from(votes.flatMap((given) => given.map(({ workerId }) => workerOf.get(workerId)!))),
      value: Float64Array.from(votes.flatMap((given) => given.map(({ answer }) => answer))),
    },
    recall(earlier, workerIds),
  );
  const precision = (worker: number) => 1 / result.variance[worker]!;
  return {
    objects: votes.map((given, object) => {
      if (given.length === 0) return undefined;
      const label = result.estimates[object]!;
      const confidence = result.reliabilities[object]!;
      const total = given.reduce((sum, { workerId }) => sum + precision(workerOf.get(workerId)!), 0);
      return {
        label,
        confidence,
        explanation: {
          version: 1,
          method,
          parts: [
            {
              decided: label,
              confidence,
              votes: given.map(({ workerId, answer }) => ({
                workerId,
                answer,
                weight: precision(workerOf.get(workerId)!) / total,
              })),
              alternatives: [],
            },
          ],
        },
      };
    }),
    skills: new Map(workerIds.map((workerId, worker) => [workerId, skill(result, worker)])),
    learnt: learntOf(result.deviations, workerIds),
  };
}

/** 1 for a worker without noise or bias, one half for one as far off as the truths lie apart. */
function skill({ bias, variance, estimates }: NoiseResult, worker: number): number {
  const known = estimates.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const spread = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length);
  const off = variance[worker]! + bias[worker]! ** 2;
  return spread + off > 0 ? spread / (spread + off) : 1;
}

/** The number of the element of that name; else of the only element that holds one. Sliders and inputs submit digits. */
function numberIn(content: unknown, element: string | undefined): number | undefined {
  const of = (value: unknown): number | undefined => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Math.abs(number) <= LARGEST ? number : undefined;
  };
  const bare = of(content);
  if (bare !== undefined) return bare;
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return undefined;
  const named = element === undefined ? undefined : of((content as Record<string, unknown>)[element]);
  if (named !== undefined) return named;
  const others = Object.values(content)
    .map(of)
    .filter((value) => value !== undefined);
  return others.length === 1 ? others[0] : undefined;
}

function means({ objects, object, value }: NumberAnswers): Float64Array {
  const sum = new Float64Array(objects);
  const count = new Float64Array(objects);
  for (let a = 0; a < value.length; a++) {
    sum[object[a]!]! += value[a]!;
    count[object[a]!]!++;
  }
  return sum.map((total, o) => total / count[o]!);
}

/** The plain methods weigh everybody the same and learn nothing. */
const plain = ({ objects, workers }: NumberAnswers, estimates: Float64Array): NoiseResult => ({
  estimates,
  reliabilities: new Float64Array(objects),
  bias: new Float64Array(workers),
  variance: new Float64Array(workers).fill(1),
  deviations: noDeviations(workers),
});

function learntOf({ weight, first, second }: DeviationSums, workerIds: string[]): LearntNumbers {
  return {
    numbers: Object.fromEntries(workerIds.map((workerId, w) => [workerId, [weight[w]!, first[w]!, second[w]!]])),
  };
}

function recall(earlier: readonly unknown[], workerIds: string[]): DeviationSums {
  const sums = noDeviations(workerIds.length);
  for (const batch of earlier) {
    const { numbers } = (batch ?? {}) as Partial<LearntNumbers>;
    if (typeof numbers !== 'object' || numbers === null) continue;
    for (const [w, workerId] of workerIds.entries()) {
      const entry: unknown = Object.hasOwn(numbers, workerId) ? numbers[workerId] : undefined;
      if (!Array.isArray(entry) || !entry.every(Number.isFinite) || entry.length !== 3 || !(entry[0] > 0)) continue;
      sums.weight[w]! += entry[0];
      sums.first[w]! += entry[1];
      sums.second[w]! += entry[2];
    }
  }
  return sums;
}
