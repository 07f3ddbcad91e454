import { orderedNames, renumberedRuns, type SemanticMask } from '../../formats/mask/semantic-mask';
import { votePatterns } from './vote-patterns';

/** How two masks of one size meet. IoU only of classes that at least one of them has, by name, background left out. */
export interface MaskComparison {
  iou: Map<string, number>;
  /** Mean over those classes; 1 where both masks are empty. */
  meanIoU: number;
  pixelAccuracy: number;
}

/** Masks of different sizes have nothing in common. */
export function compareMasks(a: SemanticMask, b: SemanticMask): MaskComparison {
  const names = orderedNames([...a.classes, ...b.classes]);
  const iou = new Map<string, number>();
  if (a.width !== b.width || a.height !== b.height) {
    for (const name of names) iou.set(name, 0);
    return { iou, meanIoU: 0, pixelAccuracy: 0 };
  }
  const { both, either, equal } = overlaps(renumberedRuns(a, names), renumberedRuns(b, names), names.length);
  for (const [k, name] of names.entries()) if (either[k + 1]! > 0) iou.set(name, both[k + 1]! / either[k + 1]!);
  const values = [...iou.values()];
  return {
    iou,
    meanIoU: values.length === 0 ? 1 : values.reduce((sum, value) => sum + value, 0) / values.length,
    pixelAccuracy: equal / (a.width * a.height),
  };
}

/** Pixels of each class that both masks have, and that at least one has. */
export function overlaps(
  a: readonly number[],
  b: readonly number[],
  classes: number,
): { both: Float64Array; either: Float64Array; equal: number } {
  const both = new Float64Array(classes + 1);
  const either = new Float64Array(classes + 1);
  let equal = 0;
  const { labels, pixels } = votePatterns([a, b], classes);
  for (const [p, pair] of labels.entries()) {
    const [x, y] = pair as unknown as [number, number];
    either[x]! += pixels[p]!;
    if (x === y) {
      both[x]! += pixels[p]!;
      equal += pixels[p]!;
    } else either[y]! += pixels[p]!;
  }
  return { both, either, equal };
}
