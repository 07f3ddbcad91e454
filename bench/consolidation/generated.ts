import type { ClassAnswers } from '../../core/consolidation/classes/class-answers';
import { randomGenerator } from '../../core/random/generator';

/** Answers of workers who are right with a skill of 0.5 … 0.95 and else choose any other class; every object gets `perObject` of them. */
export function generateAnswers(size: {
  objects: number;
  workers: number;
  classes: number;
  perObject: number;
}): ClassAnswers {
  const { objects, workers, classes, perObject } = size;
  const random = randomGenerator('generated answers');
  const skills = Float64Array.from({ length: workers }, () => 0.5 + 0.45 * random.next());
  const count = objects * perObject;
  const answers = {
    ...{ objects, workers, classes },
    object: new Int32Array(count),
    worker: new Int32Array(count),
    label: new Int32Array(count),
  };
  for (let a = 0; a < count; a++) {
    const object = Math.floor(a / perObject);
    const worker = random.integer(workers);
    const truth = object % classes;
    answers.object[a] = object;
    answers.worker[a] = worker;
    answers.label[a] = random.next() < skills[worker]! ? truth : (truth + 1 + random.integer(classes - 1)) % classes;
  }
  return answers;
}
