import { type Boxes, boxes, boxLearner, type FusedBoxes } from '../boxes';
import type { TaskType } from '../task-type';

/** Boxes around things in an image. */
export const boundingBox: TaskType<Boxes, FusedBoxes, FusedBoxes> = {
  ...boxes,
  slug: 'bounding-box',
  title: 'Bounding boxes',
  groundTruthSuffix: 'BoundingBox',
  algorithmSuffix: 'object-detection',
  learner: boxLearner,
};
