/** SageMaker's built-in object detection: an image in, `[class, score, xmin, ymin, xmax, ymax]` out, edges as shares of the image's size. */
import { type EndpointAdapter, type EndpointTask, ObjectProblem, ReplyProblem } from './adapter';
import { boxesOf, type Detection } from './detections';
import { type ImageHeader, imageHeader } from './image-header';
import { answerOf } from './object-answer';
import { probability } from './probability';
import { jsonOf } from './read-reply';
import { isRecord, show } from './show';

export const sagemakerObjectDetection: EndpointAdapter = {
  slug: 'sagemaker-object-detection',
  taskTypes: ['bounding-box'],
  readsFiles: true,
  mostObjects: () => 1,
  request([{ file }]) {
    imageHeader(file);
    return { contentType: 'application/x-image', accept: 'application/json', body: file! };
  },
  read(reply, [object], task) {
    const value = jsonOf(reply);
    const list = isRecord(value) ? value.prediction : undefined;
    if (!Array.isArray(list)) throw new ReplyProblem(`the reply is ${show(value)}, not {"prediction":[[…],…]}`);
    return [
      answerOf(object, () => {
        const { width, height } = imageHeader(object.file);
        const detections = list.flatMap((row, i) => detectionOf(row, i, { width, height }, task) ?? []);
        return boxesOf(detections, task, { width, height });
      }),
    ];
  },
};

function detectionOf(
  row: unknown,
  i: number,
  { width, height }: Pick<ImageHeader, 'width' | 'height'>,
  { names }: EndpointTask,
): Detection | undefined {
  if (!Array.isArray(row) || row.length !== 6)
    throw new ObjectProblem(`prediction[${i}] is ${show(row)}, not [class, score, xmin, ymin, xmax, ymax]`);
  const [index, score, ...edges] = row as unknown[];
  // A suppressed detection.
  if (index === -1) return undefined;
  const of = { score: probability(score, `prediction[${i}]'s score`), label: names.ofIndex(index) };
  for (const edge of edges)
    if (typeof edge !== 'number' || !Number.isFinite(edge))
      throw new ObjectProblem(`prediction[${i}] has the edge ${show(edge)}, not a share of the image`);
  if (of.label === undefined) return undefined;
  const [left, top, right, bottom] = edges as [number, number, number, number];
  return {
    ...of,
    label: of.label,
    left: left * width,
    top: top * height,
    right: right * width,
    bottom: bottom * height,
  };
}
