import { TrainingFailure } from '../failure';
import { boxDetector } from './box-detector';
import { imageClassifier } from './image-classifier';
import type { Learner } from './learner';
import { maskSegmenter } from './mask-segmenter';
import { multiLabelImage } from './multi-label-image';
import { multiLabelText } from './multi-label-text';
import { spanTagger } from './span-tagger';
import { textClassifier } from './text-classifier';

const learners: readonly Learner[] = [
  textClassifier,
  imageClassifier,
  spanTagger,
  multiLabelText,
  multiLabelImage,
  boxDetector,
  maskSegmenter,
];

const learnerOfTaskType: Readonly<Record<string, Learner>> = {
  'text-classification': textClassifier,
  'image-classification': imageClassifier,
  'text-multi-label': multiLabelText,
  'image-multi-label': multiLabelImage,
  'named-entity-recognition': spanTagger,
  'bounding-box': boxDetector,
  'semantic-segmentation': maskSegmenter,
};

export const learnableTaskTypes: readonly string[] = Object.keys(learnerOfTaskType);

/** The learner of a task type. */
export function learnerFor(taskType: string): Learner {
  const learner = Object.hasOwn(learnerOfTaskType, taskType) ? learnerOfTaskType[taskType] : undefined;
  if (!learner)
    throw new TrainingFailure(
      `no learner for task type "${taskType}"; there are learners for ${learnableTaskTypes.join(', ')}`,
    );
  return learner;
}

/** The learner that wrote a model. */
export function learnerNamed(slug: string): Learner {
  const learner = learners.find((candidate) => candidate.slug === slug);
  if (!learner) throw new Error(`the model was made by learner "${slug}", which this container does not have`);
  return learner;
}
