import type { MultiLabel } from '../../core/consolidation/multi-label/consolidate-label-sets';
import { labelSets } from '../label-sets';
import type { TaskType } from '../task-type';

/** Any number of labels per image. */
export const imageMultiLabel: TaskType<string[], MultiLabel, MultiLabel> = {
  ...labelSets(
    'crowd-image-classifier-multi-select',
    'groundtruth/image-classification-multilabel',
    'multi-label-image',
  ),
  slug: 'image-multi-label',
  title: 'Image multi-label classification',
  groundTruthSuffix: 'ImageMultiClassMultiLabel',
  source: 'image',
  extensions: ['.jpg', '.jpeg', '.png'],
};
