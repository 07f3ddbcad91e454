/**
 * The box that several boxes mean: location of a multivariate Student distribution over the four edges by iteratively reweighted least
 * squares (K. L. Lange, R. J. A. Little, J. M. G. Taylor, "Robust Statistical Modeling Using the t Distribution", JASA 84, 1989). A box that
 * lies far off loses its weight as a whole. Between the median, which throws away what several good boxes know, and the mean, which one
 * bad box spoils.
 *
 * @param weights reciprocal variances, in squared shares of the box's size; equal ones where nothing is known of the workers
 */
import type { Box } from '../../geometry/box';
import { weightedMedian } from '../../geometry/weighted-median';

/** Heavy tails; between 1 and 8 the results hardly differ. */
const FREEDOM = 4;
/** Weights of 1 mean that nothing is known: a spread of a tenth of the size is assumed. */
const ASSUMED_PRECISION = 100;
const STEPS = 4;

export function fuseBoxes(boxes: readonly Box[], weights: readonly number[]): Box {
  const n = boxes.length;
  if (n === 1) {
    const { left, top, width, height } = boxes[0]!;
    return { left, top, width, height };
  }
  const rights = boxes.map((box) => box.left + box.width);
  const bottoms = boxes.map((box) => box.top + box.height);
  let left = weightedMedian(
    boxes.map((box) => box.left),
    weights,
  );
  let top = weightedMedian(
    boxes.map((box) => box.top),
    weights,
  );
  let right = weightedMedian(rights, weights);
  let bottom = weightedMedian(bottoms, weights);
  // Two boxes of equal weight: the median is the mean, and no step can tell which is off.
  if (n === 2 && weights[0] === weights[1]) return { left, top, width: right - left, height: bottom - top };
  const precise = weights.every((weight) => weight === 1) ? ASSUMED_PRECISION : 1;
  for (let step = 0; step < STEPS; step++) {
    const width = Math.max(right - left, 1e-9);
    const height = Math.max(bottom - top, 1e-9);
    let sum = 0;
    let sumLeft = 0;
    let sumTop = 0;
    let sumRight = 0;
    let sumBottom = 0;
    for (let i = 0; i < n; i++) {
      const box = boxes[i]!;
      const precision = weights[i]! * precise;
      const across = ((box.left - left) ** 2 + (rights[i]! - right) ** 2) / width ** 2;
      const along = ((box.top - top) ** 2 + (bottoms[i]! - bottom) ** 2) / height ** 2;
      const weight = (precision * (FREEDOM + 4)) / (FREEDOM + precision * (across + along));
      sum += weight;
      sumLeft += weight * box.left;
      sumTop += weight * box.top;
      sumRight += weight * rights[i]!;
      sumBottom += weight * bottoms[i]!;
    }
    left = sumLeft / sum;
    top = sumTop / sum;
    right = sumRight / sum;
    bottom = sumBottom / sum;
  }
  return { left, top, width: right - left, height: bottom - top };
}
