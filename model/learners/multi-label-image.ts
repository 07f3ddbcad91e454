import type { Learner } from './learner';
import { type LabelSetTarget, multiLabelTargets } from './multi-label-targets';
import { pictureLearner } from './picture-learner';
import { setHead } from './set-head';

/** Several labels a picture. */
export const multiLabelImage: Learner<Float32Array, LabelSetTarget> = {
  ...pictureLearner('multi-label-image', setHead),
  ...multiLabelTargets,
};
