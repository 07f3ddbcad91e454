import { type Boxes, boxes, type FusedBoxes } from '../boxes';
import { type Adjusted, adjustment } from '../reviews';
import type { TaskType } from '../task-type';

/** Boxes of an earlier job, corrected. */
export const boundingBoxAdjustment: TaskType<Boxes, FusedBoxes, Adjusted<FusedBoxes>> = {
  ...boxes,
  ...adjustment<Boxes, FusedBoxes>(boxes, (line, attribute, categories) => {
    const label = boxes.readLabel(line, attribute, categories);
    return label && boxes.initialValue(boxes.answerOf(label));
  }),
  slug: 'bounding-box-adjustment',
  title: 'Bounding box adjustment',
  groundTruthSuffix: 'AdjustmentBoundingBox',
};
