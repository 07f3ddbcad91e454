import type { MultiLabel } from '../../core/consolidation/multi-label/consolidate-label-sets';
import { labelSets } from '../label-sets';
import type { TaskType } from '../task-type';

/** Any number of labels per text. */
export const textMultiLabel: TaskType<string[], MultiLabel, MultiLabel> = {
  ...labelSets('crowd-classifier-multi-select', 'groundtruth/text-classification-multilabel', 'multi-label-text'),
  slug: 'text-multi-label',
  title: 'Text multi-label classification',
  groundTruthSuffix: 'TextMultiClassMultiLabel',
  source: 'text',
  extensions: ['.txt'],
};
