import type { ClassLabel } from '../../core/consolidation/classes/single-label';
import type { TaskType } from '../task-type';
import { consolidate } from './consolidation';
import { answerFor, answerSchema, parseAnswer } from './contract';
import { learner } from './learner';
import { METADATA_TYPE, output, readLabel } from './output';
import { preAnnotation } from './pre-annotation';

/** One class per text. */
export const textClassification: TaskType<number, ClassLabel> = {
  slug: 'text-classification',
  title: 'Text classification',
  groundTruthSuffix: 'TextMultiClass',
  algorithmSuffix: 'text-classification',
  metadataType: METADATA_TYPE,
  labelAttributeIsRef: false,
  source: 'text',
  extensions: ['.txt'],
  minimumCategories: 2,
  preAnnotation,
  answerSchema,
  parseAnswer,
  answerFor,
  consolidate,
  output,
  readLabel,
  learner,
};
