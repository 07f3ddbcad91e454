import { describe, expect, test } from '@jest/globals';
import { cellsInWhole, sampleObjects } from '../../../../../core/consolidation/classes/default/object-sample';
import { likeliestAccuracyBelief } from '../../../../../core/consolidation/classes/default/row-weight';
import { layOutByWorker } from '../../../../../core/consolidation/classes/worker-layout';
import { randomGenerator } from '../../../../../core/random/generator';
import { answersOf, simulate, worker } from '../answers';

test('the belief that workers are alike is strong where they are and weak where they differ', () => {
  const random = randomGenerator('belief');
  const answers = new Float64Array(200).fill(50);
  const binomial = (p: number) => Array.from({ length: 50 }, () => random.next() < p).filter(Boolean).length;
  const alike = answers.map(() => binomial(0.8));
  const different = answers.map((_, w) => binomial(w % 5 === 0 ? 0.2 : 0.95));
  expect(likeliestAccuracyBelief(alike, answers, 0.8, 12)).toBeGreaterThanOrEqual(64);
  expect(likeliestAccuracyBelief(different, answers, 0.8, 12)).toBeLessThanOrEqual(3);
});

describe('a sample of objects', () => {
  test.each([3, 12])(
    'its cells lie in the whole layout under the same worker, class and answer: %d classes',
    (classes) => {
      const skills = Array.from({ length: 7 }, () => worker(0.6, classes));
      const { votes } = simulate({ objects: 120, classes, perObject: 3, skills, seed: 'cells' });
      const answers = answersOf(votes, { classes });
      const hash = Uint32Array.from({ length: 120 }, (_, o) => o);
      const sample = sampleObjects(answers, hash, 4);
      expect([sample.objects, sample.object.length]).toEqual([30, 90]);
      const whole = layOutByWorker(answers);
      const part = layOutByWorker(sample);
      const place = cellsInWhole(part, whole);
      const workerOf = (start: Int32Array, id: number) => start.findIndex((first) => first > id) - 1;
      for (const [from, to] of place.entries()) {
        expect(whole.trueClass[to]).toBe(part.trueClass[from]);
        expect(whole.answer[to]).toBe(part.answer[from]);
        expect(workerOf(whole.workerStart, to)).toBe(workerOf(part.workerStart, from));
      }
    },
  );
});
