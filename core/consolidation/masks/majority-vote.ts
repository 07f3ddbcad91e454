/** Pixel by pixel the class most workers painted; of equally many the background, else the earlier class. */
import { RunBuilder } from '../../formats/mask/semantic-mask';
import { expectedIoU, type FusedMask, type MaskMethod } from './mask-method';
import type { MaskStack } from './mask-stack';
import { votePatterns } from './vote-patterns';

export const majorityVoteMasks: MaskMethod = (stacks) => ({ fused: stacks.map(fuse), learnt: null });

function fuse({ runs, classes }: MaskStack): FusedMask {
  const workers = runs.length;
  const patterns = votePatterns(runs, classes.length);
  const shares = patterns.labels.map((labels) => {
    const share = new Float64Array(classes.length + 1);
    for (const label of labels) share[label]! += 1 / workers;
    return share;
  });
  return { ...decidePatterns(patterns, shares, classes.length), weights: Array(workers).fill(1 / workers) };
}

/** The likeliest class of each pattern, given its probabilities, and the IoU to expect. */
export function decidePatterns(
  { pixels, segments }: { pixels: number[]; segments: number[] },
  probabilities: readonly Float64Array[],
  classes: number,
): Pick<FusedMask, 'runs' | 'expectedIoU'> {
  const decided = probabilities.map((p) => {
    let best = 0;
    for (let k = 1; k < p.length; k++) if (p[k]! > p[best]! + 1e-12) best = k;
    return best;
  });
  const inside = new Float64Array(classes + 1);
  const mass = new Float64Array(classes + 1);
  const kept = new Float64Array(classes + 1);
  for (const [i, p] of probabilities.entries()) {
    for (let k = 0; k <= classes; k++) mass[k]! += pixels[i]! * p[k]!;
    inside[decided[i]!]! += pixels[i]!;
    kept[decided[i]!]! += pixels[i]! * p[decided[i]!]!;
  }
  const builder = new RunBuilder();
  for (let i = 0; i < segments.length; i += 2) builder.push(decided[segments[i]!]!, segments[i + 1]!);
  return { runs: builder.runs, expectedIoU: inside.map((area, k) => expectedIoU(area, mass[k]!, kept[k]!)) };
}
