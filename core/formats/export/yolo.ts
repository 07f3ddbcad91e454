/** YOLO (Ultralytics, "Object Detection/Instance Segmentation Datasets"): a text file per image, shares of its width and height, and `data.yaml`. */
import { type ExportedObject, type ExportFormat, sizeOf, stems } from './exported';

export const yolo: ExportFormat = {
  slug: 'yolo',
  title: 'YOLO text files',
  kinds: ['boxes', 'polygons'],
  *files(objects, labels) {
    const names = labels.map((label, i) => `  ${i}: ${JSON.stringify(label)}\n`).join('');
    yield { path: 'data.yaml', text: `path: .\ntrain: images\nval: images\nnames:\n${names}` };
    const stem = stems(objects);
    for (const [i, object] of objects.entries())
      yield {
        path: `labels/${stem[i]}.txt`,
        text: linesOf(object, labels)
          .map((line) => `${line}\n`)
          .join(''),
      };
  },
};

function linesOf(object: ExportedObject, labels: readonly string[]): string[] {
  const { width, height } = sizeOf(object);
  const line = (label: string, shares: number[]) =>
    [labels.indexOf(label), ...shares.map((share) => Number(share.toFixed(6)))].join(' ');
  if (object.kind === 'boxes')
    return object.answer.boxes.map((box) =>
      line(box.label, [
        (box.left + box.width / 2) / width,
        (box.top + box.height / 2) / height,
        box.width / width,
        box.height / height,
      ]),
    );
  if (object.kind !== 'polygons') return [];
  return object.answer.polygons.map(({ label, vertices }) =>
    line(
      label,
      vertices.flatMap(({ x, y }) => [x / width, y / height]),
    ),
  );
}
