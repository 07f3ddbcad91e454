/** Boxes: Ground Truth's `groundtruth/object-detection`, drawn and adjusted. */
import { boxKind, type LabelledBox } from '../core/consolidation/shapes/box-kind';
import { type Boxes, boxConsolidator, type FusedBoxes } from '../core/consolidation/shapes/boxes';
import { listDistance } from '../core/consolidation/shapes/match-shapes';
import { namesOf } from './metadata';
import { predictedShapes, type ShapeForm, shapeLists } from './shape-lists';
import type { LearnerAdapter } from './task-type';

export type { Boxes, FusedBoxes };

export const BOXES = 'groundtruth/object-detection';

const form: ShapeForm<'boxes', LabelledBox> = {
  list: 'boxes',
  submitted: 'boundingBoxes',
  element: 'boundingBox',
  metadataType: BOXES,
  consolidator: boxConsolidator,
  inPixels({ label, left, top, width, height }) {
    const [x, y] = [Math.round(left), Math.round(top)];
    return {
      label,
      left: x,
      top: y,
      width: Math.max(1, Math.round(left + width) - x),
      height: Math.max(1, Math.round(top + height) - y),
    };
  },
  members: ({ left, top, width, height }) => ({ left, top, width, height }),
};

export const boxes = shapeLists(form);

/** Quality is the mean IoU of boxes matched one to one; a wrong name halves a match, and nothing to find and nothing found is 1. */
export const boxLearner: LearnerAdapter<FusedBoxes> = {
  learner: 'box-detector',
  exact: false,
  quality(answer, label, categories) {
    const read = boxConsolidator.readAnswer(answer, { categories: namesOf(categories) });
    return read.ok ? 1 - listDistance<LabelledBox>(read.value.boxes, label.boxes, boxKind, 1) : 0;
  },
  unlearnable: (labels) =>
    labels.some((label) => label.boxes.length > 0)
      ? undefined
      : `training data holds no box (${labels.length} objects): a model needs objects with boxes`,
  fromPrediction: (prediction, categories) => predictedShapes(form, prediction, categories),
};
