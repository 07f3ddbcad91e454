import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classConsolidator } from '../../../core/consolidation/classes/consolidator';
import type { QualityObject } from '../../../core/quality/answered';
import type { QualityInput } from '../../../core/quality/input';
import { workerReport } from '../../../core/quality/worker-report';
import { randomGenerator } from '../../../core/random/generator';
import { said } from './said';

type Given = QualityObject<string>;

const report = (objects: Given[], more: Partial<QualityInput<string>> = {}) =>
  workerReport({ kind: 'image-classification', objects, consolidator: classConsolidator, ...more });

const workerOf = (objects: Given[], workerId: string, more?: Partial<QualityInput<string>>) =>
  report(objects, more).workers.find((worker) => worker.workerId === workerId)!;

interface Crowd {
  seed: string;
  objects: number;
  perObject: number;
  classes: number;
  /** By worker: accuracy; wrong answers fall evenly on the other classes, */
  accuracy: number[];
  /** or on the one class that looks alike. */
  twins?: boolean;
}

/** A crowd's answers consolidated as a job's are, with what is right. */
function crowd({ seed, objects, perObject, classes, accuracy, twins }: Crowd): { objects: Given[]; right: string[] } {
  const random = randomGenerator(seed);
  const names = Array.from({ length: classes }, (_, k) => `class ${k}`);
  const right: string[] = [];
  const given = Array.from({ length: objects }, () => {
    const k = random.integer(classes);
    right.push(names[k]!);
    const workers = random.shuffle([...accuracy.keys()]).slice(0, perObject);
    return {
      answers: workers.map((w) => ({
        workerId: `w${w}`,
        answer:
          names[random.next() < accuracy[w]! ? k : twins ? k ^ 1 : (k + 1 + random.integer(classes - 1)) % classes]!,
      })),
    };
  });
  const { objects: labels } = classConsolidator.consolidate(given, { categories: names });
  return {
    objects: given.map((object, o) => ({ ...object, label: labels[o]?.label, confidence: labels[o]?.confidence })),
    right,
  };
}

