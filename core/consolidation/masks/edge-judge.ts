/**
 * On which side of the true contour a pixel lies, judged by the workers who agree on the part: those whose contour runs near the core's. Given the true
 * signed distance d, worker w's is d + b_w + e_w, e_w Student t with three degrees of freedom (wobble with the occasional slip; K. Lange, R. Little,
 * J. Taylor, "Robust statistical modeling using the t distribution", JASA 84, 1989): d is found by reweighting, from the core's on.
 */
import { type Displacement, GROSS } from './displacement-model';
import { type DistanceTile, REACH } from './distance-tile';

const FREEDOM = 3;
const ROUNDS = 3;
/** A logistic curve this much steeper is within 0.01 of the normal distribution function. */
const LOGISTIC = 1.702;

export class EdgeJudge {
  private readonly workers: number;
  private readonly cut: number;
  /** Farther than this from the core's contour no worker counts. */
  private readonly limit: number;
  private readonly distances: Float64Array;

  constructor(private readonly displacement: Displacement) {
    this.workers = displacement.bias.length;
    this.cut = Math.min(REACH, GROSS * displacement.scale);
    this.limit = displacement.bias.reduce((most, value) => Math.max(most, Math.abs(value)), 0) + this.cut;
    this.distances = new Float64Array(this.workers);
  }

  /**
   * Probability that pixel (x, y) is of the class. The tile holds the workers' masks, then the core; `core` is what the core gives for the class, which
   * stands away from its edge.
   */
  probability(tile: DistanceTile, label: number, x: number, y: number, core: number): number {
    const { workers, cut, distances } = this;
    const { bias, variance, elsewhere } = this.displacement;
    const anchor = tile.distanceOf(workers, label, x, y, this.limit);
    if (Math.abs(anchor) >= cut) return core;
    // Who draws large leaves a small background.
    const sign = label === 0 ? -1 : 1;
    for (let w = 0; w < workers; w++)
      distances[w] = elsewhere[w] ? REACH : tile.distanceOf(w, label, x, y, Math.abs(anchor) + this.limit);
    let place = anchor;
    let weights = 0;
    for (let round = 0; round < ROUNDS; round++) {
      let sum = 0;
      let near = 0;
      weights = 0;
      for (let w = 0; w < workers; w++) {
        const given = distances[w]! - sign * bias[w]!;
        if (elsewhere[w] || Math.abs(given - anchor) >= cut) continue;
        const weight = (FREEDOM + 1) / (FREEDOM * variance[w]! + (given - place) ** 2);
        sum += weight * given;
        weights += weight;
        near++;
      }
      if (near < 2) return core;
      place = sum / weights;
      // Few who agree seem to agree better than they do: their mean was fitted to them.
      weights *= 1 - 1 / near;
    }
    return 1 / (1 + Math.exp(-LOGISTIC * place * Math.sqrt(weights)));
  }
}
