import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { consolidationKindOf } from '../../../core/consolidation/registry';
import type { Example, Learner, Model } from '../../../model/learners/learner';
import { learnerFor, learnerNamed } from '../../../model/learners/registry';
import { readModel, writeModel } from '../../../model/model-file';

export interface ContractCase<Input, Target> {
  taskType: string;
  labels: string[];
  /** Easy, and more than a dozen. */
  examples: Example<Input, Target>[];
  /** Objects of the same kind that are not in `examples`, with their truth. */
  others: Example<Input, Target>[];
  targets: fc.Arbitrary<Target>;
}

/** What every learner owes: the loop and the container rest on it. */
export function holdsToLearnerContract<Input, Target>({
  taskType,
  labels,
  examples,
  others,
  targets,
}: ContractCase<Input, Target>): void {
  const learner: Learner<Input, Target> = learnerFor(taskType);
  const train = (seed: number) => learner.train(examples, { labels, seed }, () => {});
  const inputs = others.map(({ input }) => input);

  describe(`the learner of ${taskType}`, () => {
    let model: Model<Input, Target>;
    beforeAll(async () => {
      model = await train(1);
    });

    test('predicts the same, to the last bit, after it was written and read', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'plumbline-learner-'));
      try {
        await writeModel(directory, model.save());
        const file = await readModel(directory);
        const again = learnerNamed(file.learner).load(file);
        expect(again.labels).toEqual(labels);
        expect(again.predict(inputs)).toEqual(model.predict(inputs));
      } finally {
        await rm(directory, { recursive: true });
      }
    });

    test('trains the same model from the same examples and seed', async () => {
      expect((await train(1)).save()).toEqual(model.save());
    });

    test('says the same of an object whatever it comes with', () => {
      const together = model.predict(inputs);
      expect(inputs.flatMap((input) => model.predict([input]))).toEqual(together);
      expect(model.predict([...inputs].reverse()).reverse()).toEqual(together);
      expect(model.predict([])).toEqual([]);
    });

    test('is right on what is easy, and expects to be', () => {
      const predictions = model.predict(inputs);
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      for (const { confidence } of predictions) {
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
      expect(mean(predictions.map(({ target }, i) => learner.quality(target, others[i]!.target)))).toBeGreaterThan(0.9);
      expect(mean(predictions.map(({ confidence }) => confidence))).toBeGreaterThan(0.75);
    });

    test('gives answers that its consolidator reads, and reads them back', () => {
      const { consolidator } = consolidationKindOf(taskType)!;
      fc.assert(
        fc.property(targets, (target) => {
          const answer = JSON.parse(JSON.stringify(learner.answerOfTarget(target, labels)));
          const read = consolidator.readAnswer(answer, { categories: labels });
          expect(read.ok).toBe(true);
          expect(learner.targetOfAnswer(answer, labels)).toEqual(target);
        }),
      );
    });

    test('measures quality between 0 and 1, 1 for the truth itself, the same both ways', () => {
      fc.assert(
        fc.property(targets, targets, (a, b) => {
          const quality = learner.quality(a, b);
          expect(quality).toBeGreaterThanOrEqual(0);
          expect(quality).toBeLessThanOrEqual(1);
          expect(learner.quality(a, a)).toBe(1);
          expect(learner.quality(b, a)).toBe(quality);
        }),
      );
    });
  });
}
