import { type ClassLabel, classLearner, singleLabel, singleLabelOutput } from '../single-label';
import type { TaskType } from '../task-type';

const METADATA_TYPE = 'groundtruth/image-classification';

/** One class per image. */
export const imageClassification: TaskType<string, string, ClassLabel> = {
  ...singleLabel('crowd-image-classifier'),
  slug: 'image-classification',
  title: 'Image classification',
  groundTruthSuffix: 'ImageMultiClass',
  algorithmSuffix: 'image-classification',
  metadataType: METADATA_TYPE,
  labelAttributeIsRef: false,
  source: 'image',
  extensions: ['.jpg', '.jpeg', '.png'],
  minimumCategories: 2,
  output: (label, attribute, categories, facts) =>
    singleLabelOutput(label, attribute, METADATA_TYPE, categories, facts),
  learner: classLearner('image-classifier'),
};
