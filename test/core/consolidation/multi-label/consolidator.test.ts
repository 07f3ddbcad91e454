import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AnsweredObject } from '../../../../core/consolidation/consolidator';
import { multiLabelConsolidator } from '../../../../core/consolidation/multi-label/consolidator';
import { generated } from './generated';

const { consolidate, measure, methods } = multiLabelConsolidator;

const said = (...answers: string[][]): AnsweredObject<string[]> => ({
  answers: answers.map((answer, w) => ({ workerId: `w${w}`, answer })),
});

const goodWorkers = (n: number): [number, number][] => Array.from({ length: n }, () => [0.85, 0.04]);

const crowd = fc.array(
  fc.record({
    answers: fc.array(
      fc.record({
        workerId: fc.constantFrom('a', 'b', 'c', '__proto__', 'd'),
        answer: fc.uniqueArray(fc.constantFrom('x', 'y', 'z', '__proto__')),
      }),
      { maxLength: 5 },
    ),
  }),
  { maxLength: 8 },
);

describe.each(methods)('%s', (method) => {
  test('does not depend on the order of objects, answers and labels', () => {
    fc.assert(
      fc.property(crowd, fc.integer({ min: 1 }), (objects, step) => {
        const turned = <T>(list: readonly T[]): T[] => list.map((_, i) => list[(i + step) % list.length]!).reverse();
        const one = consolidate(objects, { method });
        const other = consolidate(
          turned(objects).map(({ answers }) => ({
            answers: turned(answers).map(({ workerId, answer }) => ({ workerId, answer: turned(answer) })),
          })),
          { method },
        );
        const back = turned([...one.objects]);
        for (const [i, expected] of back.entries()) {
          expect(other.objects[i]?.label.labels).toEqual(expected?.label.labels);
          expect(Object.keys(other.objects[i]?.label.confidences ?? {})).toEqual(
            Object.keys(expected?.label.confidences ?? {}),
          );
          for (const [name, p] of Object.entries(expected?.label.confidences ?? {}))
            expect(other.objects[i]!.label.confidences[name]).toBeCloseTo(p, 6);
          expect(other.objects[i]?.explanation.parts.map(({ votes }) => votes.map(({ workerId }) => workerId))).toEqual(
            expected?.explanation.parts.map(({ votes }) => votes.map(({ workerId }) => workerId)),
          );
        }
        expect([...other.skills.keys()]).toEqual([...one.skills.keys()]);
      }),
      { numRuns: 100 },
    );
  });

  test('gives numbers that are probabilities, every ticked label, and nothing where nobody answered', () => {
    fc.assert(
      fc.property(crowd, (objects) => {
        const { objects: labels, skills } = consolidate(objects, { method });
        for (const [i, { answers }] of objects.entries()) {
          const given = labels[i];
          if (answers.length === 0) {
            expect(given).toBeUndefined();
            continue;
          }
          expect(given!.confidence).toBeGreaterThanOrEqual(0);
          expect(given!.confidence).toBeLessThanOrEqual(1);
          for (const [name, p] of Object.entries(given!.label.confidences)) {
            expect(p).toBeGreaterThanOrEqual(0);
            expect(p).toBeLessThanOrEqual(1);
            expect(given!.label.labels.includes(name)).toBe(p > 0.5 + 1e-9);
          }
          expect(given!.explanation.parts.length).toBeGreaterThan(0);
          for (const { votes, alternatives } of given!.explanation.parts) {
            expect(votes.map(({ workerId }) => workerId)).toEqual(votes.map(({ workerId }) => workerId).sort());
            expect(alternatives.length).toBeLessThanOrEqual(5);
            for (const { weight } of votes) expect(Number.isFinite(weight)).toBe(true);
          }
        }
        for (const skill of skills.values()) {
          expect(skill).toBeGreaterThanOrEqual(0);
          expect(skill).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('gives other names to labels where labels have other names', () => {
    const { answered } = generated(
      { objects: 40, labels: 4, perObject: 3, prevalence: 0.3, workers: goodWorkers(6) },
      'names',
    );
    const renamed = answered.map(({ answers }) => ({
      answers: answers.map(({ workerId, answer }) => ({ workerId, answer: answer.map((name) => `z-${name}`) })),
    }));
    const labels = (objects: AnsweredObject<string[]>[]) =>
      consolidate(objects, { method }).objects.map((object) => object!.label.labels);
    expect(labels(renamed)).toEqual(labels(answered).map((names) => names.map((name) => `z-${name}`)));
  });

  test('says which methods there are when it does not know one', () => {
    expect(() => consolidate([], { method: 'guess' })).toThrow(RangeError);
    expect(() => consolidate([], { method: 'guess' })).toThrow(methods.join(', '));
  });

  test('takes no objects, and objects nobody answered', () => {
    expect(consolidate([], { method }).objects).toEqual([]);
    expect(consolidate([{ answers: [] }], { method }).objects).toEqual([undefined]);
  });
});

describe('the two-coin model', () => {
  test('believes unanimous workers, the more the more of them there are', () => {
    const { answered } = generated(
      { objects: 200, labels: 5, perObject: 3, prevalence: 0.3, workers: goodWorkers(8) },
      'unanimous',
    );
    const confidences = [1, 2, 3, 5].map((n) => {
      const { label } = consolidate(
        [...answered, said(...Array.from({ length: n }, () => ['label-1', 'label-3']))],
        {},
      ).objects.at(-1)!;
      expect(label.labels).toEqual(['label-1', 'label-3']);
      return label.confidences['label-1']!;
    });
    expect(confidences).toEqual([...confidences].sort((a, b) => a - b));
    expect(new Set(confidences).size).toBe(confidences.length);
  });

  test('keeps a rare label that one good worker of three ticked, and drops it when a careless one did', () => {
    const workers: [number, number][] = [
      [0.97, 0.001],
      [0.25, 0.01],
      [0.25, 0.01],
      [0.5, 0.15],
      [0.25, 0.01],
    ];
    const { names, answered } = generated({ objects: 900, labels: 6, perObject: 3, prevalence: 0.06, workers }, 'rare');
    const decided = (ticker: number) => {
      const others = [1, 2, 3, 4].filter((w) => w !== ticker).slice(0, 2);
      const object = {
        answers: [
          { workerId: `worker-${ticker}`, answer: ['label-2'] },
          ...others.map((w) => ({ workerId: `worker-${w}`, answer: [] })),
        ],
      };
      return consolidate([...answered, object], { categories: names }).objects.at(-1)!.label;
    };
    expect(decided(0).labels).toEqual(['label-2']);
    expect(decided(3).labels).toEqual([]);
    expect(decided(3).confidences['label-2']).toBeLessThan(0.3);
  });

  test('uses a worker who ticks what is not there', () => {
    const workers: [number, number][] = [...goodWorkers(4), [0.02, 0.9]];
    const { names, gold, answered } = generated(
      { objects: 400, labels: 5, perObject: 5, prevalence: 0.3, workers },
      'contrary',
    );
    const microF1 = (objects: AnsweredObject<string[]>[]) =>
      measure(
        consolidate(objects, { categories: names }).objects.map((object, i) => ({
          label: object!.label.labels,
          gold: gold[i]!,
        })),
      ).microF1!;
    const without = answered.map(({ answers }) => ({
      answers: answers.filter(({ workerId }) => workerId !== 'worker-4'),
    }));
    expect(microF1(answered)).toBeGreaterThan(microF1(without));
    expect(consolidate(answered, {}).skills.get('worker-4')).toBeLessThan(0.3);
  });

  test('is hardly moved by workers who tick at random', () => {
    const workers: [number, number][] = [...goodWorkers(6), [0.3, 0.3], [0.3, 0.3], [0.3, 0.3], [0.3, 0.3]];
    const { names, gold, answered } = generated(
      { objects: 400, labels: 5, perObject: 10, prevalence: 0.3, workers },
      'spam',
    );
    const loss = (method: string, objects: AnsweredObject<string[]>[]) =>
      measure(
        consolidate(objects, { categories: names, method }).objects.map((object, i) => ({
          label: object!.label.labels,
          gold: gold[i]!,
        })),
      ).hammingLoss!;
    const serious = answered.map(({ answers }) => ({
      answers: answers.filter(({ workerId }) => Number(workerId.slice(7)) < 6),
    }));
    expect(loss('two-coin', answered)).toBeLessThan(loss('two-coin', serious) + 0.005);
  });

  test.each([
    ['many answers', { objects: 500, labels: 8, perObject: 3, prevalence: 0.2 }],
    ['two answers', { objects: 500, labels: 8, perObject: 2, prevalence: 0.2 }],
    ['rare labels', { objects: 800, labels: 12, perObject: 3, prevalence: 0.03 }],
  ])('is better than majority vote where workers differ: %s', (name, shape) => {
    const workers = Array.from({ length: 20 }, (_, w): [number, number] => [0.45 + 0.025 * w, 0.2 - 0.0098 * w]);
    const { names, gold, answered } = generated({ ...shape, workers }, name);
    const f1 = (method: string) =>
      measure(
        consolidate(answered, { categories: names, method }).objects.map((object, i) => ({
          label: object!.label.labels,
          gold: gold[i]!,
        })),
      ).microF1!;
    expect(f1('two-coin')).toBeGreaterThan(f1('majority-vote') + 0.01);
  });

  test('gives probabilities that come true', () => {
    const workers = Array.from({ length: 20 }, (_, w): [number, number] => [0.5 + 0.02 * w, 0.15 - 0.006 * w]);
    const { names, gold, answered } = generated(
      { objects: 1000, labels: 8, perObject: 3, prevalence: 0.2, workers },
      'calibration',
    );
    const bins = Array.from({ length: 10 }, () => ({ n: 0, expected: 0, right: 0 }));
    for (const [i, object] of consolidate(answered, { categories: names }).objects.entries()) {
      for (const [name, p] of Object.entries(object!.label.confidences)) {
        const bin = bins[Math.min(9, Math.floor(10 * p))]!;
        bin.n++;
        bin.expected += p;
        if (gold[i]!.includes(name)) bin.right++;
      }
    }
    const total = bins.reduce((sum, { n }) => sum + n, 0);
    const error = bins.reduce((sum, { expected, right }) => sum + Math.abs(expected - right), 0) / total;
    expect(error).toBeLessThan(0.05);
  });

  test('remembers workers: a later batch is judged by what the earlier taught, and adding nothing changes nothing', () => {
    const workers: [number, number][] = [
      [0.95, 0.01],
      [0.4, 0.3],
      [0.4, 0.3],
      [0.4, 0.3],
    ];
    const { names, answered } = generated(
      { objects: 600, labels: 5, perObject: 4, prevalence: 0.25, workers },
      'batches',
    );
    const taught = consolidate(answered, { categories: names }).learnt;
    const later: AnsweredObject<string[]>[] = [
      {
        answers: [
          { workerId: 'worker-0', answer: ['label-0'] },
          { workerId: 'worker-1', answer: ['label-1'] },
          { workerId: 'worker-2', answer: ['label-1'] },
        ],
      },
    ];
    const untaught = consolidate(later, { categories: names });
    expect(untaught.objects[0]!.label.labels).toEqual(['label-1']);
    const earlier = [JSON.parse(JSON.stringify(taught))];
    const known = consolidate(later, { categories: names, earlier });
    expect(known.objects[0]!.label.labels).toEqual(['label-0']);
    expect(known.skills.get('worker-0')).toBeGreaterThan(known.skills.get('worker-1')! + 0.2);
    // What the later batch hands on is its own share: one object.
    expect((known.learnt as { objects: number }).objects).toBe(1);
    const nothing = [
      null,
      'no',
      { objects: -1 },
      { objects: 3, positives: {}, workers: { 'worker-0': { answers: 'x' } } },
    ];
    const spoilt = consolidate(later, { categories: names, earlier: [...earlier, ...nothing.slice(0, 3)] });
    expect(spoilt.objects).toEqual(known.objects);
    expect(() => consolidate(later, { categories: names, earlier: nothing })).not.toThrow();
  });

  test('believes one answer per object as given', () => {
    const { gold, names, answered } = generated(
      { objects: 200, labels: 5, perObject: 1, prevalence: 0.3, workers: goodWorkers(5) },
      'single',
    );
    const { objects } = consolidate(answered, { categories: names });
    for (const [i, object] of objects.entries())
      expect(object!.label.labels).toEqual(
        answered[i]!.answers[0]!.answer.toSorted((a, b) => names.indexOf(a) - names.indexOf(b)),
      );
    expect(gold).toHaveLength(objects.length);
  });
});

describe('majority-vote', () => {
  const options = { method: 'majority-vote' };

  test('takes what more than half of the workers ticked, with their share', () => {
    const [object] = consolidate([said(['a', 'b'], ['a'], ['a', 'c'], ['b'])], options).objects;
    expect(object!.label).toEqual({ labels: ['a'], confidences: { a: 0.75, b: 0.5, c: 0.25 } });
    expect(object!.confidence).toBeCloseTo(0.75 * 0.5 * 0.75);
    expect(object!.explanation.parts[0]).toEqual({
      decided: 'a',
      confidence: 0.75,
      votes: [
        { workerId: 'w0', answer: 'a', weight: 1 },
        { workerId: 'w1', answer: 'a', weight: 1 },
        { workerId: 'w2', answer: 'a', weight: 1 },
        { workerId: 'w3', answer: null, weight: -1 },
      ],
      alternatives: [{ choice: null, confidence: 0.25 }],
    });
    expect(object!.explanation.parts[2]).toMatchObject({
      decided: null,
      alternatives: [{ choice: 'c', confidence: 0.25 }],
    });
  });

  test('counts a worker who answered twice once', () => {
    const twice = { workerId: 'w1', answer: ['a'] };
    const [object] = consolidate([{ answers: [{ workerId: 'w0', answer: ['b'] }, twice, twice] }], options).objects;
    expect(object!.label.confidences).toEqual({ a: 0.5, b: 0.5 });
  });

  test('says so where all workers ticked nothing', () => {
    const [object] = consolidate([said([], [])], options).objects;
    expect(object!.label).toEqual({ labels: [], confidences: {} });
    expect(object!.explanation.parts).toMatchObject([{ decided: null, votes: [{ answer: null }, { answer: null }] }]);
  });
});

test('a label read as an answer is its labels', () => {
  expect(multiLabelConsolidator.asAnswer({ labels: ['a'], confidences: { a: 1, b: 0.1 } })).toEqual(['a']);
});
