import { randomGenerator } from '../../../../core/random/generator';

export interface Crowd {
  objects: number;
  labels: number;
  perObject: number;
  prevalence: number;
  /** Of each worker: probability of ticking a label that is there, and one that is not. */
  workers: [hit: number, falseTick: number][];
}

/** Objects with known labels, and what a crowd ticks for them. */
export function generated({ objects, labels, perObject, prevalence, workers }: Crowd, seed: string) {
  const random = randomGenerator(seed);
  const names = Array.from({ length: labels }, (_, l) => `label-${l}`);
  const gold = Array.from({ length: objects }, () => names.filter(() => random.next() < prevalence));
  const answered = gold.map((truth) => ({
    answers: random
      .shuffle([...workers.keys()])
      .slice(0, perObject)
      .map((w) => ({
        workerId: `worker-${w}`,
        answer: names.filter((name) => random.next() < workers[w]![truth.includes(name) ? 0 : 1]),
      })),
  }));
  return { names, gold, answered };
}
