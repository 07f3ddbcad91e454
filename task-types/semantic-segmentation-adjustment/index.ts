import type { SemanticMask } from '../../core/formats/mask/semantic-mask';
import { type MaskLabel, masks } from '../masks';
import { type Adjusted, adjustment, maskOnLine } from '../reviews';
import type { TaskType } from '../task-type';

/** Masks of an earlier job, corrected. */
export const semanticSegmentationAdjustment: TaskType<SemanticMask, SemanticMask, Adjusted<MaskLabel>> = {
  ...masks,
  ...adjustment<SemanticMask, MaskLabel>(masks, (line, attribute, categories) => {
    const shown = maskOnLine(line, attribute);
    const known = (name: string) => categories.some(({ label }) => label === name);
    return shown && Object.keys(shown.labelMappings).every(known) ? shown : undefined;
  }),
  slug: 'semantic-segmentation-adjustment',
  title: 'Semantic segmentation adjustment',
  groundTruthSuffix: 'AdjustmentSemanticSegmentation',
};
