/**
 * How precisely each worker draws, and the shape all agree on.
 *
 * The localisation part of S. Branson, G. Van Horn, P. Perona, "Lean Crowdsourcing", CVPR 2017 (§ 4.2): a worker's shape lies round the true
 * one with a variance of the worker's own, under a prior shared by all workers. Here the distance is 1 - similarity, so that it holds for
 * every kind of shape, and a worker is compared with what the others agree on, not with an agreement the worker is part of. Where the kind knows
 * habits (boxes drawn too wide), a worker's mean offset is taken off before fusing.
 */
import type { ShapeKind } from './shape-kind';

/** A candidate as the place model sees it: the shapes, their workers, the probability that it is real, the object's scale. */
export interface Placed<Shape> {
  shapes: readonly Shape[];
  workers: readonly number[];
  probability: number;
  scale: number;
}

/** Sums over a worker's shapes, weighted by probability: how many, squared distances, offsets. They add up over batches. */
export interface PlaceCounts {
  shapes: Float64Array;
  squares: Float64Array;
  /** Worker by worker, as many as the kind has offsets. */
  offsets: number[][];
}

export interface Places {
  /** Each worker's mean squared distance from what the others agree on. */
  variance: Float64Array;
  meanVariance: number;
  habits: number[][];
  /** How well each worker is known, 0…1. */
  known: number[];
  counts: PlaceCounts;
}

/** A worker is taken for like all others as if ten shapes had said so; all others, before anything is seen, for a distance of 0.15. */
const WORKER_WEIGHT = 10;
const START_VARIANCE = 0.15 ** 2;
const START_WEIGHT = 5;
const ROUNDS = 2;
/** So many shapes tell a worker's variance well enough; more would only take time. */
const ENOUGH = 200;
/** An offset beyond this share of the size is a misunderstanding, not a habit. */
const OFFSET_LIMIT = 0.3;
/** Standard deviation of how much of a worker's spread is outward offset, before anything is seen. */
const SLOPE = 0.2;
/** No worker is so exact that the others do not count: one percent of the size. */
const LEAST_VARIANCE = 0.01 ** 2;

export function learnPlaces<Shape>(
  candidates: readonly Placed<Shape>[],
  workers: number,
  kind: ShapeKind<Shape>,
  earlier?: PlaceCounts,
): Places {
  const together = candidates.filter(({ shapes, probability }) => shapes.length > 1 && probability >= 0.5);
  let places = summarise(emptyPlaces(workers), earlier, workers);
  for (let round = 0; round < ROUNDS; round++) {
    const counts = emptyPlaces(workers);
    for (const { shapes, workers: by, probability, scale } of together) {
      const weights = by.map((w) => 1 / places.variance[w]!);
      for (let i = 0; i < shapes.length; i++) {
        const worker = by[i]!;
        if (counts.shapes[worker]! >= ENOUGH) continue;
        const agreed = kind.fuse(without(shapes, i), without(weights, i));
        const distance = 1 - kind.similarity(shapes[i]!, agreed, scale);
        counts.shapes[worker]! += probability;
        counts.squares[worker]! += probability * distance ** 2;
        if (!kind.habit) continue;
        const sums = counts.offsets[worker]!;
        for (const [k, offset] of kind.habit.offsets(shapes[i]!, agreed).entries())
          sums[k] = (sums[k] ?? 0) + probability * Math.min(Math.max(offset, -OFFSET_LIMIT), OFFSET_LIMIT);
      }
    }
    places = summarise(counts, earlier, workers);
  }
  if (kind.habit) settleHabits(places, kind.habit.outward);
  return places;
}

/**
 * Makes habits, which are known against what workers agree on, habits against the truth: what all do alike, agreement cannot show. But carelessness
 * can: a box that is drawn in haste is drawn too large, since one that cuts into the thing is seen to be wrong. So each worker's mean outward
 * offset is regressed on the worker's spread, and the truth is taken to be where a worker without any spread would draw. The slope has a normal
 * prior round 0: where the careless are no larger than the careful, nothing is corrected.
 */
function settleHabits({ habits, variance, known }: Places, outward: readonly number[]): void {
  const sides = outward.reduce((sum, sign) => sum + Math.abs(sign), 0);
  const offset = habits.map((habit) => habit.reduce((sum, value, k) => sum + value * outward[k]!, 0) / sides);
  const total = known.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return;
  const mean = (of: (w: number) => number) => known.reduce((sum, weight, w) => sum + weight * of(w), 0) / total;
  const spread = (w: number) => Math.sqrt(variance[w]!);
  const meanSpread = mean(spread);
  const meanOffset = mean((w) => offset[w]!);
  const covariance = mean((w) => (spread(w) - meanSpread) * (offset[w]! - meanOffset));
  const spreadVariance = mean((w) => (spread(w) - meanSpread) ** 2);
  if (spreadVariance === 0) return;
  const plain = covariance / spreadVariance;
  // Workers known by many shapes count as one each; by few, as a part of one.
  const residual = mean((w) => (offset[w]! - meanOffset - plain * (spread(w) - meanSpread)) ** 2) + LEAST_VARIANCE;
  const error = residual / (spreadVariance * total);
  // Shrunk to the prior, and taken for more than chance only beyond what Akaike's criterion asks of a parameter: t² > 2.
  const prior = SLOPE ** 2 / (error + SLOPE ** 2);
  const slope = plain * prior * Math.max(0, 1 - (2 * error) / plain ** 2);
  if (slope === 0) return;
  // The agreed shape is as careful as its makers, the careful ones first.
  let precision = 0;
  let agreedSpread = 0;
  for (const [w, weight] of known.entries()) {
    precision += weight / variance[w]!;
    agreedSpread += weight / spread(w);
  }
  const shift = (slope * agreedSpread) / precision;
  for (const habit of habits) for (const [k, sign] of outward.entries()) habit[k] = (habit[k] ?? 0) + sign * shift;
}

