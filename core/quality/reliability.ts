/** Whether confidence means something: of the labels given with confidence 0.8, are eight in ten right? */
import { type Interval, shareInterval } from './interval';

export interface ReliabilityBin {
  /** Confidences in the bin: over `low` up to `high`; the first begins with its own. */
  low: number;
  high: number;
  count: number;
  /** Mean confidence and share right; null where the bin is empty. */
  confidence: number | null;
  accuracy: number | null;
  interval: Interval;
}

export interface Reliability {
  count: number;
  accuracy: number;
  confidence: number;
  /** Expected calibration error over bins of equal width, and over bins of equal mass. */
  error: number;
  errorEqualMass: number;
  /** Largest of a bin's errors, equal width. */
  largestError: number;
  brier: number;
  logLoss: number;
  equalWidth: ReliabilityBin[];
  equalMass: ReliabilityBin[];
}

/** A confidence of 1 that was wrong would cost infinitely much. */
const SUREST = 1e-6;

/**
 * C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017: expected calibration error is the mean of
 * |accuracy - confidence| over bins, weighted by their counts. Equal-width bins are ((b - 1)/B, b/B], the first closed. Equal-mass bins never part equal
 * confidences, so that the order of the labels does not matter; there are fewer when many are equal. Brier score: G. Brier, 1950.
 */
export function reliability(
  confidences: ArrayLike<number>,
  right: ArrayLike<boolean | number>,
  bins = 10,
): Reliability | undefined {
  const count = confidences.length;
  if (right.length !== count)
    throw new RangeError(`reliability: ${count} confidences but ${right.length} answers to whether they were right`);
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`reliability: ${bins} bins; expected 1 or more`);
  if (count === 0) return undefined;
  const wide = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  let brier = 0;
  let logLoss = 0;
  for (let i = 0; i < count; i++) {
    const p = confidences[i]!;
    if (!(p >= 0 && p <= 1)) throw new RangeError(`reliability: confidence ${p} at ${i}; expected 0 to 1`);
    const hit = Number(right[i]!);
    addTo(wide[Math.max(0, Math.ceil(p * bins - 1e-9) - 1)]!, p, hit);
    brier += (p - hit) ** 2;
    const q = Math.min(1 - SUREST, Math.max(SUREST, p));
    logLoss -= hit * Math.log(q) + (1 - hit) * Math.log1p(-q);
  }
  const equalWidth = wide.map((sums, b) => binOf(sums, b / bins, (b + 1) / bins));
  const equalMass = massBins(confidences, right, bins);
  const all = wide.reduce(
    (sum, bin) => ({ confidence: sum.confidence + bin.confidence, right: sum.right + bin.right }),
    {
      confidence: 0,
      right: 0,
    },
  );
  return {
    count,
    accuracy: all.right / count,
    confidence: all.confidence / count,
    error: errorOf(equalWidth, count),
    errorEqualMass: errorOf(equalMass, count),
    largestError: Math.max(...equalWidth.map(gap)),
    brier: brier / count,
    logLoss: logLoss / count,
    equalWidth,
    equalMass,
  };
}

interface Sums {
  count: number;
  confidence: number;
  right: number;
}

function massBins(confidences: ArrayLike<number>, right: ArrayLike<boolean | number>, bins: number): ReliabilityBin[] {
  const byValue = new Map<number, Sums>();
  for (let i = 0; i < confidences.length; i++) {
    const p = confidences[i]!;
    let sums = byValue.get(p);
    if (!sums) {
      sums = { count: 0, confidence: 0, right: 0 };
      byValue.set(p, sums);
    }
    addTo(sums, p, Number(right[i]!));
  }
  const found: ReliabilityBin[] = [];
  let open: Sums = { count: 0, confidence: 0, right: 0 };
  let low = 0;
  let passed = 0;
  for (const p of [...byValue.keys()].sort((a, b) => a - b)) {
    const { count, confidence, right: hits } = byValue.get(p)!;
    open = { count: open.count + count, confidence: open.confidence + confidence, right: open.right + hits };
    passed += count;
    // Closed once its share of all labels has passed.
    if (passed * bins < confidences.length * (found.length + 1) && passed < confidences.length) continue;
    found.push(binOf(open, low, p));
    low = p;
    open = { count: 0, confidence: 0, right: 0 };
  }
  return found;
}

function addTo(sums: Sums, confidence: number, right: number): void {
  sums.count++;
  sums.confidence += confidence;
  sums.right += right;
}

const binOf = ({ count, confidence, right }: Sums, low: number, high: number): ReliabilityBin => ({
  low,
  high,
  count,
  confidence: count > 0 ? confidence / count : null,
  accuracy: count > 0 ? right / count : null,
  interval: shareInterval(right, count),
});

const gap = ({ accuracy, confidence }: ReliabilityBin): number =>
  accuracy === null || confidence === null ? 0 : Math.abs(accuracy - confidence);

const errorOf = (bins: ReliabilityBin[], count: number): number =>
  bins.reduce((sum, bin) => sum + (bin.count / count) * gap(bin), 0);
