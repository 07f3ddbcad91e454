import {
  type FusedInstances,
  instanceMaskConsolidator,
} from '../../core/consolidation/masks/instance-mask-consolidator';
import { colourOf, instanceAnswer, instancePng } from '../../core/formats/mask/ground-truth-picture';
import { type InstanceMasks, instanceFromSpans, spansByValue } from '../../core/formats/mask/instance-mask';
import { parseColour, readPaintedMask } from '../../core/formats/mask/painted-mask';
import { pngUrl } from '../masks';
import {
  classId,
  classMap,
  classNamed,
  commonMetadata,
  entries,
  isRecord,
  labelOn,
  probabilityIn,
  rounded,
  taskInput,
} from '../metadata';
import type { TaskType } from '../task-type';

const ELEMENT = 'crowd-instance-segmentation';
const METADATA_TYPE = 'plumbline/instance-segmentation';

/** The pixels of each thing in an image. The label is a PNG whose pixel value is the number of the thing. */
export const instanceSegmentation: TaskType<InstanceMasks, FusedInstances, FusedInstances> = {
  slug: 'instance-segmentation',
  title: 'Instance segmentation',
  element: ELEMENT,
  metadataType: METADATA_TYPE,
  labelAttributeIsRef: true,
  source: 'image',
  extensions: ['.jpg', '.jpeg', '.png'],
  minimumCategories: 1,
  consolidator: instanceMaskConsolidator,
  preAnnotation: taskInput,
  initialValue: (answer) => ({
    instances: answer.instances.map(({ label }, i) => ({ color: colourOf(i), label })),
    src: pngUrl(instancePng(answer)),
  }),
  answerContent: (answer) => ({ [ELEMENT]: instanceAnswer(answer) }),
  answerOf: (label) => instanceMaskConsolidator.asAnswer(label),
  labelOf: ({ label }, { workers }) => ({
    ...label,
    instances: label.instances.map((instance) => ({
      ...instance,
      confidence: workers === 1 ? 0 : instance.confidence,
    })),
  }),
  labelFile: { extension: '.png', contentType: 'image/png', bytes: (label) => instancePng(label) },
  output({ instances }, attribute, categories, facts) {
    return entries(attribute, facts.fileUri, {
      instances: instances.map(({ label, confidence }, i) => ({
        'class-id': classId(label, categories),
        'hex-color': colourOf(i),
        confidence: rounded(confidence),
      })),
      'class-map': classMap(
        instances.map(({ label }) => label),
        categories,
      ),
      ...commonMetadata(METADATA_TYPE, facts),
    });
  },
  readLabel(line, attribute, categories, file) {
    const found = labelOn(line, attribute);
    if (!found || !file || !Array.isArray(found.metadata.instances)) return undefined;
    const { metadata } = found;
    const listed = (metadata.instances as unknown[]).map((entry) => {
      const { 'class-id': id, 'hex-color': color, confidence } = isRecord(entry) ? entry : {};
      const label = classNamed(id, metadata, categories);
      return { label, rgb: parseColour(color), confidence: probabilityIn(confidence) };
    });
    const known = (label: string | undefined) => categories.some((category) => category.label === label);
    if (!listed.every(({ label, rgb }) => known(label) && rgb !== undefined)) return undefined;
    try {
      const { width, height, runs } = readPaintedMask(
        file,
        listed.map(({ label, rgb }) => ({ name: label!, rgb: rgb! })),
      );
      const spans = spansByValue(runs, width, listed.length);
      const instances = listed.flatMap(({ label, confidence }, i) => {
        const instance = instanceFromSpans(spans[i + 1]!, label!);
        return instance ? { ...instance, confidence } : [];
      });
      return { width, height, instances };
    } catch {
      // A file that is no picture of these instances carries no label.
      return undefined;
    }
  },
};