/** The shape agreed on: habits taken off, each shape weighted by its worker's precision. */
export function agreedShape<Shape>(
  { shapes, workers }: Pick<Placed<Shape>, 'shapes' | 'workers'>,
  places: Pick<Places, 'variance' | 'habits'>,
  kind: ShapeKind<Shape>,
): Shape {
  const weights = workers.map((w) => 1 / places.variance[w]!);
  if (!kind.habit) return kind.fuse(shapes, weights);
  const rough = kind.fuse(shapes, weights);
  return kind.fuse(
    shapes.map((shape, i) => kind.habit!.without(shape, rough, places.habits[workers[i]!]!)),
    weights,
  );
}

/**
 * Probability that the agreed shape is right: at least `rightAt` similar to the truth. Its distance is taken for gamma distributed with the shape
 * of a sum of four half-normal errors, one per edge: 4 (2/pi) / (1 - 2/pi) = 7. Its mean square has two parts: what the workers get wrong
 * each for themselves, which shrinks with their number, and what they all get wrong together (a hidden edge), which does not and which nobody
 * can see: it is taken to be half of what a worker gets wrong alone.
 */
export function placeProbability<Shape>(
  { shapes, workers, scale }: Placed<Shape>,
  agreed: Shape,
  { variance, meanVariance }: Places,
  kind: ShapeKind<Shape>,
): number {
  let precision = 0;
  let strain = FREEDOM;
  for (const [i, shape] of shapes.entries()) {
    const weight = 1 / variance[workers[i]!]!;
    precision += weight;
    strain += weight * (1 - kind.similarity(shape, agreed, scale)) ** 2;
  }
  // A candidate on which these workers differ more than they usually do is a hard one: its variance is scaled as in a Student model.
  const hardness = strain / (FREEDOM + Math.max(shapes.length - 1, 0));
  const meanSquare = Math.max(hardness, 0.25) * (1 / precision + meanVariance / 2);
  const mean = Math.sqrt(meanSquare / (1 + 1 / SHAPE));
  return gammaBelow((1 - kind.rightAt) / mean);
}

const FREEDOM = 4;

const SHAPE = 7;

/** P(X <= ratio × mean) of a gamma variable with that shape: the chance of at least seven events where 7 × ratio are expected. */
function gammaBelow(ratio: number): number {
  let term = Math.exp(-SHAPE * ratio);
  let fewer = 0;
  for (let k = 0; k < SHAPE; k++) {
    fewer += term;
    term *= (SHAPE * ratio) / (k + 1);
  }
  return 1 - fewer;
}

function summarise(counts: PlaceCounts, earlier: PlaceCounts | undefined, workers: number): Places {
  const shapes = counts.shapes.map((count, w) => count + (earlier?.shapes[w] ?? 0));
  const squares = counts.squares.map((count, w) => count + (earlier?.squares[w] ?? 0));
  let all = START_WEIGHT;
  let sum = START_WEIGHT * START_VARIANCE;
  for (let w = 0; w < workers; w++) {
    all += shapes[w]!;
    sum += squares[w]!;
  }
  const meanVariance = Math.max(sum / all, LEAST_VARIANCE);
  return {
    variance: squares.map((square, w) =>
      Math.max((square + WORKER_WEIGHT * meanVariance) / (shapes[w]! + WORKER_WEIGHT), LEAST_VARIANCE),
    ),
    meanVariance,
    habits: counts.offsets.map((sums, w) => {
      const before = earlier?.offsets[w] ?? [];
      const length = Math.max(sums.length, before.length);
      return Array.from({ length }, (_, k) => ((sums[k] ?? 0) + (before[k] ?? 0)) / (shapes[w]! + WORKER_WEIGHT));
    }),
    known: Array.from(shapes, (count) => count / (count + WORKER_WEIGHT)),
    counts,
  };
}

function without<T>(list: readonly T[], position: number): T[] {
  const rest = list.slice();
  rest.splice(position, 1);
  return rest;
}

const emptyPlaces = (workers: number): PlaceCounts => ({
  shapes: new Float64Array(workers),
  squares: new Float64Array(workers),
  offsets: Array.from({ length: workers }, () => []),
});
