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
/** How often there is no other contour within reach. */
const WHOLLY = 0.5;
/** Answers on the right side, but at a distance that no wobble explains. */
const ASTRAY = 0.1;
/** Share of those whose contour runs just out of reach when the true one is just within. */
const EDGE_OF_REACH = 0.25;
/** Keeps a likelihood from being nothing at all. */
const LEAST = 1e-12;

/** Expected omissions (d > 0) and commissions (d < 0) of each worker at one pixel. */
export interface Responsibilities {
  omitted: Float64Array;
  invented: Float64Array;
}

/** Judges pixels of one image under one class. Keeps its working numbers between pixels: there are millions. */
export class PixelJudge {
  private readonly workers: number;
  private readonly bias: Float64Array;
  private readonly precision: Float64Array;
  private readonly finest: number;
  private readonly deepInside: number;
  private readonly deepOutside: number;
  /** Probabilities of not being astray, for the truth inside and outside, and the heights of the densities. */
  private readonly errors: [Float64Array, Float64Array];
  private readonly place: Float64Array;
  private readonly peak: Float64Array;
  private readonly astray: Float64Array;
  private readonly share: Float64Array;
  private readonly sorted: Float64Array;
  /** Probability that the next contour is where those on the wrong side saw it: it counts once, however many they are. */
  private once = 1;

  /** `sign` is -1 where the class is the background: who draws large leaves a small background. */
  constructor(
    private readonly model: PixelModel,
    sign: 1 | -1,
  ) {
    const { bias, deviation, omission, commission, contour, inside, outside } = model;
    const n = bias.length;
    this.workers = n;
    this.bias = bias.map((value) => sign * value);
    this.precision = deviation.map((value) => 1 / value);
    this.finest = deviation.reduce((least, value) => Math.min(least, value), REACH);
    this.errors = sign === 1 ? [omission, commission] : [commission, omission];
    // Level lines shrink inward: the band inside holds about half as many pixels as one of equal width outside.
    this.deepInside = Math.max(0, (sign === 1 ? inside : outside) - (contour * REACH) / 2);
    this.deepOutside = Math.max(0, (sign === 1 ? outside : inside) - contour * REACH);
    this.place = new Float64Array(n);
    this.peak = new Float64Array(n);
    this.astray = new Float64Array(n);
    this.share = new Float64Array(n);
    this.sorted = new Float64Array(n);
  }

