import { compareMasks } from '../../core/consolidation/masks/compare-masks';
import { readMaskFile } from '../../core/formats/mask/mask-file';
import { readSemanticMask } from '../../core/formats/mask/read-semantic';
import { type SemanticMask, toBinary } from '../../core/formats/mask/semantic-mask';
import type { Learner } from './learner';

/** What learners of semantic masks share: a target is the mask, in the image's own pixels, its classes by name. */
export const maskTargets = {
  async targetOfLine(line, { labelAttribute, labels, readFile }): Promise<SemanticMask> {
    const uri = line[labelAttribute];
    if (typeof uri !== 'string') throw new Error(`no label "${labelAttribute}" that points to a mask`);
    const metadata = line[`${labelAttribute}-metadata`] as { 'internal-color-map'?: unknown } | null | undefined;
    const bytes = await readFile(uri);
    try {
      return readMaskFile(bytes, metadata?.['internal-color-map'], labels);
    } catch (error) {
      throw new Error(`label "${labelAttribute}", ${uri}: ${(error as Error).message}`, { cause: error });
    }
  },
  targetOfAnswer(answer, labels) {
    const read = readSemanticMask(answer, { categories: labels });
    if (!read.ok) throw new Error(`the answer: ${read.reason}`);
    return read.value;
  },
  /** A job of one class needs no name in the mask; of several, runs say the class. */
  answerOfTarget: (mask, labels) => (labels.length === 1 ? toBinary(mask) : mask),
  unlearnable(targets) {
    const marked = targets.filter(({ classes }) => classes.length > 0).length;
    if (marked === 0)
      return `training data holds no mask with a marked pixel (${targets.length} objects): a model needs some`;
    const first = targets[0]!.classes[0];
    const full = targets.every(({ classes, runs }) => runs.length === 2 && classes[0] === first && runs[0] === 1);
    return full
      ? `every pixel of the training data is "${first}" (${targets.length} objects): a model needs pixels of something else`
      : undefined;
  },
  measure: 'meanIoU',
  quality: (predicted, truth) => compareMasks(predicted, truth).meanIoU,
} satisfies Partial<Learner<unknown, SemanticMask>>;
