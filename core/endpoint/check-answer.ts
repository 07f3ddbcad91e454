import { consolidationKindOf } from '../consolidation/registry';
import type { Boxes } from '../consolidation/shapes/boxes';
import type { SpanAnswer } from '../consolidation/spans/span';
import { type SemanticMask, toBinary } from '../formats/mask/semantic-mask';
import { type EndpointTask, ObjectProblem } from './adapter';

/**
 * An answer as the task type's consolidator reads it, as bare answer: what workers could not have said never becomes a label.
 * @throws ObjectProblem with the consolidator's reason
 */
export function checkAnswer(answer: unknown, { taskType, labels }: EndpointTask): unknown {
  const kind = consolidationKindOf(taskType);
  if (!kind) throw new RangeError(`there is no kind of answers called "${taskType}"`);
  const read = kind.consolidator.readAnswer(answer, { categories: labels });
  if (!read.ok) throw new ObjectProblem(read.reason);
  return bare(taskType, read.value, labels);
}

/** The forms in which learners and consolidators exchange answers. */
function bare(taskType: string, value: unknown, labels: readonly string[]): unknown {
  if (taskType === 'bounding-box') {
    const { boxes, ...size } = value as Boxes;
    return { boxes: boxes.map(({ left, top, width, height, label }) => [left, top, width, height, label]), ...size };
  }
  if (taskType === 'named-entity-recognition')
    return { spans: (value as SpanAnswer).spans.map(({ start, end, label }) => [start, end, label]) };
  if (taskType === 'semantic-segmentation' && labels.length === 1) return toBinary(value as SemanticMask);
  return value;
}
