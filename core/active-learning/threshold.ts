/**
 * The lowest confidence at which a model's labels may be taken, with a promise: with probability at least `confidence` over the draw of the
 * validation labels, the accuracy of what lies at or above the threshold is at least `targetAccuracy`.
 *
 * Looking at many thresholds and taking the best would void a single bound. We test them in a fixed order, from the strictest down, and stop at
 * the first that fails, which needs no correction along the way (fixed sequence testing, multi-start: A. Angelopoulos, S. Bates, E. Candès,
 * M. Jordan, L. Lei, "Learn then Test", 2021, §3.2). One unlucky early error must not end everything, so given enough labels there is a
 * second start further down, and the two share the allowed error probability. Each test is exact (Clopper-Pearson).
 */
import { clopperPearsonLower, upperTail } from './binomial';

/** A validation object: how sure the model was, and whether it was right. */
export interface ValidationScore {
  confidence: number;
  correct: boolean;
}

export interface ThresholdRules {
  /** Accuracy promised for the machine-labelled part. */
  targetAccuracy: number;
  /** How sure the promise is. Default 0.95. */
  confidence?: number;
}

export interface ThresholdChoice {
  /** Null when no threshold is safe; people then label. */
  threshold: number | null;
  reason: string;
  /** Of the validation objects at or above the threshold. */
  accepted: number;
  accuracy: number;
  /** Lower bound on the accuracy, at the error probability the passing test was given. */
  accuracyBound: number;
  /** Validation scores with a usable confidence. */
  validated: number;
  /** Scores set aside: confidence not a number from 0 to 1. */
  ignored: number;
}

const CONFIDENCE = 0.95;
/** A threshold below the last is tested each time it takes this share of the validation objects more. */
const STEP = 1 / 50;

/**
 * The scores must be those of validation objects that could still have been machine-labelled in this round: of earlier rounds' survivors (see
 * `survivesEarlierRounds`), drawn at random.
 */
export function chooseThreshold(scores: readonly ValidationScore[], rules: ThresholdRules): ThresholdChoice {
  const target = rules.targetAccuracy;
  const delta = 1 - (rules.confidence ?? CONFIDENCE);
  const usable = scores.filter(({ confidence }) => confidence >= 0 && confidence <= 1);
  const ignored = scores.length - usable.length;
  const sorted = [...usable].sort((a, b) => b.confidence - a.confidence);
  const n = sorted.length;
  const none = (reason: string): ThresholdChoice => ({
    threshold: null,
    reason: ignored > 0 ? `${reason}; ${ignored} scores without a usable confidence were set aside` : reason,
    accepted: 0,
    accuracy: 0,
    accuracyBound: 0,
    validated: n,
    ignored,
  });

  const fewest = fewestThatCanPass(target, delta);
  if (n < fewest) return none(`${n} validation labels; at least ${fewest} are needed to promise ${percent(target)}`);
  const { share, sizes } = startingSizes(n, target, delta);

  // Right answers among the first i scores; a threshold takes everything at its confidence, so only ends of runs of equals count.
  const right = new Int32Array(n + 1);
  for (let i = 0; i < n; i++) right[i + 1] = right[i]! + (sorted[i]!.correct ? 1 : 0);
  const runEnd = (size: number): number => {
    let end = Math.max(1, Math.min(n, size));
    while (end < n && sorted[end]!.confidence === sorted[end - 1]!.confidence) end++;
    return end;
  };
  const passes = (size: number): boolean => upperTail(right[size]!, size, target) <= share;

  let accepted = 0;
  const step = Math.max(1, Math.ceil(n * STEP));
  for (const size of sizes) {
    for (let end = runEnd(size); passes(end); end = runEnd(end + step)) {
      accepted = Math.max(accepted, end);
      if (end === n) break;
    }
  }
  if (accepted === 0) {
    const best = right[n]! / n;
    return none(
      `no confidence is safe: ${percent(best)} of ${n} validation labels are right, ${percent(target)} is promised`,
    );
  }
  const threshold = sorted[accepted - 1]!.confidence;
  const bound = clopperPearsonLower(right[accepted]!, accepted, share);
  return {
    threshold,
    reason: `${right[accepted]} of ${accepted} validation labels at or above it are right, at least ${percent(bound)} with certainty ${percent(1 - delta)}`,
    accepted,
    accuracy: right[accepted]! / accepted,
    accuracyBound: bound,
    validated: n,
    ignored,
  };
}

/**
 * How many of the surest objects each start takes, and its share of the error probability: the fewest that can pass, and, with at least twice
 * as many labels, the geometric middle between those and all. Depends on numbers alone, never on who was right.
 */
function startingSizes(n: number, target: number, delta: number): { share: number; sizes: number[] } {
  const fewestOfTwo = fewestThatCanPass(target, delta / 2);
  if (n < 2 * fewestOfTwo) return { share: delta, sizes: [fewestThatCanPass(target, delta)] };
  return { share: delta / 2, sizes: [fewestOfTwo, Math.ceil(Math.sqrt(fewestOfTwo * n))] };
}

/**
 * Whether a validation object is still like the objects left: had it not been a validation object, an earlier round's threshold would have
 * taken it. Without this rule, easy objects long gone would vouch for the hard ones that remain.
 */
export const survivesEarlierRounds = (
  earlier: readonly { confidence: number | undefined; threshold: number | null }[],
): boolean => earlier.every(({ confidence, threshold }) => threshold === null || !((confidence ?? -1) >= threshold));

/** Fewest labels, all right, that show `target` at error probability `delta`. */
export const fewestThatCanPass = (target: number, delta: number): number =>
  Math.max(1, Math.ceil(Math.log(delta) / Math.log(target) - 1e-9));

/** Fewest validation labels on which a promise can be shown at all. */
export const fewestToPromise = ({ targetAccuracy, confidence = CONFIDENCE }: ThresholdRules): number =>
  fewestThatCanPass(targetAccuracy, 1 - confidence);

const percent = (share: number): string => `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
