import type { TaskType } from '../../task-types/task-type';

/** The member of the answer under which an element that starts from a list submits it. */
const LISTS: Record<string, string> = {
  boundingBox: 'boundingBoxes',
  polygon: 'polygons',
  keypoint: 'keypoints',
  'crowd-entity-annotation': 'entities',
  'crowd-image-classifier': 'label',
  'crowd-classifier': 'label',
  'crowd-image-classifier-multi-select': 'labels',
  'crowd-classifier-multi-select': 'labels',
};

/** What the built-in page would submit of an initial value that nobody touches. */
export function submittedUnchanged({ element }: TaskType, initialValue: any): Record<string, unknown> {
  const image = { inputImageProperties: { width: 640, height: 480 } };
  if (typeof initialValue?.src === 'string') {
    const { src, ...colours } = initialValue;
    return { [element]: { ...colours, labeledImage: { pngImageData: src.replace(/^data:image\/png;base64,/, '') } } };
  }
  const list = LISTS[element];
  if (list) return { [element]: { [list]: initialValue, ...image } };
  return { [element]: typeof initialValue === 'string' ? initialValue : { ...initialValue, ...image } };
}
