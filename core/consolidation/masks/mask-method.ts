import type { MaskStack } from './mask-stack';

/** What a method makes of one image. */
export interface FusedMask {
  /** `[class, length, …]` on the stack's classes. */
  runs: number[];
  /** Expected IoU with the truth per class, index = class; 0 is the background's. */
  expectedIoU: Float64Array;
  /** Each worker's say, 0 … 1, in the stack's order; the sum is 1. */
  weights: number[];
}

/** Fuses a batch; `earlier` is what earlier batches taught, and `learnt` what this one did. */
export type MaskMethod = (
  stacks: readonly MaskStack[],
  earlier: readonly unknown[],
) => { fused: FusedMask[]; learnt: unknown };

/**
 * IoU of a class that is decided as `inside`, expected from the probabilities: the sum of intersections over the sum of unions (Nowozin, "Optimal decisions from
 * probabilistic models: the intersection-over-union case", CVPR 2014). `probability` is the class's total probability mass, `kept` that inside the
 * decision. `shared` is the area expected to be wrong by an error all workers have in common, which their probabilities cannot know;
 * independent errors along one edge add up in squares.
 */
export function expectedIoU(inside: number, probability: number, kept: number, shared = 0): number {
  let extra = inside - kept;
  let missing = probability - kept;
  if (shared > 0) {
    const own = extra + missing;
    const wrong = Math.hypot(own, shared);
    extra = own > 0 ? (extra * wrong) / own : wrong / 2;
    missing = own > 0 ? (missing * wrong) / own : wrong / 2;
  }
  const union = inside + missing;
  return union > 0 ? Math.max(0, inside - extra) / union : 1;
}
