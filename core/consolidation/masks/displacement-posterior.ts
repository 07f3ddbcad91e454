/**
 * The probability that a pixel belongs to a class, given how far inside or outside each worker's contour it lies.
 *
 * Let d be its signed distance to the true contour. A worker who drew this contour puts it at d + b_w + e_w, e_w Student t with three degrees of freedom
 * (wobble with the occasional slip; K. Lange, R. Little, J. Taylor, "Robust statistical modeling using the t distribution", JASA 84, 1989). With probability o_w
 * (d > 0) the worker left this part out altogether, with c_w (d < 0) painted it though it is not there: the sensitivity and specificity of STAPLE
 * (Warfield, Zou, Wells 2004), but only for what no wobble explains. Beforehand d is as likely as there are pixels at that distance: a band along
 * the contour, and what lies deeper on both sides. The posterior is the integral over d > 0 against that over all d, summed on a grid.
 */
import { REACH } from './distance-tile';

/** One image's parameters, one entry per worker. */
export interface PixelModel {
  bias: Float64Array;
  deviation: Float64Array;
  omission: Float64Array;
  commission: Float64Array;
  /** Length of the contour, and pixels inside and outside, of the class. */
  contour: number;
  inside: number;
  outside: number;
}

/** Grid step in the most precise worker's deviations: a t density is smooth on that scale. */
const STEP = 0.7;
const MOST_STEPS = 64;
/** Height of the t density with three degrees of freedom at 0. */
const PEAK = 2 / (Math.PI * Math.sqrt(3));
/** Of those who left a part out, how many left out all within reach; the rest lies anywhere. */
const WHOLLY = 0.5;
/** Answers on the right side, but at a distance that no wobble explains. */
const ASTRAY = 0.1;
const LEAST = 1e-300;

/** Expected omissions (d > 0) and commissions (d < 0) of each worker at one pixel. */
export interface Responsibilities {
  omitted: Float64Array;
  invented: Float64Array;
}

/** `sign` is -1 where the distances are those of the background: who draws large leaves a small background. */
export function insideProbability(
  distances: Float64Array,
  model: PixelModel,
  sign: 1 | -1,
  responsibilities?: Responsibilities,
): number {
  const { bias, deviation } = model;
  const n = distances.length;
  let low = REACH;
  let high = -REACH;
  let finest = REACH;
  for (let w = 0; w < n; w++) {
    const place = distances[w]! - sign * bias[w]!;
    if (place < low) low = place;
    if (place > high) high = place;
    if (deviation[w]! < finest) finest = deviation[w]!;
  }
  low = Math.max(-REACH, low - 2 * finest);
  high = Math.min(REACH, high + 2 * finest);
  const steps = Math.max(8, Math.min(MOST_STEPS, Math.ceil((high - low) / (STEP * finest))));
  const step = (high - low) / steps;
  const [miss, invent] = sign === 1 ? [model.omission, model.commission] : [model.commission, model.omission];
  const [inside, outside] = sign === 1 ? [model.inside, model.outside] : [model.outside, model.inside];
  const share = new Float64Array(responsibilities ? n : 0);
  let within = 0;
  let without = 0;
  const add = (d: number, weight: number, deep: boolean): void => {
    let product = weight;
    for (let w = 0; w < n; w++) {
      const given = distances[w]!;
      const far = given >= REACH || given <= -REACH;
      const wrongSide = given > 0 !== d > 0;
      const error = d > 0 ? miss[w]! : invent[w]!;
      const s = deviation[w]!;
      let drawn: number;
      if (deep) drawn = far && !wrongSide ? 1 : 0;
      else if (far) drawn = !wrongSide && REACH - Math.abs(d) < 2 * s ? 0.25 : 0;
      else {
        const z = (given - sign * bias[w]! - d) / s;
        const base = 1 + (z * z) / 3;
        drawn = PEAK / (s * base * base);
      }
      const astray = (error * (wrongSide ? WHOLLY : ASTRAY)) / (far ? 1 : REACH);
      const likelihood = (1 - error) * drawn + astray + LEAST;
      if (responsibilities) share[w] = astray / likelihood;
      product *= likelihood;
    }
    // With very many workers the products are out of range: nothing is left to add, and the vote below decides.
    if (d > 0) within += product;
    else without += product;
    if (responsibilities) {
      const sums = d > 0 ? responsibilities.omitted : responsibilities.invented;
      for (let w = 0; w < n; w++) sums[w]! += product * share[w]!;
    }
  };
  for (let i = 0; i < steps; i++) add(low + (i + 0.5) * step, step * model.contour, false);
  // Level lines shrink inward: the band inside holds about half as many pixels as one of equal width outside.
  const deepInside = inside - (model.contour * REACH) / 2;
  const deepOutside = outside - model.contour * REACH;
  if (deepInside > 0) add(REACH, deepInside, true);
  if (deepOutside > 0) add(-REACH, deepOutside, true);
  const total = within + without;
  if (!(total > 0)) return distances.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0) / n;
  if (responsibilities)
    for (let w = 0; w < n; w++) {
      responsibilities.omitted[w]! /= total;
      responsibilities.invented[w]! /= total;
    }
  return within / total;
}
