import type { ClassLabel } from '../../core/consolidation/classes/single-label';
import type { TaskType } from '../task-type';
import { consolidate } from './consolidation';
import { answerFor, answerSchema, parseAnswer } from './contract';
import { learner } from './learner';
import { METADATA_TYPE, output, readLabel } from './output';
import { preAnnotation } from './pre-annotation';

/** One class per image. */
export const imageClassification: TaskType<number, ClassLabel> = {
  slug: 'image-classification',
  title: 'Image classification',
  groundTruthSuffix: 'ImageMultiClass',
  algorithmSuffix: 'image-classification',
  metadataType: METADATA_TYPE,
  labelAttributeIsRef: false,
  source: 'image',
  extensions: ['.jpg', '.jpeg', '.png'],
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
