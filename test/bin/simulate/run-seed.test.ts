import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { overallOf, rangeOf } from '../../../bin/commands/simulate/overall';
import { runSeed } from '../../../bin/commands/simulate/run-seed';
import { Tracer } from '../../../bin/commands/simulate/trace';
import { randomGenerator } from '../../../core/random/generator';
import { poolOf, settings } from './data';

const alternating = (count: number) => Array.from({ length: count }, (_, id) => id % 2);

describe('a simulated job', () => {
  test('with a model that is always right leaves little to people', async () => {
    const truths = alternating(1000);
    const { result } = await runSeed(
      poolOf(truths, (id) => ({ target: truths[id]!, confidence: 0.99 })),
      settings,
      1,
    );
    expect(result.coverage).toBeGreaterThan(0.7);
    expect(result).toMatchObject({ machineAccuracy: 1, datasetAccuracy: 1, violations: 0 });
  });

  test.each([
    ['always says the same', () => ({ target: 0, confidence: 0.99 })],
    ['guesses', (id: number) => ({ target: id % 3 === 0 ? 0 : 1, confidence: 0.6 })],
    ['gives no usable confidence', () => ({ target: 0, confidence: Number.NaN })],
    ['is surer than can be', () => ({ target: 0, confidence: 7 })],
  ])('with a model that %s is done by people, who say why', async (_, predict) => {
    const { result } = await runSeed(poolOf(alternating(600), predict), settings, 1);
    expect(result).toMatchObject({
      coverage: 0,
      machineAccuracy: null,
      datasetAccuracy: 1,
      humanObjects: 600,
      violations: 0,
    });
    expect(result.ended).toMatch(/people label the rest|every object/);
  });

  test('with a learner that breaks rejects with its reason', async () => {
    const pool = poolOf(alternating(300), () => {
      throw new Error('out of pixels');
    });
    await expect(runSeed(pool, settings, 1)).rejects.toThrow('out of pixels');
  });

  test('counts a miss of what is promised, and of nothing else', async () => {
    // People and model agree on every object, and of the last hundred the truth is another: nothing in the loop can tell.
    const truths = alternating(1000);
    const agreed = poolOf(truths, (id) => ({ target: truths[id]!, confidence: 0.99 }));
    const pool = { ...agreed, truths: truths.map((truth, id) => (id < 900 ? truth : 1 - truth)) };
    const machine = (target: number) => ({ ...settings, targetAccuracy: target, answersPerObject: 3 });
    const { result } = await runSeed(pool, machine(0.95), 1);
    expect(result.machineAccuracy).toBeGreaterThan(0.85);
    expect(result.machineAccuracy).toBeLessThan(0.95);
    expect(result.violations).toBe(1);
    expect((await runSeed(pool, machine(0.85), 1)).result.violations).toBe(0);
    const whole = await runSeed(pool, { ...machine(0.95), scope: 'dataset' }, 1);
    expect(whole.result.datasetAccuracy).toBeLessThan(0.95);
    expect(whole.result.violations).toBe(1);
    expect(overallOf([result, whole.result], 1).violations).toBe(2);
  });

  test('misses nothing where the model labels nothing, however wrong people are', async () => {
    const poor = { ...settings, scope: 'dataset' as const, answersPerObject: 3, workerAccuracy: 0.6 };
    const { result } = await runSeed(
      poolOf(alternating(300), () => ({ target: 0, confidence: 0.5 })),
      poor,
      1,
    );
    expect(result.datasetAccuracy).toBeLessThan(0.9);
    expect(result).toMatchObject({ coverage: 0, violations: 0 });
  });

  test('labels more where the whole data set is promised', async () => {
    const truths = alternating(2000);
    const draw = randomGenerator('half good');
    const wrong = new Set([...truths.keys()].filter((id) => draw.next() < (id < 1000 ? 0.01 : 0.12)));
    const pool = poolOf(truths, (id) => ({
      target: wrong.has(id) ? 1 - truths[id]! : truths[id]!,
      confidence: id < 1000 ? 0.99 : 0.88,
    }));
    const machine = await runSeed(pool, { ...settings, targetAccuracy: 0.97 }, 1);
    const dataset = await runSeed(pool, { ...settings, targetAccuracy: 0.95, scope: 'dataset' }, 1);
    expect(dataset.result.coverage).toBeGreaterThan(machine.result.coverage);
    expect(dataset.result.datasetAccuracy).toBeGreaterThanOrEqual(0.95);
  });

  test('gives every object one label, by people or by the model', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          objects: fc.integer({ min: 1, max: 400 }),
          seed: fc.nat(1000),
          accuracy: fc.double({ min: 0, max: 1, noNaN: true }),
          answersPerObject: fc.integer({ min: 1, max: 5 }),
          workerAccuracy: fc.double({ min: 0.5, max: 1, noNaN: true }),
          targetAccuracy: fc.double({ min: 0.5, max: 0.99, noNaN: true }),
          maxConcurrent: fc.integer({ min: 20, max: 1000 }),
          scope: fc.constantFrom('machine' as const, 'dataset' as const),
        }),
        async ({ objects, seed, accuracy, ...rest }) => {
          const draw = randomGenerator(seed);
          const truths = Array.from({ length: objects }, () => draw.integer(3));
          const says = truths.map((truth) => (draw.next() < accuracy ? truth : draw.integer(3)));
          const sure = truths.map(() => draw.next());
          const pool = poolOf(truths, (id) => ({ target: says[id]!, confidence: sure[id]! }), ['a', 'b', 'c']);
          const { result, labels } = await runSeed(pool, { ...settings, ...rest }, seed, { labels: true });
          expect(Math.round(result.coverage * objects) + result.humanObjects).toBe(objects);
          expect(result.humanAnswers).toBe(result.humanObjects * rest.answersPerObject);
          expect(labels).toHaveLength(objects);
          expect(labels!.filter(({ by }) => by === 'human')).toHaveLength(result.humanObjects);
          expect(labels!.filter(({ target }, id) => target === truths[id]).length / objects).toBeCloseTo(
            result.datasetAccuracy,
            9,
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test('keeps of its last model what the page draws, where asked', async () => {
    const truths = alternating(1000);
    const pool = poolOf(truths, (id) => ({ target: truths[id]!, confidence: 0.9 + id / 20_000 }));
    const { trace, result } = await runSeed(pool, settings, 1, { trace: true });
    const judged = result.reports.findLast(({ threshold }) => threshold !== undefined)!;
    expect(trace).toMatchObject({ round: judged.round, threshold: judged.threshold });
    expect((await runSeed(pool, settings, 1)).trace).toBeUndefined();
  });
});

test('the trace of a model goes from its surest objects down, and leaves out what it could not score', () => {
  // Of ten objects one is wrong, and the model is not sure of it; one more has no usable confidence.
  const tracer = new Tracer((id) => (id % 10 === 0 ? 0 : 1));
  const ids = Array.from({ length: 1001 }, (_, id) => id);
  const confidence = (id: number) => (id === 1000 ? Number.NaN : id % 10 === 0 ? 0.6 : 0.99);
  expect(tracer.last()).toBeUndefined();
  tracer.scored(
    ids,
    ids.map((id) => ({ target: 0, confidence: confidence(id) })),
    4,
  );
  expect(tracer.last()).toMatchObject({ round: 4, objects: 1000, threshold: null, taken: 0 });
  tracer.over({ round: 5, threshold: 0.9 });
  const { curve, bins, ...rest } = tracer.last()!;
  expect(rest).toEqual({ round: 5, objects: 1000, threshold: 0.9, taken: 0.9 });
  expect(curve).toHaveLength(100);
  expect(curve[49]).toEqual({ share: 0.5, quality: 1, confidence: expect.closeTo(0.99, 9) });
  expect(curve[99]).toMatchObject({ share: 1, quality: 0.9 });
  expect(bins.reduce((sum, { objects }) => sum + objects, 0)).toBe(1000);
  expect(bins[0]).toMatchObject({ confidence: expect.closeTo(0.6, 9), quality: 0 });
  expect(bins.at(-1)).toMatchObject({ confidence: expect.closeTo(0.99, 9), quality: 1 });
});

test('a range is the median and what nine of ten lie between', () => {
  expect(rangeOf([])).toBeNull();
  expect(rangeOf([3])).toEqual({ low: 3, median: 3, high: 3 });
  const values = Array.from({ length: 101 }, (_, i) => 100 - i);
  expect(rangeOf(values)).toEqual({ low: 5, median: 50, high: 95 });
});
