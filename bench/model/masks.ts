import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maskSegmenter } from '../../model/learners/mask-segmenter';
import { drawScene, sceneLabels } from './drawn-scenes';
import type { StructuredSet } from './structured-set';

const cells = join(import.meta.dirname, '../../../shared/data/crowd_masks_cells_4');

/** Sets with masks; a set that is not on this machine is left out. */
export const maskSets: Record<string, () => Promise<StructuredSet | undefined>> = {
  async crowd_masks_cells_4() {
    if (!existsSync(cells)) return undefined;
    const labels = ['cell'];
    const lines: { object: string }[] = readFileSync(join(cells, 'gold.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const examples = [];
    for (const line of lines)
      examples.push({
        input: await maskSegmenter.fromFile(readFileSync(join(cells, 'images', `${line.object}.png`))),
        target: maskSegmenter.targetOfAnswer(line, labels),
      });
    return { learner: maskSegmenter, labels, examples };
  },
  async drawn_masks() {
    const examples = [];
    for (let i = 0; i < 300; i++) {
      const { png, mask } = await drawScene(i);
      examples.push({
        input: await maskSegmenter.fromFile(png),
        target: maskSegmenter.targetOfAnswer(mask, sceneLabels),
      });
    }
    return { learner: maskSegmenter, labels: sceneLabels, examples };
  },
};
