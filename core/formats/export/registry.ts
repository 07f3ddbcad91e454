import { coco } from './coco';
import { csv } from './csv';
import type { ExportFormat, LabelKind } from './exported';
import { pascalVoc } from './pascal-voc';
import { conll, spanLines } from './spans';
import { yolo } from './yolo';

export const exportFormats: readonly ExportFormat[] = [coco, yolo, pascalVoc, csv, conll, spanLines];

/** What the labels of a task type are, by its name; types that are not here have no other tool's form. */
export const exportedKinds: Readonly<Record<string, LabelKind>> = {
  'image-classification': 'class',
  'text-classification': 'class',
  'bounding-box-verification': 'class',
  'semantic-segmentation-verification': 'class',
  'image-multi-label': 'classes',
  'text-multi-label': 'classes',
  'bounding-box': 'boxes',
  'bounding-box-adjustment': 'boxes',
  polygon: 'polygons',
  'semantic-segmentation': 'mask',
  'semantic-segmentation-adjustment': 'mask',
  'instance-segmentation': 'instances',
  'named-entity-recognition': 'spans',
};
