import { classHead } from './class-head';
import { classTargets } from './class-targets';
import type { Learner } from './learner';
import { pictureLearner } from './picture-learner';

/** One class a picture. */
export const imageClassifier: Learner<Float32Array, number> = {
  ...pictureLearner('image-classifier', classHead),
  ...classTargets,
};
