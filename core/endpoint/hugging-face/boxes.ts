import { type EndpointTask, type LoadedObject, ObjectProblem } from '../adapter';
import { boxesOf, type Detection } from '../detections';
import { imageHeader } from '../image-header';
import { probability } from '../probability';
import { isRecord, show } from '../show';
import { itemsIn, pipelineLabel } from './classes';

/** Object detection pipelines: `[{"score","label","box":{"xmin","ymin","xmax","ymax"}},…]` in pixels. */
export function boxesIn(said: unknown, { file }: LoadedObject, task: EndpointTask) {
  const { width, height } = imageHeader(file);
  const detections = itemsIn(said).flatMap((item, i): Detection[] => {
    const score = probability(item.score, `item ${i}'s score`);
    const label = pipelineLabel(item.label, task.names);
    const edge = (name: string): number => {
      const value = isRecord(item.box) ? item.box[name] : undefined;
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      throw new ObjectProblem(`item ${i}'s box is ${show(item.box)}, not {"xmin","ymin","xmax","ymax"}`);
    };
    const box = { left: edge('xmin'), top: edge('ymin'), right: edge('xmax'), bottom: edge('ymax') };
    return label === undefined ? [] : [{ label, score, ...box }];
  });
  return boxesOf(detections, task, { width, height });
}
