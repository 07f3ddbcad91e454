import { randomGenerator } from '../../random/generator';
import type { Alpha } from './alpha';
import { alphaOf } from './alpha';
import { eachPairable } from './nominal-alpha';

export interface AnswerUnits<Answer> {
  start: Int32Array;
  answer: readonly Answer[];
}

export interface DistanceAlphaOptions {
  /** Up to this many pairs of answers De is exact; beyond, about as many are drawn. */
  maxPairs?: number;
  seed?: string;
  /** Distance between answers `i` < `j` of one object, where it has been computed already. */
  within?: (i: number, j: number) => number;
}

const MAX_PAIRS = 2_000_000;

/**
 * Alpha with any distance, 0 the same … 1 nothing in common. De is over all pairs of answers. Beyond `maxPairs` each answer is compared with the same
 * number of others drawn at random, which is more even than pairs drawn at random; the result says what error comes from it. Another
 * order of the objects then draws another sample.
 */
export function distanceAlpha<Answer>(
  { start, answer }: AnswerUnits<Answer>,
  distance: (a: Answer, b: Answer) => number,
  {
    maxPairs = MAX_PAIRS,
    seed = 'alpha',
    within = (i, j) => distance(answer[i]!, answer[j]!),
  }: DistanceAlphaOptions = {},
): Alpha {
  const pool: number[] = [];
  const unit: number[] = [];
  const size: number[] = [];
  const disagreement: number[] = [];
  eachPairable(start, (from, to) => {
    let sum = 0;
    for (let i = from; i < to; i++) {
      for (let j = i + 1; j < to; j++) sum += within(i, j);
      pool.push(i);
      unit.push(size.length);
    }
    size.push(to - from);
    disagreement.push((2 * sum) / (to - from - 1));
  });
  const n = pool.length;
  const reach = new Float64Array(size.length);
  if ((n * (n - 1)) / 2 <= maxPairs) {
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++) {
        const d = unit[i] === unit[j] ? within(pool[i]!, pool[j]!) : distance(answer[pool[i]!]!, answer[pool[j]!]!);
        reach[unit[i]!]! += d;
        reach[unit[j]!]! += d;
      }
    return alphaOf({ size, disagreement, reach });
  }
  const random = randomGenerator(seed);
  // Two at least, or the spread among them could not be told.
  const drawn = Math.max(2, Math.round(maxPairs / n));
  let sampling = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    let squares = 0;
    for (let t = 0; t < drawn; t++) {
      const other = random.integer(n - 1);
      const d = distance(answer[pool[i]!]!, answer[pool[other < i ? other : other + 1]!]!);
      sum += d;
      squares += d * d;
    }
    reach[unit[i]!]! += ((n - 1) * sum) / drawn;
    sampling += ((n - 1) ** 2 * Math.max(0, squares - (sum * sum) / drawn)) / (drawn - 1) / drawn;
  }
  return alphaOf({ size, disagreement, reach, sampling });
}
