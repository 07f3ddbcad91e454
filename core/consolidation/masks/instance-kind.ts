/** Instance masks for the shared machinery of shapes: similarity is IoU, fusion a vote of the pixels, heavier for more precise workers. */
import { areaOf, type InstanceMask, instanceFromSpans, type Spans, spansOf } from '../../formats/mask/instance-mask';
import { compareBoxes, compareLabels } from '../shapes/order';
import type { ShapeKind } from '../shapes/shape-kind';

/** Masks are compared again and again; their spans are made once. */
const spansCache = new WeakMap<InstanceMask, { spans: Spans; area: number }>();

function cached(mask: InstanceMask) {
  let entry = spansCache.get(mask);
  if (!entry) {
    entry = { spans: spansOf(mask), area: areaOf(mask) };
    spansCache.set(mask, entry);
  }
  return entry;
}

export function instanceIoU(a: InstanceMask, b: InstanceMask): number {
  if (
    a.left >= b.left + b.width ||
    b.left >= a.left + a.width ||
    a.top >= b.top + b.height ||
    b.top >= a.top + a.height
  )
    return 0;
  const x = cached(a);
  const y = cached(b);
  let both = 0;
  for (let i = 0, j = 0; i < x.spans.length && j < y.spans.length; ) {
    const row = x.spans[i]! - y.spans[j]!;
    if (row === 0) {
      both += Math.max(0, Math.min(x.spans[i + 2]!, y.spans[j + 2]!) - Math.max(x.spans[i + 1]!, y.spans[j + 1]!));
      if (x.spans[i + 2]! < y.spans[j + 2]!) i += 3;
      else j += 3;
    } else if (row < 0) i += 3;
    else j += 3;
  }
  return both / (x.area + y.area - both);
}

/** Pixels with at least half of the weight. */
function voteInstances(masks: readonly InstanceMask[], weights: readonly number[]): InstanceMask {
  const first = masks[0]!;
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  const left = Math.min(...masks.map((mask) => mask.left));
  const right = Math.max(...masks.map((mask) => mask.left + mask.width));
  const change = new Float64Array(right - left + 1);
  const next = masks.map(() => 0);
  const spans: Spans = [];
  const top = Math.min(...masks.map((mask) => mask.top));
  const bottom = Math.max(...masks.map((mask) => mask.top + mask.height));
  for (let y = top; y < bottom; y++) {
    change.fill(0);
    for (const [m, mask] of masks.entries()) {
      const own = cached(mask).spans;
      for (; own[next[m]!] === y; next[m]! += 3) {
        change[own[next[m]! + 1]! - left]! += weights[m]!;
        change[own[next[m]! + 2]! - left]! -= weights[m]!;
      }
    }
    let sum = 0;
    let begin = -1;
    for (let x = 0; x < change.length; x++) {
      sum += change[x]!;
      // Weights are added and taken off again: what is left of rounding must not decide.
      const inside = x < change.length - 1 && sum >= half * (1 - 1e-9) && sum > half * 1e-6;
      if (inside && begin < 0) begin = x;
      else if (!inside && begin >= 0) {
        spans.push(y, begin + left, x + left);
        begin = -1;
      }
    }
  }
  // Masks without a common pixel: the heaviest stands for all.
  return instanceFromSpans(spans, first.label) ?? masks[weights.indexOf(Math.max(...weights))]!;
}

export const instanceKind: ShapeKind<InstanceMask> = {
  name: 'instances',
  similarityName: 'IoU',
  labelOf: (mask) => mask.label,
  withLabel: (mask, label) => {
    if (mask.label === label) return mask;
    const renamed = { ...mask, label };
    spansCache.set(renamed, cached(mask));
    return renamed;
  },
  similarity: instanceIoU,
  // As for boxes: overlapping by less than a third is another thing, and half is what is commonly called found.
  matchAt: 0.3,
  rightAt: 0.5,
  otherLabel: 0.75,
  fuse: voteInstances,
  order: (a, b) => compareBoxes(a, b) || compareLabels(a, b) || compareCounts(a.counts, b.counts),
};

function compareCounts(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
