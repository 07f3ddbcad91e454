import { type ClassLabel, labelFromPrediction } from '../../core/consolidation/classes/single-label';
import type { LearnerAdapter } from '../task-type';

export const learner: LearnerAdapter<ClassLabel> = {
  learner: 'image-classifier',
  classOf: (label) => label.classId,
  fromPrediction: labelFromPrediction,
};
