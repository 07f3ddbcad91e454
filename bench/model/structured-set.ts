import type { Example, Learner } from '../../model/learners/learner';

/** Objects with labels that are more than a class. */
export interface StructuredSet {
  learner: Learner;
  labels: string[];
  examples: Example<any, any>[];
}
