import { type ClassLabel, readSingleLabel, singleLabelOutput } from '../../core/consolidation/classes/single-label';
import type { LabelCategory } from '../../core/job/label-categories';
import type { LabelFacts } from '../task-type';

export const METADATA_TYPE = 'groundtruth/image-classification';

export const output = (
  label: ClassLabel,
  attribute: string,
  categories: LabelCategory[],
  facts: LabelFacts,
): Record<string, unknown> => singleLabelOutput(label, attribute, METADATA_TYPE, categories, facts);

export const readLabel = readSingleLabel;
