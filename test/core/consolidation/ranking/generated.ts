import { randomGenerator } from '../../../../core/random/generator';

export interface RankingCrowd {
  objects: number;
  items: number;
  perObject: number;
  /** θ of each worker: 0 ranks at random, below 0 backwards. */
  care: number[];
}

/** Objects with known orders, and orders drawn from Mallows' model by inserting item after item. */
export function generated({ objects, items, perObject, care }: RankingCrowd, seed: string) {
  const random = randomGenerator(seed);
  const names = Array.from({ length: items }, (_, i) => `item-${i}`);
  const gold = Array.from({ length: objects }, () => random.shuffle(names));
  const answered = gold.map((truth) => ({
    answers: random
      .shuffle([...care.keys()])
      .slice(0, perObject)
      .map((w) => ({ workerId: `worker-${w}`, answer: drawn(truth, care[w]!, random.next) })),
  }));
  return { names, gold, answered };
}

function drawn(truth: string[], theta: number, next: () => number): string[] {
  const order: string[] = [];
  for (const item of truth) {
    const chances = Array.from({ length: order.length + 1 }, (_, passed) => Math.exp(-theta * passed));
    let at = next() * chances.reduce((sum, chance) => sum + chance, 0);
    let passed = 0;
    while (passed < order.length && at > chances[passed]!) at -= chances[passed++]!;
    order.splice(order.length - passed, 0, item);
  }
  return order;
}