  probability(distances: Float64Array, responsibilities?: Responsibilities): number {
    const { workers, place, finest } = this;
    let low = REACH;
    let high = -REACH;
    for (let w = 0; w < workers; w++) {
      const at = distances[w]! - this.bias[w]!;
      place[w] = at;
      if (at < low) low = at;
      if (at > high) high = at;
    }
    low = Math.max(-REACH, low - 2 * finest);
    high = Math.min(REACH, high + 2 * finest);
    const steps = Math.max(8, Math.min(MOST_STEPS, Math.ceil((high - low) / (STEP * finest))));
    const step = (high - low) / steps;
    const first = Math.min(steps, Math.max(0, Math.ceil(-low / step - 0.5)));
    this.side(distances, false);
    let without = this.band(distances, low, step, 0, first, responsibilities?.invented);
    without += this.deep(distances, false, responsibilities?.invented);
    this.side(distances, true);
    let within = this.band(distances, low, step, first, steps, responsibilities?.omitted);
    within += this.deep(distances, true, responsibilities?.omitted);
    const total = within + without;
    // So many workers that the products are out of range: the vote is clear or nothing is.
    if (!(total > 0)) return distances.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0) / workers;
    if (responsibilities)
      for (let w = 0; w < workers; w++) {
        responsibilities.omitted[w]! /= total;
        responsibilities.invented[w]! /= total;
      }
    return within / total;
  }

  /**
   * The likelihood of going astray, and the height of the density of not doing so, when the pixel is inside or outside. Those who are on the wrong
   * side saw the next contour there is, all the same one: that they agree on its place is no evidence against what they left out.
   */
  private side(distances: Float64Array, inside: boolean): void {
    const errors = this.errors[inside ? 0 : 1];
    const centre = this.centreBeyond(distances, inside);
    this.once = isFar(centre) ? WHOLLY : 1 / REACH;
    for (let w = 0; w < this.workers; w++) {
      const given = distances[w]!;
      const far = isFar(given);
      let other = ASTRAY / REACH;
      if (given > 0 !== inside) {
        if (far) other += isFar(centre) ? 1 : EDGE_OF_REACH;
        else {
          const z = (this.place[w]! - centre) * this.precision[w]!;
          const base = 1 + (z * z) / 3;
          other += (PEAK * this.precision[w]!) / (base * base);
        }
      }
      this.astray[w] = errors[w]! * other;
      this.peak[w] = far ? 0 : (1 - errors[w]!) * PEAK * this.precision[w]!;
    }
  }

  /** Median place of those on the other side. */
  private centreBeyond(distances: Float64Array, inside: boolean): number {
    const { sorted, place } = this;
    let n = 0;
    for (let w = 0; w < this.workers; w++) {
      if (distances[w]! > 0 === inside) continue;
      let at = n++;
      for (; at > 0 && sorted[at - 1]! > place[w]!; at--) sorted[at] = sorted[at - 1]!;
      sorted[at] = isFar(distances[w]!) ? distances[w]! : place[w]!;
    }
    return n === 0 ? 0 : sorted[n >> 1]!;
  }

  /** Grid points `from … to - 1`, all on one side of the contour. */
  private band(
    distances: Float64Array,
    low: number,
    step: number,
    from: number,
    to: number,
    sums: Float64Array | undefined,
  ): number {
    const { workers, place, precision, peak, astray, share } = this;
    let total = 0;
    for (let i = from; i < to; i++) {
      const d = low + (i + 0.5) * step;
      let product = step * this.model.contour;
      let plain = product;
      for (let w = 0; w < workers; w++) {
        const z = (place[w]! - d) * precision[w]!;
        const base = 1 + (z * z) / 3;
        let likelihood = peak[w]! / (base * base) + astray[w]!;
        if (peak[w] === 0) likelihood += this.beyond(distances[w]!, d, w) + LEAST;
        if (sums) share[w] = astray[w]! / likelihood;
        product *= likelihood;
        plain *= likelihood - astray[w]!;
      }
      product *= this.once;
      total += product + (1 - this.once) * plain;
      if (sums) for (let w = 0; w < workers; w++) sums[w]! += product * share[w]!;
    }
    return total;
  }

  /** Who drew the contour just out of reach when it is just within. */
  private beyond(given: number, d: number, worker: number): number {
    const near = given > 0 === d > 0 && REACH - Math.abs(d) < 2 / this.precision[worker]!;
    return near ? EDGE_OF_REACH : 0;
  }

  /** The pixel lies out of reach of the contour. */
  private deep(distances: Float64Array, inside: boolean, sums: Float64Array | undefined): number {
    let product = inside ? this.deepInside : this.deepOutside;
    if (product === 0) return 0;
    let plain = product;
    const errors = this.errors[inside ? 0 : 1];
    for (let w = 0; w < this.workers; w++) {
      const given = distances[w]!;
      const drawn = isFar(given) && given > 0 === inside ? 1 - errors[w]! : 0;
      const likelihood = drawn + this.astray[w]! + LEAST;
      this.share[w] = this.astray[w]! / likelihood;
      product *= likelihood;
      plain *= likelihood - this.astray[w]!;
    }
    product *= this.once;
    if (sums) for (let w = 0; w < this.workers; w++) sums[w]! += product * this.share[w]!;
    return product + (1 - this.once) * plain;
  }
}

const isFar = (distance: number): boolean => distance >= REACH || distance <= -REACH;
