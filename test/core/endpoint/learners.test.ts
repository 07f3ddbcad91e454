/** What our own learners answer is what an endpoint may answer: it comes through as the same target. */
import { describe, expect, test } from '@jest/globals';
import { plumblineAdapter } from '../../../core/endpoint/plumbline';
import { learnableTaskTypes, learnerFor } from '../../../model/learners/registry';
import { jsonReply, taskOf, texts } from './task';

const LABELS = ['cat', 'dog'];
const ANSWERS: Record<string, unknown> = {
  'text-classification': 'dog',
  'image-classification': 'cat',
  'text-multi-label': ['dog', 'cat'],
  'image-multi-label': [],
  'named-entity-recognition': {
    spans: [
      [4, 9, 'dog'],
      [0, 3, 'cat'],
    ],
  },
  'bounding-box': {
    boxes: [
      [1.5, 2, 30, 40, 'dog'],
      [0, 0, 5, 5, 'cat'],
    ],
  },
  'semantic-segmentation': { width: 4, height: 2, classes: ['cat', 'dog'], runs: [0, 3, 2, 2, 1, 3] },
};

describe('answers of our own learners', () => {
  test.each(learnableTaskTypes)('%s', (taskType) => {
    const learner = learnerFor(taskType);
    const target = learner.targetOfAnswer(ANSWERS[taskType], LABELS);
    const label = learner.answerOfTarget(target, LABELS);
    const [read] = plumblineAdapter.read(
      jsonReply({ id: 10, label, confidence: 1 }),
      texts('a text'),
      taskOf(taskType, LABELS),
    );
    expect(read).toMatchObject({ id: 10, confidence: 1 });
    const again = learner.targetOfAnswer('answer' in read! ? read.answer : undefined, LABELS);
    expect(learner.quality(again, target)).toBe(1);
  });

  test('a mask of the job’s one label', () => {
    const learner = learnerFor('semantic-segmentation');
    const label = { width: 2, height: 2, counts: [1, 2, 1] };
    const [read] = plumblineAdapter.read(
      jsonReply({ id: 10, label, confidence: 1 }),
      texts('x'),
      taskOf('semantic-segmentation', ['cat']),
    );
    expect(read).toEqual({ id: 10, answer: label, confidence: 1 });
    expect(learner.answerOfTarget(learner.targetOfAnswer(label, ['cat']), ['cat'])).toEqual(label);
  });
});