describe('accuracy of a class worker', () => {
  test.each<Crowd>([
    {
      seed: 'a',
      objects: 600,
      perObject: 3,
      classes: 2,
      accuracy: Array.from({ length: 30 }, (_, w) => 0.55 + 0.014 * w),
    },
    {
      seed: 'b',
      objects: 600,
      perObject: 3,
      classes: 6,
      accuracy: Array.from({ length: 30 }, (_, w) => 0.4 + 0.019 * w),
    },
    {
      seed: 'c',
      objects: 400,
      perObject: 5,
      classes: 4,
      accuracy: Array.from({ length: 20 }, (_, w) => (w % 4 === 0 ? 0.25 : 0.85)),
    },
    {
      seed: 'e',
      objects: 600,
      perObject: 3,
      classes: 20,
      accuracy: Array.from({ length: 30 }, (_, w) => 0.6 + 0.013 * w),
      twins: true,
    },
  ])('is found, and its interval holds it: $objects objects, $perObject answers, $classes classes', (shape) => {
    const { objects } = crowd(shape);
    const { workers } = report(objects);
    let held = 0;
    let bias = 0;
    for (const { workerId, quality } of workers) {
      const accuracy = shape.accuracy[Number(workerId.slice(1))]!;
      if (quality!.low <= accuracy && accuracy <= quality!.high) held++;
      bias += (quality!.value - accuracy) / workers.length;
    }
    expect(held / workers.length).toBeGreaterThanOrEqual(0.85);
    expect(Math.abs(bias)).toBeLessThan(0.05);
  });

  test('is not vouched for by the worker: who decides alone among guessers looks no better for it', () => {
    // Two answers an object: a guesser and one other. The label follows one of them, so comparing with the label flatters both.
    const { objects } = crowd({
      seed: 'd',
      objects: 800,
      perObject: 2,
      classes: 4,
      accuracy: Array.from({ length: 16 }, () => 0.25),
    });
    const { workers } = report(objects);
    const mean = workers.reduce((sum, { quality }) => sum + quality!.value, 0) / workers.length;
    const flattering = workers.reduce((sum, { toLabel }) => sum + toLabel!, 0) / workers.length;
    expect(flattering).toBeGreaterThan(0.5);
    expect(mean).toBeLessThan(flattering - 0.15);
    expect(workers.filter(({ quality }) => quality!.worth < 80)).toHaveLength(workers.length);
  });

  test('is unknown where nobody else answered and there is no gold', () => {
    const alone = [{ answers: [{ workerId: 'a', answer: 'x' }], label: 'x', confidence: 0.9 }];
    expect(workerOf(alone, 'a').quality).toBeUndefined();
    expect(workerOf([{ ...alone[0]!, gold: 'y' }], 'a').quality).toMatchObject({
      value: expect.closeTo(0, 3),
      worth: expect.closeTo(1, 2),
    });
  });

  test('is judged by gold, also against a crowd that errs together', () => {
    const objects: Given[] = Array.from({ length: 20 }, () => ({
      answers: ['a', 'b', 'c'].map((workerId) => ({ workerId, answer: workerId === 'c' ? 'right' : 'wrong' })),
      label: 'wrong',
      confidence: 0.99,
    }));
    expect(workerOf(objects, 'c').quality!.value).toBeLessThan(0.2);
    const golden = objects.map((object) => ({ ...object, gold: 'right' }));
    expect(workerOf(golden, 'c')).toMatchObject({
      quality: { value: 1, high: 1 },
      gold: { asked: 20, right: 20, share: 1 },
    });
    expect(workerOf(golden, 'a').quality).toMatchObject({ low: 0 });
  });

  test('with gold for every object it is the share right, with its interval', () => {
    const objects: Given[] = Array.from({ length: 10 }, (_, o) => ({
      answers: [{ workerId: 'a', answer: o < 7 ? 'x' : 'y' }],
      gold: 'x',
    }));
    const { quality } = workerOf(objects, 'a');
    expect(quality).toMatchObject({ value: expect.closeTo(0.7, 3), worth: expect.closeTo(10, 1) });
    expect(quality!.low).toBeCloseTo(0.39, 1);
    expect(quality!.high).toBeCloseTo(0.91, 1);
  });
});

const someObjects: fc.Arbitrary<Given[]> = fc.array(
  fc.record(
    {
      answers: fc.uniqueArray(
        fc.record({
          workerId: fc.constantFrom('a', 'b', 'c', 'd', '__proto__'),
          answer: fc.constantFrom('x', 'y', 'z'),
          seconds: fc.double({ min: 0.5, max: 90, noNaN: true }),
        }),
        { selector: ({ workerId }) => workerId, maxLength: 5 },
      ),
      gold: fc.constantFrom('x', 'y', 'z'),
      label: fc.constantFrom('x', 'y', 'z'),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: ['answers'] },
  ),
  { maxLength: 12 },
);

const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, member) =>
    typeof member === 'number' ? Number(member.toPrecision(6)) : member,
  );

test('confusion on gold is what was answered to what', () => {
  const objects: Given[] = [
    { answers: said(['a', 'x'], ['b', 'y'], ['c', 'z']), gold: 'x' },
    { answers: said(['a', 'x'], ['b', 'x']), gold: 'y' },
  ];
  const cells = Object.fromEntries(report(objects).workers.map(({ workerId, confusion }) => [workerId, confusion]));
  expect(cells).toEqual({
    a: [
      [0, 0, 1],
      [1, 0, 1],
    ],
    b: [
      [0, 1, 1],
      [1, 0, 1],
    ],
    c: [[0, 2, 1]],
  });
});

