/** Boxes: similarity is the Jaccard index, fusion a robust mean of the edges. */
import { type Box, boxIou } from '../../geometry/box';
import { fuseBoxes } from './fuse-boxes';
import { compareBoxes, compareLabels } from './order';
import type { ShapeKind } from './shape-kind';

export interface LabelledBox extends Box {
  label: string;
}

export const boxKind: ShapeKind<LabelledBox> = {
  name: 'boxes',
  similarityName: 'IoU',
  labelOf: (box) => box.label,
  withLabel: (box, label) => (box.label === label ? box : { ...box, label }),
  similarity: boxIou,
  matchAt: 0.3,
  rightAt: 0.5,
  otherLabel: 0.75,
  fuse(boxes, weights) {
    const { left, top, width, height } = fuseBoxes(boxes, weights);
    return { label: boxes[0]!.label, left, top, width, height };
  },
  habit: {
    outward: [-1, 1, -1, 1],
    offsets: (box, agreed) => {
      const width = Math.max(agreed.width, 1);
      const height = Math.max(agreed.height, 1);
      return [
        (box.left - agreed.left) / width,
        (box.left + box.width - agreed.left - agreed.width) / width,
        (box.top - agreed.top) / height,
        (box.top + box.height - agreed.top - agreed.height) / height,
      ];
    },
    without: (box, agreed, [left = 0, right = 0, top = 0, bottom = 0]) => ({
      label: box.label,
      left: box.left - left * agreed.width,
      top: box.top - top * agreed.height,
      width: Math.max(box.width - (right - left) * agreed.width, 0),
      height: Math.max(box.height - (bottom - top) * agreed.height, 0),
    }),
  },
  order: (a, b) => compareBoxes(a, b) || compareLabels(a, b),
};
