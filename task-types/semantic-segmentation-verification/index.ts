import { MASKS } from '../masks';
import { maskOnLine } from '../reviews';
import type { TaskType } from '../task-type';
import { type Verdict, verification } from '../verification';

/** Whether the mask of an earlier job is right. */
export const semanticSegmentationVerification: TaskType<string, string, Verdict> = {
  ...verification([MASKS], (line, attribute) => {
    const shown = maskOnLine(line, attribute);
    return shown && { semanticSegmentation: { labels: Object.keys(shown.labelMappings), ...shown } };
  }),
  slug: 'semantic-segmentation-verification',
  title: 'Semantic segmentation verification',
  groundTruthSuffix: 'VerificationSemanticSegmentation',
};
