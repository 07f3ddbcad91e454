import { type Agreement, pairsAmong } from '../../../core/active-learning/human-noise';
import type { HumanLabel } from '../../../core/active-learning/loop';
import { type RandomGenerator, randomGenerator } from '../../../core/random/generator';
import { type Mistake, mistakesOf } from './mistakes/mistakes';
import type { Pool } from './pool';

export interface Panel {
  answersPerObject: number;
  /** Mean over the workers. */
  workerAccuracy: number;
  seed: number;
}

/** More workers than answers per object, as in a work team; few enough that each is met often. */
const TEAM = 12;

/**
 * Simulated workers who answer objects and whose answers are consolidated as a job's are, each batch with what earlier ones taught about the workers.
 * What they say of an object depends on the seed and the object, not on when it is asked.
 */
export class People {
  readonly #team: { workerId: string; accuracy: number }[];
  readonly #mistake: Mistake;
  readonly #learnt: unknown[] = [];

  constructor(
    private readonly pool: Pool,
    private readonly panel: Panel,
  ) {
    const { answersPerObject, workerAccuracy, seed } = panel;
    const draw = randomGenerator(`team/${seed}`);
    // Half-way to perfection on either side, so that the mean is what was asked for.
    const spread = (1 - workerAccuracy) / 2;
    this.#team = Array.from({ length: Math.max(TEAM, 2 * answersPerObject) }, (_, i) => ({
      workerId: `worker-${String(i + 1).padStart(3, '0')}`,
      accuracy: Math.max(0, workerAccuracy + spread * (2 * draw.next() - 1)),
    }));
    this.#mistake = mistakesOf(pool);
  }

  /** The label people agree on, one per id. */
  label(ids: readonly number[]): (HumanLabel<unknown> | undefined)[] {
    const { pool, panel } = this;
    const { consolidator, exact } = pool.kind;
    if (panel.answersPerObject === 1 && panel.workerAccuracy === 1)
      return ids.map((id) => ({ target: pool.truths[id], confidence: 1, pairs: 0, agreeing: 0 }));
    const objects = ids.map((id) => ({ answers: this.#answers(id) }));
    const outcome = consolidator.consolidate(objects, { categories: pool.labels, earlier: this.#learnt });
    this.#learnt.push(outcome.learnt);
    return objects.map(({ answers }, i) => {
      const decided = outcome.objects[i];
      if (!decided) return undefined;
      // Shapes and spans never are quite the same: their disagreement says nothing.
      const agreement: Omit<Agreement, 'confidence'> = exact
        ? pairsAmong(answers, (a, b) => consolidator.distance(a.answer, b.answer) === 0)
        : { pairs: 0, agreeing: 0 };
      const target = pool.learner.targetOfAnswer(consolidator.asAnswer(decided.label), pool.labels);
      return { target, confidence: decided.confidence, ...agreement };
    });
  }

  #answers(id: number): { workerId: string; answer: unknown }[] {
    const draw = randomGenerator(`answers/${this.panel.seed}/${id}`);
    return some(this.#team, this.panel.answersPerObject, draw)
      .map(({ workerId, accuracy }) => ({ workerId, answer: this.#mistake(id, accuracy, draw) }))
      .sort((a, b) => (a.workerId < b.workerId ? -1 : 1));
  }
}

/** `count` different ones. */
function some<T>(all: readonly T[], count: number, draw: RandomGenerator): T[] {
  const taken = new Set<number>();
  while (taken.size < count) taken.add(draw.integer(all.length));
  return [...taken].map((i) => all[i]!);
}
