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
 * probabilistic models: the intersection-over-union case", CVPR 2014). `probability` is the class's total probability mass, `kept` that inside the decision.
 */
export const expectedIoU = (inside: number, probability: number, kept: number): number => {
  const union = inside + probability - kept;
  return union > 0 ? kept / union : 1;
};
