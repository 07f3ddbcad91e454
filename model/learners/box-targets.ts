import { boxKind, type LabelledBox } from '../../core/consolidation/shapes/box-kind';
import { boxConsolidator } from '../../core/consolidation/shapes/boxes';
import { listDistance } from '../../core/consolidation/shapes/match-shapes';
import type { Learner } from './learner';

/** Left, top, width and height in the image's own pixels, and the label's number. */
export type BoxTarget = readonly [left: number, top: number, width: number, height: number, label: number];

/** What learners of boxes share: a target is the list of an object's boxes. */
export const boxTargets = {
  targetOfLine(line, { labelAttribute, labels }): readonly BoxTarget[] {
    const value = line[labelAttribute] as { annotations?: unknown; image_size?: unknown } | null | undefined;
    const what = `label "${labelAttribute}"`;
    if (value === undefined) throw new Error(`no ${what}`);
    const annotations = value?.annotations;
    if (!Array.isArray(annotations)) throw new Error(`${what} has no list "annotations"`);
    // The name decides where the line gives one, because a number means another class once the categories are reordered.
    const metadata = line[`${labelAttribute}-metadata`] as { 'class-map'?: Record<string, unknown> } | null | undefined;
    const nameOf = (id: unknown) => metadata?.['class-map']?.[String(id)] ?? labels[id as number];
    const boundingBoxes = annotations.map((box) => ({
      ...box,
      label: nameOf(box?.class_id) ?? `class ${box?.class_id}`,
    }));
    const size = Array.isArray(value?.image_size) ? value.image_size[0] : undefined;
    return targetOf({ boundingBoxes, ...(size && { inputImageProperties: size }) }, labels, what);
  },
  targetOfAnswer: (answer, labels) => targetOf(answer, labels, 'the answer'),
  answerOfTarget: (target, labels) => ({
    boxes: target.map(([left, top, width, height, label]) => [left, top, width, height, labels[label]]),
  }),
  unlearnable: (targets) =>
    targets.some((target) => target.length > 0)
      ? undefined
      : `training data holds no box (${targets.length} objects): a model needs objects with boxes`,
  measure: 'meanIoU',
  /**
   * Sum of the IoU of matched boxes over the larger number of boxes, under the best matching; a wrong name halves a match. Nothing to find and nothing found is 1.
   */
  quality: (predicted, truth) => 1 - listDistance(predicted.map(shapeOf), truth.map(shapeOf), boxKind, 1),
} satisfies Partial<Learner<unknown, readonly BoxTarget[]>>;

const shapeOf = ([left, top, width, height, label]: BoxTarget): LabelledBox => ({
  left,
  top,
  width,
  height,
  label: String(label),
});

function targetOf(answer: unknown, labels: readonly string[], what: string): readonly BoxTarget[] {
  const read = boxConsolidator.readAnswer(answer, { categories: labels });
  if (!read.ok) throw new Error(`${what}: ${read.reason}`);
  return read.value.boxes.map(
    ({ left, top, width, height, label }): BoxTarget => [left, top, width, height, labels.indexOf(label)],
  );
}