describe('a worker report', () => {
  test('depends on the order of neither objects nor answers', () => {
    fc.assert(
      fc.property(someObjects, fc.integer(), (objects, seed) => {
        const random = randomGenerator(seed);
        const shuffled = random
          .shuffle(objects)
          .map((object) => ({ ...object, answers: random.shuffle(object.answers) }));
        expect(rounded(report(shuffled))).toEqual(rounded(report(objects)));
      }),
    );
  });

  test('relabelling the classes relabels the report', () => {
    const other: Record<string, string> = { x: 'q', y: 'r', z: 's' };
    fc.assert(
      fc.property(someObjects, (objects) => {
        const renamed = objects.map((object) => ({
          ...object,
          answers: object.answers.map((answer) => ({ ...answer, answer: other[answer.answer]! })),
          ...(object.gold ? { gold: other[object.gold]! } : {}),
          ...(object.label ? { label: other[object.label]! } : {}),
        }));
        const [plain, relabelled] = [
          report(objects, { categories: ['x', 'y', 'z'] }),
          report(renamed, { categories: ['q', 'r', 's'] }),
        ];
        const text = JSON.stringify(rounded(relabelled.workers)).replace(
          /"class":"(.)"/g,
          (_, k) => `"class":"${{ q: 'x', r: 'y', s: 'z' }[k as 'q']}"`,
        );
        expect(JSON.parse(text)).toEqual(rounded(plain.workers));
      }),
    );
  });

  test('estimates lie in their intervals, and confusion counts what others or gold vouch for', () => {
    fc.assert(
      fc.property(someObjects, (objects) => {
        for (const { workerId, quality, confusion, answers } of report(objects).workers) {
          const vouched = objects.filter(
            (object) =>
              object.answers.some((answer) => answer.workerId === workerId) &&
              (object.gold !== undefined || object.answers.length > 1),
          ).length;
          expect(quality === undefined).toBe(vouched === 0);
          if (quality) {
            expect(quality.low).toBeGreaterThanOrEqual(0);
            expect(quality.low).toBeLessThanOrEqual(quality.value);
            expect(quality.high).toBeGreaterThanOrEqual(quality.value);
            expect(quality.worth).toBeLessThanOrEqual(vouched + 1e-9);
          }
          const counted = confusion!.reduce((sum, [, , count]) => sum + count, 0);
          expect(counted).toBeLessThanOrEqual(vouched + 0.02);
          expect(counted).toBeGreaterThan(vouched * 0.97 - 0.02);
          expect(answers).toBe(
            objects.filter((object) => object.answers.some((answer) => answer.workerId === workerId)).length,
          );
        }
      }),
    );
  });
});

test('bias: a worker who chooses one class too often is told, one who is only unlucky is not', () => {
  const random = randomGenerator('bias');
  const names = ['cat', 'dog', 'fox'];
  const objects: Given[] = Array.from({ length: 150 }, () => {
    const right = random.pick(names);
    const unlucky = random.next() < 0.85 ? right : random.pick(names);
    return {
      answers: [
        ...['p', 'q', 'r'].map((workerId) => ({ workerId, answer: random.next() < 0.9 ? right : random.pick(names) })),
        { workerId: 'cats', answer: random.next() < 0.5 ? 'cat' : right },
        { workerId: 'unlucky', answer: unlucky },
      ],
    };
  });
  const [bias] = workerOf(objects, 'cats').bias!;
  expect(bias).toMatchObject({ class: 'cat' });
  expect(bias!.low).toBeGreaterThan(1.3);
  expect(bias!.high).toBeLessThan(3);
  expect(bias!.ratio).toBeCloseTo(2, 0);
  expect(workerOf(objects, 'unlucky').bias).toBeUndefined();
});

test('bias: of workers without any about one in twenty is called biased, however many the classes', () => {
  const { objects } = crowd({
    seed: 'even',
    objects: 900,
    perObject: 5,
    classes: 8,
    accuracy: new Array(45).fill(0.75),
  });
  const called = report(objects).workers.filter(({ bias }) => bias);
  expect(called.length).toBeLessThanOrEqual(6);
});

