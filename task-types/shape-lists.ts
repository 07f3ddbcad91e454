/**
 * What the tasks share whose label is a list of shapes on an image: boxes, polygons, polylines, keypoints. Coordinates are whole pixels of the image as
 * stored, origin at the top left.
 */
import type { Consolidator } from '../core/consolidation/consolidator';
import type { FusedShapes, ShapeAnswer } from '../core/consolidation/shapes/list-codec';
import type { LabelCategory } from '../core/job/label-categories';
import {
  classId,
  classMap,
  classNamed,
  commonMetadata,
  entries,
  isRecord,
  labelOn,
  namesOf,
  probabilityIn,
  rounded,
  taskInput,
} from './metadata';
import type { TaskType } from './task-type';

export interface ShapeForm<List extends string, Shape extends { label: string }> {
  /** Name of the list in answers and labels. */
  list: List;
  /** Name of the list in what the element submits. */
  submitted: string;
  /** Name of the element in the built-in template. */
  element: string;
  metadataType: string;
  consolidator: Consolidator<ShapeAnswer<List, Shape>, FusedShapes<List, Shape>>;
  /** In whole pixels. */
  inPixels(shape: Shape): Shape;
  /** Members of the shape in the manifest, beside `class_id`. */
  members(shape: Shape): Record<string, unknown>;
  /** The element's `initial-value`, where it is not the list alone. */
  initialValue?(shapes: Record<string, unknown>[]): unknown;
}

type Labelled<List extends string, Shape> = FusedShapes<List, Shape>;

/** The members of a slice that do not depend on the kind of shape. */
export function shapeLists<List extends string, Shape extends { label: string }>(form: ShapeForm<List, Shape>) {
  type Answer = ShapeAnswer<List, Shape>;
  type Label = Labelled<List, Shape>;
  const { list, submitted, element, metadataType, consolidator } = form;
  const shown = (answer: Answer) => answer[list].map((shape) => ({ ...form.members(shape), label: shape.label }));
  return {
    element,
    metadataType,
    labelAttributeIsRef: false,
    source: 'image',
    extensions: ['.jpg', '.jpeg', '.png'],
    minimumCategories: 1,
    consolidator,
    preAnnotation: taskInput,
    initialValue: (answer) => (form.initialValue ? form.initialValue(shown(answer)) : shown(answer)),
    answerContent: (answer) => ({
      [element]: {
        [submitted]: shown(answer),
        ...(answer.width !== undefined &&
          answer.height !== undefined && { inputImageProperties: { height: answer.height, width: answer.width } }),
      },
    }),
    answerOf: (label) => consolidator.asAnswer(label),
    labelOf({ label }, { workers }) {
      const shapes = label[list].map(({ confidence, ...shape }) => ({
        ...form.inPixels(shape as unknown as Shape),
        confidence: workers === 1 ? 0 : confidence,
      }));
      return { ...label, [list]: shapes };
    },
    needsImageSize: ({ width, height }) => width === undefined || height === undefined,
    output(label, attribute, categories, facts) {
      const { type, 'job-name': jobName, ...annotated } = commonMetadata(metadataType, facts);
      const size = label.width !== undefined && label.height !== undefined ? label : facts.imageSize;
      const value = {
        image_size: size ? [{ width: size.width, height: size.height, depth: 3 }] : [],
        annotations: label[list].map((shape) => ({
          class_id: classId(shape.label, categories),
          ...form.members(shape),
        })),
      };
      return entries(attribute, value, {
        objects: label[list].map(({ confidence }) => ({ confidence: rounded(confidence) })),
        'class-map': classMap(
          label[list].map((shape) => shape.label),
          categories,
        ),
        type,
        ...annotated,
        'job-name': jobName,
      });
    },
    readLabel(line, attribute, categories) {
      const found = labelOn(line, attribute);
      if (!found || !isRecord(found.value) || !Array.isArray(found.value.annotations)) return undefined;
      const { value, metadata } = found;
      const size = sizeIn(value.image_size);
      const sure = Array.isArray(metadata.objects) ? metadata.objects : [];
      const shapes: (Shape & { confidence: number })[] = [];
      for (const [i, annotation] of (found.value.annotations as unknown[]).entries()) {
        if (!isRecord(annotation)) return undefined;
        const label = classNamed(annotation.class_id, metadata, categories);
        const read = consolidator.readAnswer(
          { [submitted]: [{ ...annotation, label }], ...(size && { inputImageProperties: size }) },
          { categories: namesOf(categories) },
        );
        if (!read.ok) return undefined;
        const shape = read.value[list][0];
        const confidence = isRecord(sure[i]) ? probabilityIn(sure[i].confidence) : 0;
        if (shape) shapes.push({ ...shape, confidence });
      }
      return { [list]: shapes, ...size } as unknown as Label;
    },
  } satisfies Partial<TaskType<Answer, Label, Label>>;
}

function sizeIn(value: unknown): { width: number; height: number } | undefined {
  const size: unknown = Array.isArray(value) ? value[0] : undefined;
  if (!isRecord(size)) return undefined;
  const { width, height } = size;
  return typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0
    ? { width, height }
    : undefined;
}

/** A model's shapes as a label, all as sure as the prediction. @throws RangeError when the answer cannot be read */
export function predictedShapes<List extends string, Shape extends { label: string }>(
  { list, consolidator, inPixels }: ShapeForm<List, Shape>,
  { answer, confidence }: { answer: unknown; confidence: number },
  categories: readonly LabelCategory[],
): Labelled<List, Shape> {
  const read = consolidator.readAnswer(answer, { categories: namesOf(categories) });
  if (!read.ok) throw new RangeError(`the model predicted what cannot be read: ${read.reason}`);
  const shapes = read.value[list].map((shape) => ({ ...inPixels(shape), confidence }));
  return { ...read.value, [list]: shapes } as unknown as Labelled<List, Shape>;
}
