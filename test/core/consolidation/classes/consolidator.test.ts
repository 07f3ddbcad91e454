import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  CLASS_METHODS,
  classConsolidator,
  consolidateClasses,
} from '../../../../core/consolidation/classes/consolidator';
import type { AnsweredObject } from '../../../../core/consolidation/consolidator';
import { randomGenerator } from '../../../../core/random/generator';
import { answersOf, simulate, type Vote, worker } from './answers';

type Objects = AnsweredObject<string>[];

const names = ['ant', 'bee', 'cat', 'dog', 'elk', 'fox', 'gnu', 'hen', 'ibis', 'jay', 'kiwi', 'lark'];
const says = (workerId: string, answer: string) => ({ workerId, answer });

/** Votes as the consolidator takes them: worker 3 is "w3", class 2 is "cat". */
const objectsOf = (votes: Vote[], objects: number): Objects => {
  const all = Array.from({ length: objects }, () => ({ answers: [] as { workerId: string; answer: string }[] }));
  for (const [object, w, label] of votes) all[object]!.answers.push(says(`w${w}`, names[label]!));
  return all;
};

const batch = (seed: string, perObject = 3): Objects => {
  const skills = [0.95, 0.9, 0.85, 0.6, 0.5].map((skill) => worker(skill, 3));
  const { votes } = simulate({ objects: 60, classes: 3, perObject, skills, seed });
  return objectsOf(votes, 60);
};

const someVotes = fc.uniqueArray(fc.tuple(fc.nat(7), fc.nat(4), fc.nat(2)), {
  selector: ([object, w]) => object * 5 + w,
  minLength: 1,
}) as fc.Arbitrary<Vote[]>;

describe('readAnswer', () => {
  const element = 'crowd-classifier';
  test.each<[unknown, string | undefined]>([
    ['ant', 'ant'],
    [{ [element]: { label: 'ant' } }, 'ant'],
    [{ [element]: { label: 'ant' }, other: { label: 'bee' } }, 'ant'],
    [{ renamed: { label: 'ant' }, comment: 'x' }, 'ant'],
    [{ a: { label: 'ant' }, b: { label: 'bee' } }, undefined],
    [{ [element]: { label: 7 } }, undefined],
    [[{ label: 'ant' }], undefined],
    ['', undefined],
    [null, undefined],
    [7, undefined],
    ['yak', undefined],
  ])('%j', (content, label) => {
    const read = classConsolidator.readAnswer(content, { element, categories: ['ant', 'bee'] });
    expect(read).toEqual(label === undefined ? { ok: false, reason: expect.any(String) } : { ok: true, value: label });
  });

  test('names what is wrong', () => {
    const { readAnswer } = classConsolidator;
    expect(readAnswer('yak', { categories: ['ant'] })).toEqual({
      ok: false,
      reason: 'the label "yak" is not one of the categories',
    });
    expect(readAnswer({}, { element })).toEqual({
      ok: false,
      reason: 'the answer holds no {"crowd-classifier":{"label":"…"}}',
    });
  });
});

