/** What a slice says of a model's labels is what its learner says: planning and promise rest on one quality. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { learnerFor } from '../../model/learners/registry';
import { readAnswer } from '../../task-types/answers';
import { taskTypes } from '../../task-types/registry';

const labels = ['car', 'bus'];
const categories = labels.map((label) => ({ label }));
const label = fc.constantFrom(...labels);
const nat = (max: number) => fc.integer({ min: 0, max });
const width = 12;
const height = 8;
const runs = fc.array(nat(2), { minLength: width * height, maxLength: width * height });
/** Bare answers as models give them. */
const answers: Record<string, fc.Arbitrary<unknown>> = {
  'image-classification': label,
  'text-classification': label,
  'image-multi-label': fc.subarray(labels),
  'text-multi-label': fc.subarray(labels),
  'bounding-box': fc
    .array(fc.tuple(nat(9), nat(9), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), label), {
      maxLength: 4,
    })
    .map((boxes) => ({ boxes })),
  'named-entity-recognition': fc
    .uniqueArray(fc.tuple(nat(5), label), { selector: ([start]) => start, maxLength: 4 })
    .map((spans) => ({ spans: spans.map(([start, name]) => [start * 3, start * 3 + 2, name]) })),
  'semantic-segmentation': runs.map((pixels) => ({
    width,
    height,
    classes: labels,
    runs: pixels.flatMap((value) => [value, 1]),
  })),
};

describe.each(taskTypes.filter(({ learner }) => learner).map((type) => [type.slug, type] as const))(
  '%s',
  (slug, type) => {
    const learner = learnerFor(slug);
    const adapter = type.learner!;
    const target = (answer: unknown) => learner.targetOfAnswer(answer, labels);
    const labelOf = (answer: unknown) => adapter.fromPrediction({ answer, confidence: 0.5 }, categories);

    test('has that learner, which says exact labels are measured by accuracy', () => {
      expect(adapter.learner).toBe(learner.slug);
      expect(adapter.exact).toBe(learner.measure === 'accuracy');
    });

    test('measures quality as the learner does', () => {
      fc.assert(
        fc.property(answers[slug]!, answers[slug]!, (one, other) => {
          for (const [predicted, truth] of [
            [one, other],
            [one, one],
          ])
            expect(adapter.quality(predicted, labelOf(truth), categories)).toBeCloseTo(
              learner.quality(target(predicted), target(truth)),
              9,
            );
        }),
      );
    });

    test('sees what cannot be learnt from as the learner does', () => {
      fc.assert(
        fc.property(fc.array(answers[slug]!, { minLength: 1, maxLength: 3 }), (given) => {
          expect(adapter.unlearnable(given.map(labelOf), categories)).toBe(
            learner.unlearnable(given.map(target), labels),
          );
        }),
      );
    });

    test('takes the learner’s own answers as they are', () => {
      fc.assert(
        fc.property(answers[slug]!, (answer) => {
          const bare = learner.answerOfTarget(target(answer), labels);
          const read = readAnswer(type, answer, categories);
          expect({ ok: true, value: type.answerOf(labelOf(bare), categories) }).toEqual(read);
        }),
      );
    });
  },
);
