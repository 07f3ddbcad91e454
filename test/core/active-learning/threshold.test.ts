import { describe, expect, test } from '@jest/globals';
import {
  chooseThreshold,
  fewestToPromise,
  survivesEarlierRounds,
  type ValidationScore,
} from '../../../core/active-learning/threshold';
import { randomGenerator } from '../../../core/random/generator';

const rules = { targetAccuracy: 0.95 };
/** `right` right ones at each confidence, then `wrong` wrong ones. */
const scores = (...groups: [confidence: number, right: number, wrong: number][]): ValidationScore[] =>
  groups.flatMap(([confidence, right, wrong]) => [
    ...Array.from({ length: right }, () => ({ confidence, correct: true })),
    ...Array.from({ length: wrong }, () => ({ confidence, correct: false })),
  ]);

describe('chooseThreshold', () => {
  test('takes everything when everything is right', () => {
    expect(chooseThreshold(scores([0.9, 100, 0], [0.6, 100, 0]), rules)).toMatchObject({
      threshold: 0.6,
      accepted: 200,
      accuracy: 1,
      validated: 200,
      ignored: 0,
    });
  });

  test('stops above the group that is wrong too often', () => {
    expect(chooseThreshold(scores([0.99, 300, 1], [0.7, 60, 40]), rules).threshold).toBe(0.99);
  });

  test('equal confidences stand or fall together', () => {
    // Ten wrong ones hide among the surest: no beginning of the run may be taken without them.
    expect(chooseThreshold(scores([1, 200, 40]), rules).threshold).toBeNull();
    expect(chooseThreshold([...scores([1, 200, 40])].reverse(), rules).threshold).toBeNull();
  });

  test('says how many labels are missing', () => {
    expect(fewestToPromise(rules)).toBe(59);
    expect(chooseThreshold(scores([0.99, 58, 0]), rules)).toMatchObject({
      threshold: null,
      reason: '58 validation labels; at least 59 are needed to promise 95.0 %',
    });
    expect(chooseThreshold(scores([0.99, 59, 0]), rules).threshold).toBe(0.99);
  });

  test('says how good the model is when nothing is safe', () => {
    expect(chooseThreshold(scores([0.9, 80, 20]), rules).reason).toBe(
      'no confidence is safe: 80.0 % of 100 validation labels are right, 95.0 % is promised',
    );
  });

  test('sets aside confidences that are no probability, and counts them', () => {
    const odd = [Number.NaN, -0.1, 1.5, Number.POSITIVE_INFINITY].map((confidence) => ({ confidence, correct: true }));
    expect(chooseThreshold([...odd, ...scores([0.9, 70, 0])], rules)).toMatchObject({
      threshold: 0.9,
      validated: 70,
      ignored: 4,
    });
    expect(chooseThreshold(odd, rules)).toMatchObject({ threshold: null, validated: 0, ignored: 4 });
    expect(chooseThreshold([], rules).threshold).toBeNull();
  });

  test('the order of the scores does not matter', () => {
    const random = randomGenerator('order');
    const given = Array.from({ length: 400 }, () => {
      const confidence = Math.round(random.next() * 50) / 50;
      return { confidence, correct: random.next() < (confidence > 0.5 ? 0.995 : 0.8) };
    });
    const choice = chooseThreshold(given, rules);
    expect(choice.threshold).not.toBeNull();
    for (let i = 0; i < 5; i++) expect(chooseThreshold(random.shuffle(given), rules)).toEqual(choice);
  });

  test('keeps its promise: of many draws at most 5 % take labels that are below the target', () => {
    const random = randomGenerator('promise');
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    // True accuracy above a threshold, by integration over a large sample.
    const population = Array.from({ length: 50_000 }, () => sigmoid(2.5 + 1.5 * random.normal())).sort((a, b) => b - a);
    const accuracyAbove = (threshold: number): number => {
      const taken = population.filter((confidence) => confidence >= threshold);
      return taken.reduce((sum, confidence) => sum + confidence, 0) / taken.length;
    };
    let broken = 0;
    let covered = 0;
    const draws = 400;
    for (let draw = 0; draw < draws; draw++) {
      const validation = Array.from({ length: 400 }, () => {
        const confidence = sigmoid(2.5 + 1.5 * random.normal());
        return { confidence, correct: random.next() < confidence };
      });
      const { threshold } = chooseThreshold(validation, rules);
      if (threshold === null) continue;
      covered++;
      if (accuracyAbove(threshold) < 0.95) broken++;
    }
    expect(broken / draws).toBeLessThanOrEqual(0.05);
    expect(covered / draws).toBeGreaterThan(0.4);
  });
});

describe('survivesEarlierRounds', () => {
  test.each([
    ['no earlier round', [], true],
    ['below an earlier threshold', [{ confidence: 0.8, threshold: 0.9 }], true],
    ['at an earlier threshold', [{ confidence: 0.9, threshold: 0.9 }], false],
    ['rounds without a threshold', [{ confidence: 1, threshold: null }], true],
    ['not scored then', [{ confidence: undefined, threshold: 0 }], true],
    [
      'taken in the first of two',
      [
        { confidence: 0.95, threshold: 0.9 },
        { confidence: 0.1, threshold: 0.8 },
      ],
      false,
    ],
  ])('%s', (_, earlier, survives) => {
    expect(survivesEarlierRounds(earlier)).toBe(survives);
  });
});