describe('consolidate', () => {
  test('the order of objects, of answers, and of workers’ names changes nothing', () => {
    fc.assert(
      fc.property(someVotes, fc.nat(), (votes, seed) => {
        const random = randomGenerator(seed);
        const objects = objectsOf(votes, 8);
        const order = random.shuffle([...objects.keys()]);
        const turned = order.map((o) => ({
          answers: random
            .shuffle(objects[o]!.answers)
            .map(({ workerId, answer }) => says(`${9 - Number(workerId[1])}`, answer)),
        }));
        const straight = classConsolidator.consolidate(objects, {});
        const other = classConsolidator.consolidate(turned, {});
        for (const [at, o] of order.entries()) {
          expect(other.objects[at]?.label).toBe(straight.objects[o]?.label);
          expect(other.objects[at]?.confidence ?? 0).toBeCloseTo(straight.objects[o]?.confidence ?? 0, 6);
        }
        for (const [workerId, skill] of straight.skills)
          expect(other.skills.get(`${9 - Number(workerId[1])}`)!).toBeCloseTo(skill, 6);
      }),
      { numRuns: 50 },
    );
  });

  test('another order of the categories relabels nothing', () => {
    fc.assert(
      fc.property(someVotes, (votes) => {
        const objects = objectsOf(votes, 8);
        const one = classConsolidator.consolidate(objects, { categories: ['ant', 'bee', 'cat'] });
        const other = classConsolidator.consolidate(objects, { categories: ['cat', 'ant', 'bee'] });
        for (const [o, consolidated] of one.objects.entries()) {
          if (!consolidated) continue;
          expect(other.objects[o]!.confidence).toBeCloseTo(consolidated.confidence, 6);
          // Only a tie may go another way: to whichever class comes first.
          const votesFor = (label: string) => objects[o]!.answers.filter(({ answer }) => answer === label).length;
          if (other.objects[o]!.label !== consolidated.label)
            expect(votesFor(other.objects[o]!.label)).toBe(votesFor(consolidated.label));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('unanimous answers win, the surer the more there are', () => {
    const skills = Array.from({ length: 12 }, () => worker(0.75, 3));
    const background = simulate({ objects: 200, classes: 3, perObject: 4, skills, seed: 'background' }).votes;
    const unanimous = Array.from({ length: 6 }, (_, i) =>
      Array.from({ length: i + 1 }, (_, w): Vote => [200 + i, w, 1]),
    ).flat();
    const { objects } = classConsolidator.consolidate(objectsOf([...background, ...unanimous], 206), {});
    for (let i = 200; i < 206; i++) {
      expect(objects[i]!.label).toBe('bee');
      if (i > 200) expect(objects[i]!.confidence).toBeGreaterThan(objects[i - 1]!.confidence);
    }
  });

  test('a worker who is always wrong is used, and one who always says the same does little harm', () => {
    const random = randomGenerator('liar');
    const truth = Array.from({ length: 300 }, () => random.integer(2));
    const fair = (k: number) => (random.next() < 0.8 ? k : 1 - k);
    const votes = truth.flatMap((k, o): Vote[] => [
      [o, 0, fair(k)],
      [o, 1, fair(k)],
      [o, 2, 1 - k],
    ]);
    const share = (all: Vote[]) => {
      const { objects, skills } = classConsolidator.consolidate(objectsOf(all, 300), {});
      const right = objects.filter((consolidated, o) => consolidated!.label === names[truth[o]!]).length / 300;
      return { right, skills };
    };
    const used = share(votes);
    expect(used.right).toBeGreaterThan(0.95);
    expect(used.skills.get('w2')!).toBeLessThan(0.15);
    const spammed = share([...votes, ...truth.map((_, o): Vote => [o, 3, 0])]);
    expect(spammed.right).toBeGreaterThan(used.right - 0.02);
  });

  test('ties go to the first category, and nobody’s object stays without a label', () => {
    const objects = [{ answers: [says('a', 'bee'), says('b', 'ant')] }, { answers: [] }];
    expect(classConsolidator.consolidate(objects, {}).objects.map((o) => o?.label)).toEqual(['ant', undefined]);
    const turned = classConsolidator.consolidate(objects, { categories: ['bee', 'ant'] });
    expect(turned.objects[0]!.label).toBe('bee');
    expect(turned.objects[0]!.confidence).toBeCloseTo(0.5, 6);
  });

  test('a worker who says the same twice has said it once', () => {
    const once = batch('twice');
    const twice = once.map(({ answers }) => ({ answers: [...answers, answers[0]!] }));
    expect(classConsolidator.consolidate(twice, {})).toEqual(classConsolidator.consolidate(once, {}));
  });

  test('names that are members of every object are names like any other', () => {
    const objects = [{ answers: [says('__proto__', 'constructor'), says('toString', 'constructor')] }];
    const { objects: labels, skills, learnt } = classConsolidator.consolidate(objects, {});
    expect(labels[0]!.label).toBe('constructor');
    expect([...skills.keys()]).toEqual(['__proto__', 'toString']);
    expect(classConsolidator.consolidate(objects, { earlier: [JSON.parse(JSON.stringify(learnt))] }).skills.size).toBe(
      2,
    );
  });

  test.each(CLASS_METHODS.map((method) => [method]))('%s explains itself and keeps the contract', (method) => {
    const objects = batch('contract');
    const { objects: labels, skills, learnt } = classConsolidator.consolidate(objects, { method });
    expect(JSON.parse(JSON.stringify(learnt))).toEqual(learnt);
    for (const skill of skills.values()) expect(skill >= 0 && skill <= 1).toBe(true);
    for (const [o, consolidated] of labels.entries()) {
      const { label, confidence, explanation } = consolidated!;
      expect(confidence >= 0 && confidence <= 1).toBe(true);
      expect(explanation).toMatchObject({ version: 1, method, parts: [{ decided: label, confidence }] });
      const [part] = explanation.parts;
      expect(part!.votes.map(({ workerId, answer }) => `${workerId} ${answer}`)).toEqual(
        objects[o]!.answers.map(({ workerId, answer }) => `${workerId} ${answer}`).sort(),
      );
      for (const { weight } of part!.votes) expect(Number.isFinite(weight)).toBe(true);
      expect(part!.alternatives.length).toBeLessThanOrEqual(5);
      expect(part!.alternatives.map(({ choice }) => choice)).not.toContain(label);
      const shares = [confidence, ...part!.alternatives.map((alternative) => alternative.confidence)];
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThan(1 + 1e-6);
    }
  });

  test('a vote for the label speaks for it as loudly as its worker is good; a vote against, against it', () => {
    const objects = batch('weights', 5);
    const { objects: labels, skills } = classConsolidator.consolidate(objects, {});
    expect(skills.get('w0')!).toBeGreaterThan(skills.get('w4')!);
    const weights = new Map<string, number[]>();
    for (const consolidated of labels) {
      const { decided, votes, alternatives } = consolidated!.explanation.parts[0]!;
      for (const { workerId, answer, weight } of votes) {
        if (answer === decided) weights.set(workerId, [...(weights.get(workerId) ?? []), weight]);
        if (answer === alternatives[0]?.choice && workerId === 'w0') expect(weight).toBeLessThan(0);
      }
    }
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(weights.get('w0')!)).toBeGreaterThan(mean(weights.get('w4')!) + 0.5);
  });

  test('at most five alternatives of many classes, likeliest first', () => {
    const skills = Array.from({ length: 10 }, () => worker(0.4, 12));
    const { votes } = simulate({ objects: 40, classes: 12, perObject: 9, skills, seed: 'twelve' });
    for (const consolidated of classConsolidator.consolidate(objectsOf(votes, 40), {}).objects) {
      const shares = consolidated!.explanation.parts[0]!.alternatives.map(({ confidence }) => confidence);
      expect(shares.length).toBeLessThanOrEqual(5);
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
    }
  });

  test('an unknown method is named in the error', () => {
    expect(() => classConsolidator.consolidate([], { method: 'oracle' })).toThrow(
      'no method "oracle" for classes; there are model-average',
    );
  });
});

describe('what a batch taught', () => {
  test('decides in a later batch, whatever classes occur in it', () => {
    const { learnt } = classConsolidator.consolidate(batch('first', 5), {});
    const earlier = [JSON.parse(JSON.stringify(learnt))];
    // Without categories the later batch knows two of the three classes only.
    const split = [
      { answers: [says('w0', 'cat'), says('w4', 'bee')] },
      { answers: [says('w4', 'cat'), says('w0', 'bee')] },
    ];
    const later = classConsolidator.consolidate(split, { earlier });
    expect(later.objects.map((o) => o!.label)).toEqual(['cat', 'bee']);
    expect(later.skills.get('w0')!).toBeGreaterThan(later.skills.get('w4')! + 0.2);
    const categories = ['cat', 'bee', 'ant'];
    expect(classConsolidator.consolidate(split, { earlier, categories }).objects[0]!.label).toBe('cat');
  });

  test('is of that batch alone, so that counts add up', () => {
    const first = classConsolidator.consolidate(batch('first'), {}).learnt;
    const { learnt } = classConsolidator.consolidate(batch('second'), { earlier: [first] });
    const { workers } = learnt as { workers: Record<string, [number, number, number][]> };
    const counted = Object.values(workers)
      .flat()
      .reduce((sum, [, , count]) => sum + count, 0);
    expect(Math.abs(counted - 180)).toBeLessThan(0.5);
  });

  test('is left out where it is damaged', () => {
    const objects = batch('damaged');
    const damaged = [
      null,
      7,
      'x',
      {},
      { classes: 3 },
      { names: [1], classes: 3, workers: {} },
      { names: ['ant', 'bee', 'cat'], classes: 3, workers: { w0: [[0, 9, 5], 'x', [0, 0, -1]], w1: 5 } },
    ];
    expect(classConsolidator.consolidate(objects, { earlier: damaged })).toEqual(
      classConsolidator.consolidate(objects, {}),
    );
  });
});

describe('measure', () => {
  test('a missing label counts as wrong', () => {
    const pairs = [
      { label: 'ant', gold: 'ant' },
      { label: 'ant', gold: 'bee' },
      { label: undefined, gold: 'bee' },
      { label: 'bee', gold: 'bee' },
    ];
    const { accuracy, macroF1 } = classConsolidator.measure(pairs);
    expect(accuracy).toBe(0.5);
    expect(macroF1).toBeCloseTo((2 / 3 + 2 / 4) / 2, 12);
    expect(classConsolidator.measure([])).toEqual({ accuracy: 0, macroF1: 0 });
  });

  test('answers are the same or not', () => {
    expect([classConsolidator.distance('a', 'a'), classConsolidator.distance('a', 'b')]).toEqual([0, 1]);
    expect(classConsolidator.asAnswer('a')).toBe('a');
  });
});

test('consolidateClasses takes a repeated answer once, and no answers at all', () => {
  const votes: Vote[] = [
    [0, 0, 1],
    [0, 1, 0],
    [1, 1, 0],
    [1, 0, 0],
  ];
  const shape = { objects: 3, workers: 2, classes: 2 };
  const { labels, confidences } = consolidateClasses(answersOf(votes, shape));
  const repeated = consolidateClasses(answersOf([...votes, votes[0]!, votes[0]!], shape));
  expect([repeated.labels, repeated.confidences]).toEqual([labels, confidences]);
  expect([...labels]).toEqual([0, 0, -1]);
  expect([...consolidateClasses(answersOf([], shape)).labels]).toEqual([-1, -1, -1]);
  expect([...consolidateClasses(answersOf([[0, 0, 0]], { ...shape, classes: 1 })).confidences]).toEqual([1, 0, 0]);
});

test('a lone answer is the label, however rare its class is and whatever earlier batches taught of its worker', () => {
  const options = { categories: ['ant', 'bee'] };
  // Three workers, one answer an object; first the classes are even, then nearly all objects are bees.
  const even = objectsOf(
    Array.from({ length: 168 }, (_, o): Vote => [o, o % 3, o % 2]),
    168,
  );
  const bees = objectsOf(
    Array.from({ length: 84 }, (_, o): Vote => [o, o % 3, o % 12 === 1 ? 0 : 1]),
    84,
  );
  const { learnt } = classConsolidator.consolidate(even, options);
  const { objects } = classConsolidator.consolidate(bees, { ...options, earlier: [learnt] });
  expect(objects.map((object) => object!.label)).toEqual(bees.map(({ answers }) => answers[0]!.answer));
});
