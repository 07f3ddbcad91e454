/**
 * What to do next with a model that has scored every object left: validate it now, and on which objects, or teach it more. Rests on the model's own confidence, on
 * what came of earlier ones and on counts, never on labels that are to judge the model, so that no validation label has a say in what it will judge.
 */
import { binomialCdf } from './binomial';
import { mostErrors } from './exact-test';
import type { LossLimit } from './loss-limit';

export interface PlanInput {
  /** Confidence of every scored object left, highest first. */
  confidences: Float64Array;
  /** Quality to expect of a label at that confidence. */
  expected(confidence: number): number;
  /** Largest mean loss allowed; see `loss-limit.ts`. */
  limit: LossLimit;
  /** Error probability of the tests to come. */
  delta: number;
  /** Most objects people may be asked at once. */
  most: number;
}

/** Tests of a sample at one of its sizes. */
export interface Look {
  /** Objects drawn by then. */
  sample: number;
  /** Error probability of the tests. */
  delta: number;
}

export interface ValidationPlan {
  /** The validation sample is drawn at random from the `pool` objects the model is surest of. */
  pool: number;
  /** The looks at the sample, in their order; see `LOOKS`. */
  looks: Look[];
  /** Objects expected to be asked until the answer is known. */
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
/** A region that has less chance than this to be shown safe is not drawn from. */
const LEAST_CHANCE = 0.1;
/** The tests' starts: the losses they reckon with, as a multiple of what the model expects of its labels, and their share of the error probability. */
export const STARTS = [
  { doubt: 1, share: 0.7 },
  { doubt: 1.5, share: 0.2 },
  { doubt: 2.5, share: 0.1 },
];
/**
 * A sample is drawn in parts, and looked at after each: a model that is better than thought is done with the first, one that is just good enough needs the last. Sizes, as shares of the
 * whole, and shares of the error probability are fixed beforehand; the last gets most of it, so that looking early costs little (group sequential testing: P. O'Brien, T. Fleming, 1979).
 */
export const LOOKS = [
  { size: 0.25, share: 0.1 },
  { size: 0.5, share: 0.15 },
  { size: 1, share: 0.75 },
];

/** The plan that is expected to save most labels; undefined when none can save any. */
export function planValidation(input: PlanInput): ValidationPlan | undefined {
  const { confidences, expected, limit, delta, most } = input;
  const left = confidences.length;
  if (left === 0) return undefined;
  const sizes = regionSizes(confidences);
  const expectedLoss = prefixLosses(confidences.map(expected), sizes);
  let best: ValidationPlan | undefined;
  for (const sample of sampleSizes(left, Math.min(most, left))) {
    const looks = LOOKS.map(({ size, share }): Look => ({ sample: Math.ceil(size * sample), delta: share * delta }));
    const drawnOf = (s: number, pool: number, look: Look) => Math.round((look.sample * sizes[s]!) / sizes[pool]!);
    const errorsAllowed = (s: number, drawn: number, look: Look): number => {
      const rest = sizes[s]! - drawn;
      const allowed = limit(rest);
      return allowed >= 1 ? drawn : mostErrors(drawn, rest, allowed, look.delta);
    };
    const chance = (s: number, doubt: number, drawn: number, errors: number) =>
      errors >= drawn ? 1 : binomialCdf(errors, drawn, Math.min(1, doubt * expectedLoss[s]!));
    /** Of a start at a region: labels it saves, and objects of the sample it takes. */
    const prospect = (s: number, pool: number, doubt: number) => {
      let [passed, saved, asked] = [0, 0, 0];
      for (const [l, look] of looks.entries()) {
        const drawn = drawnOf(s, pool, look);
        const passes = Math.max(passed, chance(s, doubt, drawn, errors[s]![l]!));
        saved += (passes - passed) * (sizes[s]! - drawn);
        asked += (passes - passed) * look.sample;
        passed = passes;
      }
      return { saved, asked: asked + (1 - passed) * sample };
    };
    const mostGained = (last: number, pool: number, doubt: number) => {
      let gained = { saved: 0, asked: sample, start: 0 };
      for (let s = 0; s <= last; s++) {
        const { saved, asked } = prospect(s, pool, doubt);
        if (saved > gained.saved) gained = { saved, asked, start: s };
      }
      return gained;
    };
    // The pool: every region that has a chance when the whole sample is drawn from it.
    let pool = -1;
    for (let s = sizes.length - 1; s >= 0 && pool < 0; s--)
      if (sizes[s]! >= sample && chance(s, 1, sample, errorsAllowed(s, sample, looks.at(-1)!)) >= LEAST_CHANCE)
        pool = s;
    if (pool < 0) continue;
    const errors = sizes
      .slice(0, pool + 1)
      .map((_, s) => looks.map((look) => errorsAllowed(s, drawnOf(s, pool, look), look)));
    const { saved, asked, start } = mostGained(pool, pool, 1);
    if (saved <= (best?.saved ?? 0)) continue;
    const starts = STARTS.map(({ doubt }) => sizes[mostGained(start, pool, doubt).start]!);
    const useful = usefulLooks(looks, errors[start]!);
    best = { pool: sizes[pool]!, looks: useful, sample: Math.round(asked), starts, saved };
  }
  return best;
}

/** Without the looks that not even a flawless sample would pass; the last has their error probability. */
function usefulLooks(looks: readonly Look[], errors: readonly number[]): Look[] {
  const useful = looks.filter((_, l) => l === looks.length - 1 || errors[l]! >= 0);
  const kept = useful.slice(0, -1).reduce((sum, { delta }) => sum + delta, 0);
  const all = looks.reduce((sum, { delta }) => sum + delta, 0);
  return [...useful.slice(0, -1), { sample: useful.at(-1)!.sample, delta: all - kept }];
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
