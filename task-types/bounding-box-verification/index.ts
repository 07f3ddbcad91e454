import { BOXES, boxes } from '../boxes';
import { labelOn, namesOnLine } from '../metadata';
import type { TaskType } from '../task-type';
import { type Verdict, verification } from '../verification';

/** Whether the boxes of an earlier job are right. */
export const boundingBoxVerification: TaskType<string, string, Verdict> = {
  ...verification([BOXES], (line, attribute) => {
    // The job's labels are verdicts: what the boxes are called, their own line says.
    const names = namesOnLine(labelOn(line, attribute)?.metadata);
    const label = boxes.readLabel(
      line,
      attribute,
      names.map((name) => ({ label: name })),
    );
    if (!label) return undefined;
    return { boundingBox: { labels: names, value: boxes.initialValue(boxes.answerOf(label)) } };
  }),
  slug: 'bounding-box-verification',
  title: 'Bounding box verification',
  groundTruthSuffix: 'VerificationBoundingBox',
};
