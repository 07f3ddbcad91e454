import { type ClassLabel, classLearner, singleLabel, singleLabelOutput } from '../single-label';
import type { TaskType } from '../task-type';

const METADATA_TYPE = 'groundtruth/text-classification';

/** One class per text. */
export const textClassification: TaskType<string, string, ClassLabel> = {
  ...singleLabel('crowd-classifier'),
  slug: 'text-classification',
  title: 'Text classification',
  groundTruthSuffix: 'TextMultiClass',
  algorithmSuffix: 'text-classification',
  metadataType: METADATA_TYPE,
  labelAttributeIsRef: false,
  source: 'text',
  extensions: ['.txt'],
  minimumCategories: 2,
  output: (label, attribute, categories, facts) =>
    singleLabelOutput(label, attribute, METADATA_TYPE, categories, facts),
  learner: classLearner('text-classifier'),
};