describe('speed', () => {
  const timed = (paces: Record<string, number>): Given[] => {
    const random = randomGenerator('pace');
    return Array.from({ length: 30 }, () => ({
      answers: Object.entries(paces).map(([workerId, pace]) => ({
        workerId,
        answer: 'x',
        seconds: pace * Math.exp(0.3 * random.normal()),
      })),
    }));
  };

  test('median and quartiles; who is far below the crowd is too fast', () => {
    const objects = timed({ a: 9, b: 10, c: 12, d: 8, e: 11, f: 10, hasty: 1.5 });
    expect(
      report(objects)
        .workers.filter(({ seconds }) => seconds!.fast)
        .map(({ workerId }) => workerId),
    ).toEqual(['hasty']);
    const { timed: count, median, low, high } = workerOf(objects, 'b').seconds!;
    expect(count).toBe(30);
    expect(median).toBeCloseTo(10, -1);
    expect(low).toBeLessThan(median);
    expect(high).toBeGreaterThan(median);
  });

  test('in a crowd of one pace a little faster is not too fast', () => {
    const objects = timed({ a: 10, b: 10, c: 10.1, d: 9.9, e: 10, brisk: 7 });
    expect(report(objects).workers.some(({ seconds }) => seconds!.fast)).toBe(false);
  });

  test('unknown and impossible times are no times', () => {
    const objects: Given[] = [
      {
        answers: [
          { workerId: 'a', answer: 'x', seconds: Number.NaN },
          { workerId: 'b', answer: 'x', seconds: -3 },
          { workerId: 'c', answer: 'x' },
          { workerId: 'd', answer: 'x', seconds: 4 },
        ],
      },
    ];
    expect(report(objects).workers.map(({ seconds }) => seconds?.median)).toEqual([undefined, undefined, undefined, 4]);
  });
});

describe('where right is a matter of degree', () => {
  const apart = (a: number, b: number) => Math.min(1, Math.abs(a - b));
  const scores = (objects: QualityObject<number>[]) =>
    workerReport({
      kind: 'bounding-box',
      objects,
      consolidator: { distance: apart, asAnswer: (label: number) => label },
    });
  const random = randomGenerator('degrees');
  const errors: Record<string, number> = { good: 0.02, fair: 0.1, bad: 0.4 };
  const objects: QualityObject<number>[] = Array.from({ length: 60 }, () => {
    const answers = ['good', 'fair', 'bad', 'good too'].map((workerId) => ({
      workerId,
      answer: 0.5 + (errors[workerId] ?? 0.02) * random.normal(),
    }));
    return { answers, label: answers.reduce((sum, { answer }) => sum + answer / 4, 0) };
  });

  test('workers are ranked by likeness to the others, with intervals', () => {
    const { measure, workers } = scores(objects);
    const value = Object.fromEntries(workers.map(({ workerId, quality }) => [workerId, quality!.value]));
    expect(measure).toBe('similarity');
    expect(value.good).toBeGreaterThan(value.fair!);
    expect(value.fair).toBeGreaterThan(value.bad!);
    for (const { quality } of workers) {
      expect(quality!.low).toBeLessThan(quality!.value);
      expect(quality!.high).toBeGreaterThan(quality!.value);
    }
  });

  test('a label made of the own answer does not vouch for it', () => {
    // Two workers far apart: half way between them the label is near to both.
    const split = Array.from({ length: 10 }, () => ({
      answers: [
        { workerId: 'a', answer: 0 },
        { workerId: 'b', answer: 1 },
      ],
      label: 0.5,
    }));
    expect(scores(split).workers.map(({ quality, toLabel }) => [quality!.value, toLabel])).toEqual([
      [0, 0.5],
      [0, 0.5],
    ]);
  });

  test('gold is the measure where there is some', () => {
    const golden = objects.map((object) => ({ ...object, gold: 0.9 }));
    expect(scores(golden).workers.find(({ workerId }) => workerId === 'good')!.quality!.value).toBeCloseTo(0.6, 1);
  });
});
