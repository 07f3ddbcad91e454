import type { SemanticMask } from '../../core/formats/mask/semantic-mask';
import { type MaskLabel, maskLearner, masks } from '../masks';
import type { TaskType } from '../task-type';

/** A class for every pixel of an image. */
export const semanticSegmentation: TaskType<SemanticMask, SemanticMask, MaskLabel> = {
  ...masks,
  slug: 'semantic-segmentation',
  title: 'Semantic segmentation',
  groundTruthSuffix: 'SemanticSegmentation',
  algorithmSuffix: 'semantic-segmentation',
  learner: maskLearner,
};
