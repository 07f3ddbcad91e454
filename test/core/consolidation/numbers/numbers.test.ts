import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AnsweredObject } from '../../../../core/consolidation/consolidator';
import { numberConsolidator } from '../../../../core/consolidation/numbers/consolidator';
import { randomGenerator } from '../../../../core/random/generator';

const { consolidate, readAnswer, measure, distance, methods } = numberConsolidator;

/** Workers with a bias and a noise each, who answer `perObject` of them to every object. */
function simulate(seed: string, crowd: { bias: number; noise: number }[], objects: number, perObject: number) {
  const random = randomGenerator(seed);
  const truths = Array.from({ length: objects }, () => 50 + 20 * random.normal());
  const answered: AnsweredObject<number>[] = truths.map((truth) => ({
    answers: random
      .shuffle([...crowd.keys()])
      .slice(0, perObject)
      .map((w) => ({ workerId: `w${w}`, answer: truth + crowd[w]!.bias + crowd[w]!.noise * random.normal() })),
  }));
  return { truths, answered };
}

const errorOf = (truths: number[], answered: AnsweredObject<number>[], method: string) =>
  measure(consolidate(answered, { method }).objects.map((object, i) => ({ label: object?.label, gold: truths[i]! })))
    .rootMeanSquaredError!;

describe('numbers', () => {
  test.each([
    ['workers of different care', [2, 2, 20, 20, 20, 20].map((noise) => ({ bias: 0, noise }))],
    ['workers who are off by the same every time', [0, 15, -20, 0, -10, 15].map((bias) => ({ bias, noise: 3 }))],
    ['workers all alike', [8, 8, 8, 8, 8, 8].map((noise) => ({ bias: 0, noise }))],
  ])('%s: nearer to the truth than mean and median', (name, crowd) => {
    const { truths, answered } = simulate(name, crowd, 300, 4);
    const ours = errorOf(truths, answered, 'worker-noise');
    expect(ours).toBeLessThan(errorOf(truths, answered, 'mean') * 1.02);
    expect(ours).toBeLessThan(errorOf(truths, answered, 'median'));
  });

  test('a slip of the hand does not count as a measurement', () => {
    const { truths, answered } = simulate('slips', new Array(5).fill({ bias: 0, noise: 2 }), 200, 4);
    const slipped = answered.map(({ answers }, i) => ({
      answers: answers.map((vote, a) => (i % 10 === 0 && a === 0 ? { ...vote, answer: vote.answer * 100 } : vote)),
    }));
    expect(errorOf(truths, slipped, 'worker-noise')).toBeLessThan(3);
    expect(errorOf(truths, slipped, 'mean')).toBeGreaterThan(100);
  });

  test('more workers, more confidence; and confidence predicts the error', () => {
    const crowd = new Array(12).fill({ bias: 0, noise: 10 });
    const confidence = [1, 3, 9].map((perObject) => {
      const { truths, answered } = simulate('confidence', crowd, 400, perObject);
      const { objects } = consolidate(answered, {});
      const mean = objects.reduce((sum, object) => sum + object!.confidence, 0) / objects.length;
      const error = objects.reduce((sum, object, i) => sum + (object!.label - truths[i]!) ** 2, 0) / objects.length;
      if (perObject > 1) expect(1 - mean).toBeCloseTo(error / 400, 1);
      return mean;
    });
    expect(confidence[0]).toBeLessThan(confidence[1]!);
    expect(confidence[1]).toBeLessThan(confidence[2]!);
  });

  test('what earlier batches taught about the workers counts', () => {
    const crowd = [{ bias: 30, noise: 1 }, ...new Array(4).fill({ bias: 0, noise: 6 })];
    const { answered } = simulate('earlier', crowd, 200, 5);
    const learnt = JSON.parse(JSON.stringify(consolidate(answered, {}).learnt));
    const one = [
      {
        answers: [
          { workerId: 'w0', answer: 80 },
          { workerId: 'w1', answer: 51 },
        ],
      },
    ];
    const alone = consolidate(one, {}).objects[0]!.label;
    const told = consolidate(one, { earlier: [learnt] }).objects[0]!.label;
    expect(Math.abs(told - 50.5)).toBeLessThan(Math.abs(alone - 50.5));
    for (const damaged of [
      null,
      7,
      { numbers: 3 },
      { numbers: { w0: [1, 2] } },
      { numbers: { w0: [1, Number.NaN, 1] } },
    ])
      expect(consolidate(one, { earlier: [damaged] }).objects[0]!.label).toBe(alone);
  });

  const crowdAnswers = fc.array(
    fc.array(
      fc.record({
        workerId: fc.constantFrom('a', 'b', 'c', 'd'),
        answer: fc.double({ min: -1e100, max: 1e100, noNaN: true }),
      }),
      { maxLength: 5 },
    ),
    { maxLength: 8 },
  );

  test('any numbers: finite labels within what was answered, the same in any order of answers', () => {
    fc.assert(
      fc.property(crowdAnswers, fc.constantFrom(...methods), (drawn, method) => {
        const { objects } = consolidate(
          drawn.map((answers) => ({ answers })),
          { method },
        );
        const turned = consolidate(
          drawn.map((answers) => ({ answers: [...answers].reverse() })),
          { method },
        );
        expect(turned.objects.map((object) => object?.label)).toEqual(objects.map((object) => object?.label));
        for (const [i, object] of objects.entries()) {
          expect(object === undefined).toBe(drawn[i]!.length === 0);
          if (!object) continue;
          expect(Number.isFinite(object.label)).toBe(true);
          expect(object.confidence).toBeGreaterThanOrEqual(0);
          expect(object.confidence).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('everybody says the same: that is the label', () => {
    const same = [{ answers: ['a', 'b', 'c'].map((workerId) => ({ workerId, answer: 7 })) }];
    for (const method of methods) expect(consolidate(same, { method }).objects[0]!.label).toBeCloseTo(7, 9);
  });

  test.each<[unknown, number | undefined]>([
    [7, 7],
    ['7.5', 7.5],
    [{ slider: '3' }, 3],
    [{ other: 'x', slider: 3 }, 3],
    [{ a: 1, b: 2 }, undefined],
    ['', undefined],
    ['seven', undefined],
    [Number.NaN, undefined],
    [{ slider: Number.POSITIVE_INFINITY }, undefined],
    [null, undefined],
    [[1], undefined],
  ])('reads %j', (content, value) => {
    const read = readAnswer(content, { element: 'slider' });
    expect(read.ok ? read.value : undefined).toBe(value);
  });

  test('measures and distances', () => {
    expect(
      measure([
        { label: 1, gold: 2 },
        { label: 5, gold: 2 },
      ]),
    ).toEqual({
      meanAbsoluteError: 2,
      rootMeanSquaredError: Math.sqrt(5),
    });
    expect([distance(0, 0), distance(1, 3), distance(-1, 1)]).toEqual([0, 0.5, 1]);
    expect(() => consolidate([], { method: 'oracle' })).toThrow('no method "oracle" for numbers');
  });
});
