import type { ClassAnswers } from '../../../../core/consolidation/classes/class-answers';
import { randomGenerator } from '../../../../core/random/generator';

export type Vote = [object: number, worker: number, label: number];

/** Answers out of literal votes; counts are taken from the votes unless given. */
export function answersOf(
  votes: Vote[],
  given: Partial<Pick<ClassAnswers, 'objects' | 'workers' | 'classes'>> = {},
): ClassAnswers {
  const highest = (i: 0 | 1 | 2) => votes.reduce((top, vote) => Math.max(top, vote[i]), -1) + 1;
  return {
    objects: given.objects ?? highest(0),
    workers: given.workers ?? highest(1),
    classes: given.classes ?? Math.max(2, highest(2)),
    object: Int32Array.from(votes, (vote) => vote[0]),
    worker: Int32Array.from(votes, (vote) => vote[1]),
    label: Int32Array.from(votes, (vote) => vote[2]),
  };
}

/** Workers who answer the true class with their skill, else any other; `skill` may be a function of the true class. */
export function simulate(input: {
  objects: number;
  classes: number;
  perObject: number;
  skills: ((truth: number, draw: () => number) => number)[];
  seed: string;
}): { truth: number[]; votes: Vote[] } {
  const random = randomGenerator(input.seed);
  const truth = Array.from({ length: input.objects }, () => random.integer(input.classes));
  const workers = input.skills.map((_, w) => w);
  const votes = truth.flatMap((k, object) =>
    random
      .shuffle(workers)
      .slice(0, input.perObject)
      .map((w): Vote => [object, w, input.skills[w]!(k, random.next)]),
  );
  return { truth, votes };
}

/** A worker who is right with probability `skill` and else picks another class evenly. */
export const worker = (skill: number, classes: number) => (truth: number, draw: () => number) =>
  draw() < skill ? truth : (truth + 1 + Math.floor(draw() * (classes - 1))) % classes;

export const accuracy = (labels: ArrayLike<number>, truth: number[]): number =>
  truth.filter((k, i) => labels[i] === k).length / truth.length;
