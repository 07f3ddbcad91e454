/**
 * How far each worker's contour lies from the true one.
 *
 * Along the true contour worker w draws at the signed distance b_w + e_w: a bias (drawing too large or too small) and a wobble of variance
 * v_w. The truth is not known, but differences between workers do not contain it: Var(d_i - d_j) = v_i + v_j, which gives each v (F. Grubbs, "On estimating
 * precision of measuring instruments and product variability", JASA 43, 1948), and mean(d_i - d_j) = b_i - b_j gives each b up to a common
 * one, which no answer can tell; the median worker is taken to have none. What one image tells is little, so it is
 * shrunk: variances toward the image's pooled one, biases toward nothing, each as far as the batch shows that they differ, and toward the
 * worker's own mean as far as workers are found to keep their habits from image to image (G. Robinson, "That BLUP is a good thing", Statistical Science
 * 6(1), 1991).
 */

/** Signed distances of workers' contours at places on the core's: `distances[i * workers + w]`. */
export interface ContourSamples {
  workers: readonly number[];
  distances: Float64Array;
  count: number;
  /** Square root of the mean area drawn: the unit in which images of different scale are comparable. */
  size: number;
}

export interface Displacement {
  bias: Float64Array;
  variance: Float64Array;
  /** Standard deviation of the common bias that cannot be known: that of the median of the workers' biases. */
  common: number;
  /** Pooled standard deviation. */
  scale: number;
  /** Workers who drew something else than the others. */
  elsewhere: boolean[];
}

/** Sums over images of a worker's habits, in units of the image's pooled deviation. Additive over batches. */
export interface HabitSums {
  images: number;
  bias: number;
  biasSquares: number;
  precision: number;
  precisionSquares: number;
}

/** Farther than this many deviations it is no wobble but another thing drawn, or nothing: three, as customary. */
export const GROSS = 3;
/** Bends of a contour that are independent of each other: about as many as a careful polygon has corners. */
const BENDS = 24;
/** Bends' worth of belief in the pooled variance. */
const VARIANCE_WEIGHT = 10;
/** A contour on a pixel grid is off by a uniform half pixel: 1/12. */
const GRID_VARIANCE = 1 / 12;
/** Median of the absolute value of a standard normal variable. */
const MEDIAN = 0.6745;
/** No hand is steadier than this many pixels. */
const LEAST_DEVIATION = 0.5;
/** Relative deviation where no image of the batch tells one. */
const USUAL_DEVIATION = 0.05;
/** Heavy tails make a deviation up to so many times what its best third says; likewise an image's beside the batch's. */
const TAIL = 2;
/** Share of the core's contour that a worker must have followed to have drawn the same thing. */
const COMPANY = 0.5;
/** Share of the workers who set the scale: even among many careless ones, so many draw the same. */
const BEST = 1 / 3;
/** Samples two workers must share before their difference means something. */
const FEWEST = 5;

interface Fit {
  bias: Float64Array;
  variance: Float64Array;
  bends: Float64Array;
  pooled: number;
  elsewhere: boolean[];
}

