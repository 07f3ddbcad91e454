import type { Boxes } from '../../../../core/consolidation/shapes/boxes';
import type { SpanAnswer } from '../../../../core/consolidation/spans/span';
import type { SemanticMask } from '../../../../core/formats/mask/semantic-mask';
import type { RandomGenerator } from '../../../../core/random/generator';
import type { Pool } from '../pool';
import { mistakenBoxes } from './boxes';
import { otherLabel } from './labels';
import { mistakenMask } from './masks';
import { mistakenSet } from './sets';
import { mistakenSpans } from './spans';

/** What a worker of that accuracy says of an object: the truth, or something near it. */
export type Mistake = (id: number, accuracy: number, draw: RandomGenerator) => unknown;

/** Errs so that the mean quality of an answer is about the accuracy, by the measure the kind's labels are judged by. */
export function mistakesOf({ kind, labels, answers, texts }: Pool): Mistake {
  const of = <Answer>(
    answer: (truth: Answer, accuracy: number, draw: RandomGenerator, id: number) => Answer,
  ): Mistake => {
    return (id, accuracy, draw) => (accuracy >= 1 ? answers[id] : answer(answers[id] as Answer, accuracy, draw, id));
  };
  switch (kind.slug) {
    case 'text-classification':
    case 'image-classification':
      return of<string>((truth, accuracy, draw) => (draw.next() < accuracy ? truth : otherLabel(truth, labels, draw)));
    case 'text-multi-label':
    case 'image-multi-label':
      return of<readonly string[]>((truth, accuracy, draw) => mistakenSet(truth, accuracy, labels, draw));
    case 'named-entity-recognition':
      return of<SpanAnswer>((truth, accuracy, draw, id) => mistakenSpans(truth, accuracy, labels, texts[id]!, draw));
    case 'bounding-box':
      return of<Boxes>((truth, accuracy, draw) => mistakenBoxes(truth, accuracy, labels, draw));
    case 'semantic-segmentation':
      return of<SemanticMask>((truth, accuracy, draw) => mistakenMask(truth, accuracy, draw));
    default:
      throw new Error(`there are no simulated workers for ${kind.slug}`);
  }
}
