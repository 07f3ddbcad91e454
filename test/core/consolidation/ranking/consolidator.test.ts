import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AnsweredObject } from '../../../../core/consolidation/consolidator';
import { rankingConsolidator } from '../../../../core/consolidation/ranking/consolidator';
import type { Ranking } from '../../../../core/consolidation/ranking/ranking';
import { expectOrderNotToMatter, saidBy, someCrowd } from '../crowds';
import { generated } from './generated';

const { consolidate, measure, methods } = rankingConsolidator;

const tauOf = (objects: readonly AnsweredObject<Ranking>[], gold: string[][], method?: string): number =>
  measure(
    consolidate(objects, { method }).objects.map((object, i) => ({ label: object?.label.ranking, gold: gold[i]! })),
  ).kendallTau!;

const order = fc
  .tuple(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', '__proto__'), { minLength: 1 }), fc.boolean())
  .map(([items, tie]): Ranking => (tie && items.length > 2 ? [items.slice(0, 2), ...items.slice(2)] : items));

const crowd = someCrowd(order);

describe.each(methods)('%s', (method) => {
  test('does not depend on the order of objects and answers', () => {
    expectOrderNotToMatter(rankingConsolidator, {
      crowd,
      method,
      of: ({ ranking }) => ranking,
      digits: 4,
      numRuns: 60,
    });
  });

  test('orders every item that anybody ranked, with finite numbers', () => {
    fc.assert(
      fc.property(crowd, (objects) => {
        const { objects: labels, skills } = consolidate(objects, { method });
        for (const [i, { answers }] of objects.entries()) {
          if (answers.length === 0) {
            expect(labels[i]).toBeUndefined();
            continue;
          }
          const { label, confidence, explanation } = labels[i]!;
          const items = new Set(answers.flatMap(({ answer }) => answer.flat()));
          expect([...label.ranking].sort()).toEqual([...items].sort());
          expect(Object.keys(label.scores)).toHaveLength(items.size);
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
          const [part] = explanation.parts;
          expect(part!.votes).toHaveLength(answers.length);
          expect(part!.votes.every(({ weight }) => Number.isFinite(weight))).toBe(true);
          expect(part!.alternatives.length).toBeLessThanOrEqual(5);
          for (const alternative of part!.alternatives) {
            expect(alternative.confidence).toBeGreaterThanOrEqual(0);
            expect(alternative.confidence).toBeLessThanOrEqual(1);
          }
        }
        for (const skill of skills.values()) {
          expect(skill).toBeGreaterThanOrEqual(0);
          expect(skill).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('gives the unanimous order, and the one answer there is', () => {
    const { objects } = consolidate([saidBy(['b', 'c', 'a'], ['b', 'c', 'a'], ['b', 'c', 'a']), saidBy(['z', 'y'])], {
      method,
    });
    expect(objects.map((object) => object!.label.ranking)).toEqual([
      ['b', 'c', 'a'],
      ['z', 'y'],
    ]);
  });

  test('gives other names to items where items have other names', () => {
    const { answered } = generated({ objects: 30, items: 4, perObject: 3, care: [1, 1.5, 0.8, 1, 2] }, 'names');
    const renamed = answered.map(({ answers }) => ({
      answers: answers.map(({ workerId, answer }) => ({ workerId, answer: answer.map((item) => `my ${item}`) })),
    }));
    const rankings = (objects: AnsweredObject<Ranking>[]) =>
      consolidate(objects, { method }).objects.map((object) => object!.label.ranking);
    expect(rankings(renamed)).toEqual(rankings(answered).map((items) => items.map((item) => `my ${item}`)));
  });

  test('takes no objects, and says which methods there are when it does not know one', () => {
    expect(consolidate([], { method }).objects).toEqual([]);
    expect(consolidate([{ answers: [] }], { method }).objects).toEqual([undefined]);
    expect(() => consolidate([], { method: 'guess' })).toThrow(methods.join(', '));
  });
});

describe("Mallows' model", () => {
  test('is surer the more workers agree', () => {
    const { answered } = generated({ objects: 100, items: 4, perObject: 3, care: [1, 1, 1, 1, 1] }, 'surer');
    const confidences = [1, 2, 3, 5].map((n) => {
      const object = {
        answers: Array.from({ length: n }, (_, w) => ({
          workerId: `worker-${w}`,
          answer: ['item-2', 'item-0', 'item-3', 'item-1'],
        })),
      };
      return consolidate([...answered, object], {}).objects.at(-1)!.confidence;
    });
    expect(confidences).toEqual([...confidences].sort((a, b) => a - b));
    expect(confidences[3]).toBeGreaterThan(0.85);
  });

  test('is better than the plain methods where workers differ in care', () => {
    const { gold, answered } = generated(
      { objects: 200, items: 5, perObject: 3, care: [0.05, 0.1, 0.2, 0.3, 1.5, 2, 2.5, 0.1] },
      'differ',
    );
    expect(tauOf(answered, gold)).toBeGreaterThan(tauOf(answered, gold, 'borda') + 0.05);
    expect(tauOf(answered, gold)).toBeGreaterThan(tauOf(answered, gold, 'plackett-luce') + 0.05);
  });

  test('reads a worker backwards who is always wrong, and is hardly moved by those who rank at random', () => {
    const care = [1.2, 1.2, 1.2, 1.2, -2, 0, 0, 0];
    const { gold, answered } = generated({ objects: 150, items: 4, perObject: 8, care }, 'contrary');
    const only = (...workers: number[]) =>
      answered.map(({ answers }) => ({
        answers: answers.filter(({ workerId }) => workers.includes(Number(workerId.slice(7)))),
      }));
    expect(tauOf(only(0, 1, 2, 3, 4), gold)).toBeGreaterThan(tauOf(only(0, 1, 2, 3), gold));
    expect(tauOf(answered, gold)).toBeGreaterThan(tauOf(only(0, 1, 2, 3, 4), gold) - 0.02);
    expect(consolidate(answered, {}).skills.get('worker-4')).toBeLessThan(0.3);
  });

  test('gives probabilities of whole orders that come true', () => {
    const care = Array.from({ length: 12 }, (_, w) => 0.3 + 0.15 * w);
    const { gold, answered } = generated({ objects: 600, items: 4, perObject: 3, care }, 'calibration');
    const { objects } = consolidate(answered, {});
    const right = objects.map((object, i) => object!.label.ranking.join() === gold[i]!.join());
    for (const [low, high] of [
      [0, 0.4],
      [0.4, 0.7],
      [0.7, 1.01],
    ] as const) {
      const inBin = [...objects.keys()].filter((i) => objects[i]!.confidence >= low && objects[i]!.confidence < high);
      const expected = inBin.reduce((sum, i) => sum + objects[i]!.confidence, 0) / inBin.length;
      const share = inBin.filter((i) => right[i]).length / inBin.length;
      expect(Math.abs(expected - share)).toBeLessThan(0.1);
    }
  });

  test('remembers workers of earlier batches', () => {
    const { answered } = generated(
      { objects: 200, items: 4, perObject: 3, care: [2.5, 0.2, 0.2, 1.5, 1.5] },
      'batches',
    );
    const later = [
      {
        answers: [
          { workerId: 'worker-0', answer: ['a', 'b', 'c'] },
          { workerId: 'worker-1', answer: ['c', 'b', 'a'] },
          { workerId: 'worker-2', answer: ['c', 'b', 'a'] },
        ],
      },
    ];
    expect(consolidate(later, {}).objects[0]!.label.ranking).toEqual(['c', 'b', 'a']);
    const earlier = [
      JSON.parse(JSON.stringify(consolidate(answered, {}).learnt)),
      null,
      { workers: { 'worker-1': [1, 'x'] } },
    ];
    const known = consolidate(later, { earlier });
    expect(known.objects[0]!.label.ranking).toEqual(['a', 'b', 'c']);
    // What it hands on is this batch's own: three pairs each.
    expect((known.learnt as { workers: Record<string, number[]> }).workers['worker-0']![0]).toBe(3);
  });

  test('explains with the answers, what they weighed, and the orders next to the one decided', () => {
    const [object] = consolidate([saidBy(['a', 'b', 'c'], ['a', 'b', 'c'], ['b', 'a', 'c'])], {}).objects;
    const [part] = object!.explanation.parts;
    expect(part!.decided).toEqual(['a', 'b', 'c']);
    expect(part!.alternatives[0]!.choice).toEqual(['b', 'a', 'c']);
    expect(part!.votes.map(({ answer }) => answer)).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['b', 'a', 'c'],
    ]);
    expect(part!.votes[0]!.weight).toBeGreaterThan(0);
    expect(part!.votes[2]!.weight).toBeLessThan(0);
    const all = part!.alternatives.reduce((sum, { confidence }) => sum + confidence, object!.confidence);
    expect(all).toBeLessThanOrEqual(1 + 1e-9);
  });

  test('orders thirty items', () => {
    const { gold, answered } = generated({ objects: 10, items: 30, perObject: 5, care: [1, 1, 1, 1, 1] }, 'long');
    expect(tauOf(answered, gold)).toBeGreaterThan(0.9);
  });
});

test('ties and missing items say nothing about the pairs they leave open', () => {
  const [object] = consolidate([saidBy([['a', 'b'], 'c'], ['b', 'a']), { answers: [] }], {}).objects;
  expect(object!.label.ranking).toEqual(['b', 'a', 'c']);
  expect(rankingConsolidator.asAnswer(object!.label)).toEqual(['b', 'a', 'c']);
});