export function fitDisplacements(
  images: readonly ContourSamples[],
  workers: number,
  earlier: readonly HabitSums[],
): { displacements: Displacement[]; habits: HabitSums[] } {
  const deviations = images.map(deviationOf);
  const relative = medianOf(
    deviations.flatMap((deviation, i) => (deviation > 0 ? [deviation / images[i]!.size] : [])),
    USUAL_DEVIATION,
  );
  const fits = images.map((samples, i) => {
    const usual = Math.max(0.5, relative * samples.size);
    return fitImage(samples, Math.min(deviations[i]! || usual, TAIL * usual));
  });
  const habits = sumHabits(images, fits, workers);
  const known = habits.map((sums, w) => addHabits(sums, earlier[w]));
  const bias = blup(
    known.map(({ images: n, bias: sum, biasSquares }) => ({ n, sum, squares: biasSquares })),
    0,
  );
  const precision = blup(
    known.map(({ images: n, precision: sum, precisionSquares }) => ({ n, sum, squares: precisionSquares })),
    0,
  );
  // Error of a bias in these units: one bend's variance is about the pooled one.
  const biasSpread = Math.max(0.01, bias.within - 1 / BENDS);
  const displacements = fits.map((fit, i) => {
    const { workers: own } = images[i]!;
    const scale = Math.sqrt(fit.pooled + GRID_VARIANCE);
    const variance = fit.variance.map((raw, k) => {
      const expected = fit.pooled * Math.exp(precision.mean[own[k]!]!);
      const n = fit.bends[k]!;
      return (raw * n + expected * VARIANCE_WEIGHT) / (n + VARIANCE_WEIGHT) + GRID_VARIANCE;
    });
    const shrunk = fit.bias.map((raw, k) => {
      const usual = bias.mean[own[k]!]! * scale;
      const error = variance[k]! / Math.max(fit.bends[k]!, 1e-3);
      const spread = biasSpread * scale * scale;
      return usual + ((raw - usual) * spread) / (spread + error);
    });
    const total = biasSpread + bias.between;
    return {
      bias: shrunk,
      variance,
      common: Math.sqrt(((Math.PI / 2) * total) / own.length) * scale,
      scale,
      elsewhere: fit.elsewhere,
    };
  });
  return { displacements, habits };
}

/**
 * One worker's standard deviation: first from the third of the workers who follow the core best, so that those who drew another thing do not
 * count; then by clipping from there until it settles. 0 where nothing can be told.
 */
function deviationOf({ workers, distances, count }: ContourSamples): number {
  const n = workers.length;
  if (count < FEWEST || n < 2) return 0;
  const own = Array.from({ length: n }, (_, w) => Array.from({ length: count }, (_, s) => distances[s * n + w]!));
  // The core of two may be one of them: only their difference tells.
  const offsets = n > 2 ? own : [own[0]!.map((value, s) => (value - own[1]![s]!) / Math.SQRT2)];
  const sizes = offsets.map((values) => Float64Array.from(values, Math.abs).sort());
  const typical = sizes.map((sorted) => sorted[count >> 1]! / MEDIAN).sort((a, b) => a - b);
  const least = Math.max(LEAST_DEVIATION, typical[Math.floor((typical.length - 1) * BEST)]!);
  let deviation = least;
  for (let round = 0; round < 8; round++) {
    const cut = GROSS * deviation;
    let sum = 0;
    let kept = 0;
    for (const sorted of sizes) for (let s = 0; s < count && sorted[s]! < cut; s++, kept++) sum += sorted[s]! ** 2;
    deviation = Math.max(LEAST_DEVIATION, Math.min(TAIL * least, Math.sqrt(sum / Math.max(1, kept))));
  }
  return deviation;
}

function fitImage({ workers, distances, count }: ContourSamples, deviation: number): Fit {
  const n = workers.length;
  const cut = GROSS * deviation;
  // Beside the core's contour, at the worker's own offset, however careful the others are.
  const offset = Array.from({ length: n }, (_, w) => {
    const own = medianOf(
      Array.from({ length: count }, (_, s) => distances[s * n + w]!),
      0,
    );
    return Math.max(-cut, Math.min(cut, own));
  });
  const near = (s: number, w: number) => Math.abs(distances[s * n + w]! - offset[w]!) < cut;
  const present = new Float64Array(n);
  for (let s = 0; s < count; s++) for (let w = 0; w < n; w++) if (near(s, w)) present[w]!++;
  const elsewhere = Array.from(present, (own) => own < COMPANY * count);
  const weight = new Float64Array(n * n);
  const mean = new Float64Array(n * n);
  const square = new Float64Array(n * n);
  for (let s = 0; s < count; s++)
    for (let i = 0; i < n; i++) {
      const a = distances[s * n + i]!;
      if (elsewhere[i] || !near(s, i)) continue;
      for (let j = 0; j < i; j++) {
        const b = distances[s * n + j]!;
        if (elsewhere[j] || !near(s, j)) continue;
        weight[i * n + j]!++;
        mean[i * n + j]! += a - b;
        square[i * n + j]! += (a - b) ** 2;
      }
    }
  const bias = new Float64Array(n);
  const shared = new Float64Array(n);
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const w = weight[i * n + j]!;
      let variance = 2 * deviation * deviation;
      if (w >= FEWEST) {
        const m = mean[i * n + j]! / w;
        variance = square[i * n + j]! / w - m * m;
        bias[i]! += w * m;
        bias[j]! -= w * m;
        shared[i]! += w;
        shared[j]! += w;
      }
      sums[i]! += variance;
      sums[j]! += variance;
    }
  for (let i = 0; i < n; i++) bias[i] = shared[i]! > 0 ? ((bias[i]! / shared[i]!) * (n - 1)) / n : 0;
  const centre = medianOf(
    [...bias].filter((_, i) => shared[i]! > 0),
    0,
  );
  for (let i = 0; i < n; i++) bias[i] = shared[i]! > 0 ? bias[i]! - centre : 0;
  const total = sums.reduce((a, b) => a + b, 0) / (2 * Math.max(1, n - 1));
  const pooled = n > 1 ? total / n : deviation * deviation;
  const variance = sums.map((sum) => (n > 2 ? Math.max(0, (sum - total) / (n - 2)) : pooled));
  return {
    elsewhere,
    bias,
    variance,
    bends: present.map((value) => (count > 0 ? (BENDS * value) / count : 0)),
    pooled,
  };
}

