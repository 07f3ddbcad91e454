/**
 * What to do next with a model that has scored every object left: validate it now, and on which objects, or teach it more. Rests on the model's own confidence, on
 * what came of earlier ones and on counts, never on labels that are to judge the model, so that no validation label has a say in what it will judge.
 */
import { binomialCdf } from './binomial';
import type { LossLimit } from './loss-limit';

export interface PlanInput {
  /** Confidence of every scored object left, highest first. */
  confidences: Float64Array;
  /** Quality to expect of a label at that confidence. */
  expected(confidence: number): number;
  /** Largest mean loss allowed; see `loss-limit.ts`. */
  limit: LossLimit;
  /** Error probability of the test to come. */
  delta: number;
  /** Most objects people may be asked at once. */
  most: number;
}

export interface ValidationPlan {
  /** The validation sample is drawn at random from the `pool` objects the model is surest of. */
  pool: number;
  /** Size of the sample. */
  sample: number;
  /**
   * Regions, in objects, where the tests start: the one that is expected to save most, and smaller ones for when the model errs more often than it thinks (see `STARTS`).
   */
  starts: number[];
  /** Labels expected to be saved. */
  saved: number;
}

const SIZES = 48;
const SAMPLES = 14;
const LIMITS = 1000;
/** A region that has less chance than this to be shown safe is not drawn from. */
const LEAST_CHANCE = 0.1;
/** The tests' starts: the losses they reckon with, as a multiple of what the model expects of its labels, and their share of the error probability. */
export const STARTS = [
  { doubt: 1, share: 0.7 },
  { doubt: 1.5, share: 0.2 },
  { doubt: 2.5, share: 0.1 },
];

/** The plan that is expected to save most labels; undefined when none can save any. */
export function planValidation(input: PlanInput): ValidationPlan | undefined {
  const { confidences, expected, limit, delta, most } = input;
  const left = confidences.length;
  if (left === 0) return undefined;
  const sizes = regionSizes(confidences);
  const expectedLoss = prefixLosses(confidences.map(expected), sizes);
  const allowedErrors = new Map<string, number>();
  const errorsThatPass = (drawn: number, allowed: number): number => {
    // A plan needs no exact limit; rounded down it is one of few, and the search for most errors is what planning spends its time on.
    const share = Math.floor(allowed * LIMITS) / LIMITS;
    const key = `${drawn} ${share}`;
    const known = allowedErrors.get(key) ?? mostErrors(drawn, share, STARTS[0]!.share * delta);
    allowedErrors.set(key, known);
    return known;
  };
  let best: ValidationPlan | undefined;
  for (const sample of sampleSizes(left, Math.min(most, left))) {
    const chance = (region: number, loss: number, drawn: number) => {
      const allowed = limit(region - drawn);
      if (allowed >= 1) return 1;
      return binomialCdf(errorsThatPass(drawn, allowed), drawn, Math.min(1, loss));
    };
    const mostGained = (last: number, pool: number, doubt: number) => {
      let saved = 0;
      let start = 0;
      for (let s = 0; s <= last; s++) {
        const region = sizes[s]!;
        const drawn = Math.round((sample * region) / sizes[pool]!);
        const gain = (region - drawn) * chance(region, doubt * expectedLoss[s]!, drawn);
        if (gain > saved) {
          saved = gain;
          start = s;
        }
      }
      return { saved, start };
    };
    // The pool: every region that has a chance when the whole sample is drawn from it.
    let pool = -1;
    for (let s = sizes.length - 1; s >= 0 && pool < 0; s--)
      if (sizes[s]! >= sample && chance(sizes[s]!, expectedLoss[s]!, sample) >= LEAST_CHANCE) pool = s;
    if (pool < 0) continue;
    const { saved, start } = mostGained(pool, pool, 1);
    if (saved <= (best?.saved ?? 0)) continue;
    const starts = STARTS.map(({ doubt }) => sizes[mostGained(start, pool, doubt).start]!);
    best = { pool: sizes[pool]!, sample, starts, saved };
  }
  return best;
}

/** Most errors among `n` draws that still show, at error probability `delta`, that fewer than `share` are wrong; -1 when none do. */
export function mostErrors(n: number, share: number, delta: number): number {
  let low = -1;
  let high = Math.ceil(n * share);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (binomialCdf(middle, n, share) <= delta) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Sizes of nested regions, ascending, each ending where the confidence changes: a threshold takes all of its equals. */
export function regionSizes(confidences: Float64Array): number[] {
  const left = confidences.length;
  const sizes: number[] = [];
  for (let i = 1; i <= SIZES; i++) {
    let end = Math.max(1, Math.round((left * i) / SIZES));
    while (end < left && confidences[end] === confidences[end - 1]) end++;
    if (end !== sizes.at(-1)) sizes.push(end);
  }
  return sizes;
}

function prefixLosses(qualities: Float64Array, sizes: readonly number[]): number[] {
  let sum = 0;
  let at = 0;
  return sizes.map((size) => {
    for (; at < size; at++) sum += 1 - qualities[at]!;
    return sum / size;
  });
}

function sampleSizes(left: number, most: number): number[] {
  const sizes: number[] = [];
  const smallest = 20;
  for (let i = 0; i < SAMPLES; i++) {
    const size = Math.round(smallest * (Math.max(smallest, left / 2) / smallest) ** (i / (SAMPLES - 1)));
    if (size > most) {
      // Between two sizes of the grid may lie the smallest that can pass.
      sizes.push(most);
      break;
    }
    if (size !== sizes.at(-1)) sizes.push(size);
  }
  return sizes;
}
