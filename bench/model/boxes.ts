import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boxDetector } from '../../model/learners/box-detector';
import { drawScene, sceneLabels } from './drawn-scenes';
import type { StructuredSet } from './structured-set';

const bccd = join(import.meta.dirname, '../../../shared/data/detect_bccd');

/** Sets with boxes; a set that is not on this machine is left out. */
export const boxSets: Record<string, () => Promise<StructuredSet | undefined>> = {
  async detect_bccd() {
    if (!existsSync(bccd)) return undefined;
    const labels = ['RBC', 'WBC', 'Platelets'];
    const lines: {
      object: string;
      boxes: { class: string; left: number; top: number; width: number; height: number }[];
    }[] = readFileSync(join(bccd, 'gold.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const examples = [];
    for (const { object, boxes } of lines)
      examples.push({
        input: await boxDetector.fromFile(readFileSync(join(bccd, 'images', object))),
        target: boxDetector.targetOfAnswer(
          { boxes: boxes.map((box) => [box.left, box.top, box.width, box.height, box.class]) },
          labels,
        ),
      });
    return { learner: boxDetector, labels, examples };
  },
  async drawn_boxes() {
    const examples = [];
    for (let i = 0; i < 300; i++) {
      const { png, boxes } = await drawScene(i);
      examples.push({
        input: await boxDetector.fromFile(png),
        target: boxDetector.targetOfAnswer({ boxes }, sceneLabels),
      });
    }
    return { learner: boxDetector, labels: sceneLabels, examples };
  },
};
