/** How long workers take, and who is too fast to have looked. */
export interface Speed {
  timed: number;
  median: number;
  /** Quartiles. */
  low: number;
  high: number;
  /** Far below what the crowd takes; see `speeds`. */
  fast: boolean;
}

/** Answers with known time from which on a worker, and such workers from which on the crowd, can be judged. */
const ENOUGH_ANSWERS = 5;
const ENOUGH_WORKERS = 5;
/** A modified z-score below this is an outlier (B. Iglewicz, D. Hoaglin, "How to Detect and Handle Outliers", 1993: 3.5). */
const OUTLIER = -3.5;
/** And the worker takes less than this share of the crowd's time: in a crowd that keeps one pace, a little faster is not too fast. */
const SHARE = 0.5;

/**
 * Each worker's times. Too fast: the logarithm of the worker's median is an outlier among all workers' (median and median absolute
 * deviation, 0.6745 (x - median) / MAD), and the median less than half of the crowd's. Logarithms, because times are skewed to the right.
 */
export function speeds(times: readonly ArrayLike<number>[]): (Speed | undefined)[] {
  const found = times.map((of): Speed | undefined => {
    const sorted = Float64Array.from(of).sort();
    if (sorted.length === 0) return undefined;
    return {
      timed: sorted.length,
      median: quantileOf(sorted, 0.5),
      low: quantileOf(sorted, 0.25),
      high: quantileOf(sorted, 0.75),
      fast: false,
    };
  });
  const judged = found.filter((speed): speed is Speed => speed !== undefined && speed.timed >= ENOUGH_ANSWERS);
  if (judged.length < ENOUGH_WORKERS) return found;
  const logs = Float64Array.from(judged, ({ median }) => log(median)).sort();
  const centre = quantileOf(logs, 0.5);
  const deviation = quantileOf(logs.map((x) => Math.abs(x - centre)).sort(), 0.5);
  for (const speed of judged) {
    const below = log(speed.median) - centre;
    speed.fast = below < Math.log(SHARE) && 0.6745 * below < OUTLIER * deviation;
  }
  return found;
}

/** A tenth of a second is the shortest there is. */
const log = (seconds: number): number => Math.log(Math.max(0.1, seconds));

/** Linear between the order statistics around it (R's type 7). */
export function quantileOf(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const value = sorted[below]!;
  return below + 1 < sorted.length ? value + (at - below) * (sorted[below + 1]! - value) : value;
}
