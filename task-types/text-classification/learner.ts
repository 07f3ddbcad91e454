import { type ClassLabel, labelFromPrediction } from '../../core/consolidation/classes/single-label';
import type { LearnerAdapter } from '../task-type';

export const learner: LearnerAdapter<ClassLabel> = {
  learner: 'text-classifier',
  classOf: (label) => label.classId,
  fromPrediction: labelFromPrediction,
};
