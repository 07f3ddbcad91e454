import { randomGenerator } from '../../../core/random/generator';

export interface Opinionated {
  seed: number;
  worker: string;
  /** Share of objects the worker gets right. */
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
