/** Semantic masks: Ground Truth's `groundtruth/semantic-segmentation`, painted and adjusted. The label is a PNG whose pixel value is the class. */
import { compareMasks } from '../core/consolidation/masks/compare-masks';
import { semanticMaskConsolidator } from '../core/consolidation/masks/semantic-mask-consolidator';
import { encodeBase64 } from '../core/formats/mask/base64';
import { colourOf, consolidatedPng, semanticAnswer } from '../core/formats/mask/ground-truth-picture';
import { readMaskFile } from '../core/formats/mask/mask-file';
import { readSemanticMask } from '../core/formats/mask/read-semantic';
import type { SemanticMask } from '../core/formats/mask/semantic-mask';
import { classId, commonMetadata, entries, isRecord, labelOn, namesOf, probabilityIn, taskInput } from './metadata';
import type { LearnerAdapter, TaskType } from './task-type';

export const MASKS = 'groundtruth/semantic-segmentation';
const ELEMENT = 'crowd-semantic-segmentation';

/** `confidence` is the IoU with the truth to expect: one for the whole image, as in Ground Truth, and 0 where one worker painted. */
export interface MaskLabel {
  mask: SemanticMask;
  confidence: number;
}

export const masks = {
  element: ELEMENT,
  metadataType: MASKS,
  labelAttributeIsRef: true,
  source: 'image',
  extensions: ['.jpg', '.jpeg', '.png'],
  minimumCategories: 1,
  // A palette has 256 entries, one of them the background's.
  maximumCategories: 255,
  consolidator: semanticMaskConsolidator,
  preAnnotation: taskInput,
  initialValue: (mask, categories) => ({
    labelMappings: Object.fromEntries(
      mask.classes.map((name) => [name, { color: colourOf(classId(name, categories)) }]),
    ),
    src: pngUrl(consolidatedPng(mask, namesOf(categories))),
  }),
  answerContent: (mask, categories) => ({ [ELEMENT]: semanticAnswer(mask, namesOf(categories)) }),
  answerOf: ({ mask }) => mask,
  labelOf: ({ label, confidence }, { workers }) => ({ mask: label, confidence: workers === 1 ? 0 : confidence }),
  labelFile: {
    extension: '.png',
    contentType: 'image/png',
    bytes: ({ mask }, categories) => consolidatedPng(mask, namesOf(categories)),
  },
  output({ mask, confidence }, attribute, categories, facts) {
    const of = (name: string, color: string) => ({ 'class-name': name, 'hex-color': color, confidence });
    const ids = mask.classes.map((name) => classId(name, categories)).sort((a, b) => a - b);
    return entries(attribute, facts.fileUri, {
      'internal-color-map': {
        '0': of('BACKGROUND', '#ffffff'),
        ...Object.fromEntries(ids.map((id) => [String(id + 1), of(categories[id]!.label, colourOf(id))])),
      },
      ...commonMetadata(MASKS, facts),
    });
  },
  readLabel(line, attribute, categories, file) {
    const found = labelOn(line, attribute);
    if (!found || typeof found.value !== 'string' || !file) return undefined;
    const colours = found.metadata['internal-color-map'];
    try {
      const mask = readMaskFile(file, colours, namesOf(categories));
      const first: unknown = isRecord(colours) ? Object.values(colours)[0] : undefined;
      return { mask, confidence: isRecord(first) ? probabilityIn(first.confidence) : 0 };
    } catch {
      // A file that is no mask of these classes carries no label.
      return undefined;
    }
  },
} satisfies Partial<TaskType<SemanticMask, SemanticMask, MaskLabel>>;

/** A picture as an address that needs no fetching. */
export const pngUrl = (bytes: Uint8Array): string => `data:image/png;base64,${encodeBase64(bytes)}`;

/** Quality is the mean IoU over the classes that occur. */
export const maskLearner: LearnerAdapter<MaskLabel> = {
  learner: 'mask-segmenter',
  exact: false,
  quality(answer, { mask }, categories) {
    const read = readSemanticMask(answer, { categories: namesOf(categories) });
    return read.ok ? compareMasks(read.value, mask).meanIoU : 0;
  },
  unlearnable(labels) {
    if (labels.every(({ mask }) => mask.classes.length === 0))
      return `training data holds no mask with a marked pixel (${labels.length} objects): a model needs some`;
    const first = labels[0]!.mask.classes[0];
    const full = labels.every(
      ({ mask: { classes, runs } }) => runs.length === 2 && classes[0] === first && runs[0] === 1,
    );
    return full
      ? `every pixel of the training data is "${first}" (${labels.length} objects): a model needs pixels of something else`
      : undefined;
  },
  fromPrediction({ answer, confidence }, categories) {
    const read = readSemanticMask(answer, { categories: namesOf(categories) });
    if (!read.ok) throw new RangeError(`the model predicted what cannot be read: ${read.reason}`);
    return { mask: read.value, confidence };
  },
};
