import { consolidationKindOf } from '../../../core/consolidation/registry';
import type { Boxes } from '../../../core/consolidation/shapes/boxes';
import type { SpanAnswer } from '../../../core/consolidation/spans/span';
import type { SemanticMask } from '../../../core/formats/mask/semantic-mask';
import { type RandomGenerator, randomGenerator } from '../../../core/random/generator';
import { readAnswer } from '../../../task-types/answers';
import { taskTypeBySlug } from '../../../task-types/registry';
import { CommandFailure } from '../failure';
import { mistakenBoxes } from '../simulate/mistakes/boxes';
import { mistakenMask } from '../simulate/mistakes/masks';
import { mistakenSet } from '../simulate/mistakes/sets';
import { mistakenSpans } from '../simulate/mistakes/spans';
import type { Truth } from './truth';

export interface Opinionated {
  seed: number;
  worker: string;
  /** Share of objects the worker gets right; of shapes and spans, about the quality of the answer. */
  accuracy: number;
  labels: readonly string[];
}

/**
 * What a simulated worker thinks an object is. It depends on seed, worker and object alone, not on the order of work, so a run that was
 * killed and taken up again gets the same answers. Mistakes fall on the other classes evenly; an object of unknown class is guessed.
 */
export function opinion(
  { seed, worker, accuracy, labels }: Opinionated,
  taskObject: string,
  truth: string | undefined,
): string {
  const draw = randomGenerator(`${seed}:${worker}:${taskObject}`);
  if (truth === undefined) return draw.pick(labels);
  if (draw.next() < accuracy) return truth;
  const others = labels.filter((label) => label !== truth);
  return others.length > 0 ? draw.pick(others) : truth;
}

/** What the page of the task type would submit for the worker. @throws CommandFailure where the truth cannot be read */
export function answering(
  taskTypeSlug: string,
  worker: Opinionated,
  truth: Truth,
): (taskObject: string) => Record<string, unknown> {
  const type = taskTypeBySlug(taskTypeSlug);
  const categories = worker.labels.map((label) => ({ label }));
  const kind = consolidationKindOf(type.slug)?.slug;
  const isClass = kind === 'image-classification' || kind === 'text-classification';
  return (taskObject) => {
    const said = truth(taskObject);
    if (isClass) return type.answerContent(opinion(worker, taskObject, said as string | undefined), categories);
    const read = readAnswer(type, said, categories);
    if (!read.ok) throw new CommandFailure(`the truth about ${taskObject.slice(0, 200)}: ${read.reason}`);
    const draw = randomGenerator(`${worker.seed}:${worker.worker}:${taskObject}`);
    return type.answerContent(near(kind, read.value, worker, taskObject, draw), categories);
  };
}

/** The truth, or what somebody of that accuracy takes for it. */
function near(
  kind: string | undefined,
  truth: unknown,
  { accuracy, labels }: Opinionated,
  text: string,
  draw: RandomGenerator,
): unknown {
  if (accuracy >= 1) return truth;
  switch (kind) {
    case 'image-multi-label':
    case 'text-multi-label':
      return mistakenSet(truth as string[], accuracy, labels, draw);
    case 'bounding-box': {
      const { boxes, ...rest } = mistakenBoxes(truth as Boxes, accuracy, labels, draw);
      return { ...rest, boxes: boxes.map(wholePixels) };
    }
    case 'semantic-segmentation':
      return mistakenMask(truth as SemanticMask, accuracy, draw);
    case 'named-entity-recognition':
      return mistakenSpans(truth as SpanAnswer, accuracy, labels, text, draw);
    default:
      return draw.next() < accuracy ? truth : oneThingWrong(truth, draw);
  }
}

const wholePixels = <Box extends { left: number; top: number; width: number; height: number }>(box: Box): Box => ({
  ...box,
  left: Math.round(box.left),
  top: Math.round(box.top),
  width: Math.max(1, Math.round(box.width)),
  height: Math.max(1, Math.round(box.height)),
});

/** Of a list one item is missing, of a text the last word, and an order is the other way round. */
function oneThingWrong(truth: unknown, draw: RandomGenerator): unknown {
  if (typeof truth === 'string') return truth.replace(/\s+\S+$/, '');
  if (Array.isArray(truth)) return [...truth].reverse();
  const list = Object.entries(truth as Record<string, unknown>).find(([, value]) => Array.isArray(value));
  if (!list) return truth;
  const [name, items] = list as [string, unknown[]];
  const missed = items.length > 0 ? draw.integer(items.length) : -1;
  return { ...(truth as object), [name]: items.filter((_, i) => i !== missed) };
}
