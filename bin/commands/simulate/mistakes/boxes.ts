import type { LabelledBox } from '../../../../core/consolidation/shapes/box-kind';
import type { Boxes } from '../../../../core/consolidation/shapes/boxes';
import { clipBox } from '../../../../core/geometry/box';
import type { RandomGenerator } from '../../../../core/random/generator';
import { otherLabel } from './labels';

/** Parts of the lost quality: boxes missed, boxes misnamed (which halves a match), the rest by edges that lie beside the object's. */
const MISSED = 0.25;
const MISNAMED = 0.25;
/** Mean distance of a standard normal draw from 0. */
const MEAN_DISTANCE = Math.sqrt(2 / Math.PI);

export function mistakenBoxes(truth: Boxes, accuracy: number, labels: readonly string[], draw: RandomGenerator): Boxes {
  const loss = 1 - accuracy;
  // An edge off by a share of the box's extent costs about that share of the IoU, and a box has four.
  const deviation = (loss * (1 - MISSED - (labels.length > 1 ? MISNAMED : 0))) / (4 * MEAN_DISTANCE);
  const boxes: LabelledBox[] = [];
  for (const box of truth.boxes) {
    if (draw.next() < loss * MISSED) continue;
    const misnamed = draw.next() < 2 * loss * MISNAMED;
    const left = box.left + draw.normal() * deviation * box.width;
    const top = box.top + draw.normal() * deviation * box.height;
    const right = box.left + box.width * (1 + draw.normal() * deviation);
    const bottom = box.top + box.height * (1 + draw.normal() * deviation);
    const drawn = clipBox(
      { left, top, width: right - left, height: bottom - top },
      truth.width ?? Number.POSITIVE_INFINITY,
      truth.height ?? Number.POSITIVE_INFINITY,
    );
    if (!(drawn.width > 0 && drawn.height > 0)) continue;
    boxes.push({ ...box, ...drawn, label: misnamed ? otherLabel(box.label, labels, draw) : box.label });
  }
  return { ...truth, boxes };
}
