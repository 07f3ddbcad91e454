/** COCO (cocodataset.org, "Data format"): one JSON file. Boxes, outlines, and masks as run lengths down the columns, as COCO counts them. */
import type { Point } from '../../geometry/point';
import { polygonArea } from '../../geometry/polygon';
import { spansByValue, spansOf } from '../mask/instance-mask';
import { type ExportedObject, type ExportFormat, sizeOf } from './exported';

interface Annotation {
  category_id: number;
  bbox: [left: number, top: number, width: number, height: number];
  area: number;
  segmentation: number[][] | { size: [height: number, width: number]; counts: number[] };
  iscrowd: 0 | 1;
}

export const coco: ExportFormat = {
  slug: 'coco',
  title: 'COCO JSON',
  kinds: ['boxes', 'polygons', 'mask', 'instances'],
  *files(objects, labels) {
    const annotations: (Annotation & { id: number; image_id: number })[] = [];
    const images = objects.map((object, i) => {
      for (const annotation of annotationsOf(object, labels))
        annotations.push({ id: annotations.length + 1, image_id: i + 1, ...annotation });
      return { id: i + 1, file_name: object.source, ...sizeOf(object) };
    });
    const categories = labels.map((name, i) => ({ id: i + 1, name }));
    yield { path: '', text: `${JSON.stringify({ images, categories, annotations })}\n` };
  },
};

function annotationsOf(object: ExportedObject, labels: readonly string[]): Annotation[] {
  const id = (label: string) => labels.indexOf(label) + 1;
  switch (object.kind) {
    case 'boxes':
      return object.answer.boxes.map(({ label, left, top, width, height }) => ({
        category_id: id(label),
        bbox: [left, top, width, height],
        area: width * height,
        segmentation: [],
        iscrowd: 0,
      }));
    case 'polygons':
      return object.answer.polygons.map(({ label, vertices }) => ({
        category_id: id(label),
        bbox: extent(vertices),
        area: Math.abs(polygonArea(vertices)),
        segmentation: [vertices.flatMap(({ x, y }) => [x, y])],
        iscrowd: 0,
      }));
    case 'instances':
      return object.answer.instances.map((instance) =>
        maskAnnotation(id(instance.label), spansOf(instance), sizeOf(object), 0),
      );
    case 'mask': {
      const { width, classes, runs } = object.answer;
      const spans = spansByValue(runs, width, classes.length);
      // A class is no single thing: COCO calls that a crowd.
      return classes.map((label, k) => maskAnnotation(id(label), spans[k + 1]!, sizeOf(object), 1));
    }
    default:
      return [];
  }
}

function extent(vertices: readonly Point[]): [number, number, number, number] {
  const xs = vertices.map(({ x }) => x);
  const ys = vertices.map(({ y }) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}

/** @param spans `[y, x0, x1, …]` */
function maskAnnotation(
  category: number,
  spans: readonly number[],
  { width, height }: { width: number; height: number },
  iscrowd: 0 | 1,
): Annotation {
  let [left, right, top, bottom, area] = [width, 0, height, 0, 0];
  for (let i = 0; i < spans.length; i += 3) {
    const [y, x0, x1] = [spans[i]!, spans[i + 1]!, spans[i + 2]!];
    left = Math.min(left, x0);
    right = Math.max(right, x1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
    area += x1 - x0;
  }
  return {
    category_id: category,
    bbox: area === 0 ? [0, 0, 0, 0] : [left, top, right - left, bottom - top],
    area,
    segmentation: { size: [height, width], counts: columnCounts(spans, width, height) },
    iscrowd,
  };
}

/** Run lengths down the columns, left to right, the first of pixels that are not marked. */
export function columnCounts(spans: readonly number[], width: number, height: number): number[] {
  const marked = new Uint8Array(width * height);
  for (let i = 0; i < spans.length; i += 3)
    for (let x = spans[i + 1]!; x < spans[i + 2]!; x++) marked[x * height + spans[i]!] = 1;
  const counts: number[] = [];
  let value = 0;
  let length = 0;
  for (const pixel of marked) {
    if (pixel !== value) {
      counts.push(length);
      value = pixel;
      length = 0;
    }
    length++;
  }
  counts.push(length);
  return counts;
}