function sumHabits(images: readonly ContourSamples[], fits: readonly Fit[], workers: number): HabitSums[] {
  const habits = Array.from({ length: workers }, emptyHabits);
  for (const [i, { bias, variance, bends, pooled }] of fits.entries())
    for (const [k, w] of images[i]!.workers.entries()) {
      // A worker who drew another thing says nothing about the way of drawing.
      if (images[i]!.workers.length < 3 || bends[k]! < BENDS / 4) continue;
      const unit = pooled + GRID_VARIANCE;
      const relativeBias = bias[k]! / Math.sqrt(unit);
      const relativeVariance = Math.log((variance[k]! + GRID_VARIANCE) / unit);
      const own = habits[w]!;
      own.images++;
      own.bias += relativeBias;
      own.biasSquares += relativeBias ** 2;
      own.precision += relativeVariance;
      own.precisionSquares += relativeVariance ** 2;
    }
  return habits;
}

export const emptyHabits = (): HabitSums => ({
  images: 0,
  bias: 0,
  biasSquares: 0,
  precision: 0,
  precisionSquares: 0,
});

export function addHabits(a: HabitSums, b: HabitSums | undefined): HabitSums {
  if (!b) return a;
  return {
    images: a.images + b.images,
    bias: a.bias + b.bias,
    biasSquares: a.biasSquares + b.biasSquares,
    precision: a.precision + b.precision,
    precisionSquares: a.precisionSquares + b.precisionSquares,
  };
}

/**
 * Each worker's mean, shrunk by how much of the spread lies between workers: one-way analysis of variance. Where answers of one name are no more
 * alike than those of different names, all means come out equal.
 */
function blup(groups: { n: number; sum: number; squares: number }[], usual: number) {
  const seen = groups.filter(({ n }) => n > 0);
  const n = seen.reduce((total, group) => total + group.n, 0);
  const grand = n > 0 ? seen.reduce((total, group) => total + group.sum, 0) / n : usual;
  const withinSum = seen.reduce((total, group) => total + group.squares - group.sum ** 2 / group.n, 0);
  const betweenSum = seen.reduce((total, group) => total + group.n * (group.sum / group.n - grand) ** 2, 0);
  const k = seen.length;
  // Where no worker was seen twice, the spread is all taken as that between images.
  const within = n > k ? withinSum / (n - k) : n > 1 ? (withinSum + betweenSum) / (n - 1) : 0.25;
  const each = k > 1 ? (n - seen.reduce((total, group) => total + group.n ** 2, 0) / n) / (k - 1) : 1;
  const between = k > 1 && n > k ? Math.max(0, (betweenSum / (k - 1) - within) / each) : 0;
  const mean = groups.map((group) =>
    group.n > 0 && between > 0
      ? usual + ((group.sum / group.n - usual) * between) / (between + within / group.n)
      : usual,
  );
  return { mean, within, between };
}

export function medianOf(values: readonly number[], otherwise: number): number {
  if (values.length === 0) return otherwise;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
