import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { imageFeatureLength } from '../../../core/ml/image-features';
import { randomGenerator } from '../../../core/random/generator';
import type { Example, LabelSource, Learner } from '../../../model/learners/learner';
import { multiLabelImage } from '../../../model/learners/multi-label-image';
import { multiLabelText } from '../../../model/learners/multi-label-text';
import { holdsToLearnerContract } from './learner-contract';

const labels = ['sport', 'law', 'nobody', 'food'];
const random = randomGenerator('multi-label');
const words: Record<number, string[]> = {
  0: ['goal', 'match', 'team', 'coach'],
  1: ['court', 'law', 'judge', 'appeal'],
  3: ['flour', 'oven', 'butter', 'salt'],
};

/** Any of three labels, none included; the fourth is never given. */
const someLabels = () => [0, 1, 3].filter(() => random.next() < 0.45);

const text = (target: number[]) =>
  [
    'it',
    'was',
    ...target.flatMap((label) => [random.pick(words[label]!), random.pick(words[label]!)]),
    'that',
    'day',
  ].join(' ');

const textExample = () => {
  const target = someLabels();
  return { input: multiLabelText.fromText(text(target)), target };
};

/** Feature rows in which every label has some dimensions of its own. */
const imageExample = () => {
  const target = someLabels();
  const input = Float32Array.from(
    { length: imageFeatureLength },
    (_, d) => (target.includes(d % 4) ? 0.05 : 0) + random.next() * 0.005,
  );
  return { input, target };
};

const targets = fc.uniqueArray(fc.nat(3)).map((target) => target.sort((a, b) => a - b));

holdsToLearnerContract({
  taskType: 'text-multi-label',
  labels,
  examples: Array.from({ length: 150 }, textExample),
  others: Array.from({ length: 40 }, textExample),
  targets,
});
holdsToLearnerContract({
  taskType: 'image-multi-label',
  labels,
  examples: Array.from({ length: 90 }, imageExample),
  others: Array.from({ length: 40 }, imageExample),
  targets,
});

describe('labels of a manifest line', () => {
  const source = { labelAttribute: 'tone', labels: ['calm', 'sad', 'critical'] } as unknown as LabelSource;
  const line = (tone: unknown, map?: Record<string, string>) => ({
    source: 'Late and cold.',
    tone,
    'tone-metadata': { 'class-map': map, type: 'groundtruth/text-classification-multilabel' },
  });

  test("are read as Ground Truth's output has them, by their names where those are there", () => {
    expect(multiLabelText.targetOfLine(line([4, 1], { '1': 'sad', '4': 'critical' }), source)).toEqual([1, 2]);
    expect(multiLabelText.targetOfLine(line([2, 0]), source)).toEqual([0, 2]);
    expect(multiLabelText.targetOfLine(line(['sad']), source)).toEqual([1]);
    expect(multiLabelText.targetOfLine(line([]), source)).toEqual([]);
  });

  test('are refused with the reason', () => {
    expect(() => multiLabelText.targetOfLine({ source: 'x' }, source)).toThrow('no label "tone"');
    expect(() => multiLabelText.targetOfLine(line(1), source)).toThrow('not a list of class numbers');
    expect(() => multiLabelText.targetOfLine(line([3]), source)).toThrow('not a class number from 0 to 2');
    expect(() => multiLabelText.targetOfLine(line(['glad']), source)).toThrow('holds "glad"');
    expect(() => multiLabelText.targetOfAnswer(['glad'], source.labels)).toThrow('"glad" is not one of the categories');
  });
});

test('a set is right or wrong as a whole', () => {
  expect(multiLabelText.quality([], [])).toBe(1);
  expect(multiLabelText.quality([1], [1, 2])).toBe(0);
  expect(multiLabelText.quality([1, 2], [1, 2])).toBe(1);
});

test('nothing can be learnt where all objects have the same labels', () => {
  expect(
    multiLabelImage.unlearnable(
      [
        [0, 3],
        [0, 3],
      ],
      labels,
    ),
  ).toBe('all 2 objects of the training data have the same labels (sport, food): a model needs objects that differ');
  expect(multiLabelImage.unlearnable([[], []], labels)).toContain('(none)');
  expect(multiLabelImage.unlearnable([[0], [0, 3]], labels)).toBeUndefined();
});

test.each<[string, Learner, () => Example]>([
  ['text', multiLabelText, textExample],
  ['image', multiLabelImage, imageExample],
])('two %s objects that differ are enough to train on', async (_name, learner, make) => {
  const examples = [
    { ...make(), target: [0] },
    { ...make(), target: [0, 1] },
  ];
  const model = await learner.train(examples, { labels, seed: 1 }, () => {});
  for (const { confidence, scores } of model.predict([make().input])) {
    expect(Number.isFinite(confidence)).toBe(true);
    expect(scores!.every((p) => p >= 0 && p <= 1)).toBe(true);
  }
});

test('the scores are the probability of each label, hardly any for one that nobody gave', async () => {
  const examples = Array.from({ length: 200 }, textExample);
  const model = await multiLabelText.train(examples, { labels, seed: 1 }, () => {});
  const others = Array.from({ length: 60 }, textExample);
  model.predict(others.map(({ input }) => input)).forEach(({ scores }, i) => {
    expect(scores![2]).toBeLessThan(0.05);
    for (const label of [0, 1, 3])
      expect(scores![label]! > 0.5).toBe((others[i]!.target as readonly number[]).includes(label));
  });
});
