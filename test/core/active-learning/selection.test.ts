import { describe, expect, test } from '@jest/globals';
import { type Candidate, type SelectionPlan, selectObjects } from '../../../core/active-learning/selection';
import { isValidation, validationFraction, validationMembership } from '../../../core/active-learning/split';
import { randomGenerator } from '../../../core/random/generator';

const OBJECTS = 4000;
const plan: SelectionPlan = { count: 400, objects: OBJECTS, round: 1, seed: 7, strategy: 'learn' };
const unscored: Candidate[] = Array.from({ length: OBJECTS }, (_, id) => ({ id, part: Math.floor(id / 2000) }));
const scored = unscored.map((candidate) => ({ ...candidate, confidence: (candidate.id % 1000) / 1000 }));
const ids = (items: { id: number }[]) => items.map((item) => item.id);

describe('validation split', () => {
  test('marks 20 % of small data sets and 10 % of large ones', () => {
    expect([validationFraction(4999), validationFraction(5000)]).toEqual([0.2, 0.1]);
    for (const [objects, fraction] of [
      [4000, 0.2],
      [50_000, 0.1],
    ] as const) {
      const validates = validationMembership('s', objects);
      const marked = Array.from({ length: objects }, (_, id) => validates(id)).filter(Boolean).length;
      expect(Math.abs(marked / objects - fraction)).toBeLessThan(0.02);
    }
  });

  test('depends on the seed', () => {
    const marked = (seed: number) => unscored.filter(({ id }) => isValidation(seed, OBJECTS, id)).map(({ id }) => id);
    expect(marked(1)).toEqual(marked(1));
    expect(marked(1)).not.toEqual(marked(2));
  });
});

describe('selectObjects', () => {
  test('without a model: a random sample, half of it for validation', async () => {
    const { items, validation, random, uncertain, seen } = await selectObjects(unscored, plan);
    expect({ count: items.length, validation, random, uncertain, seen }).toEqual({
      count: 400,
      validation: 200,
      random: 200,
      uncertain: 0,
      seen: OBJECTS,
    });
    expect(items.filter(({ id }) => isValidation(7, OBJECTS, id))).toHaveLength(200);
    const firstHalf = items.filter(({ id }) => id < OBJECTS / 2).length;
    expect(firstHalf).toBeGreaterThan(150);
    expect(firstHalf).toBeLessThan(250);
  });

  test('gives manifest order, parts and no object twice', async () => {
    const { items } = await selectObjects(scored, { ...plan, round: 2 });
    expect(ids(items)).toEqual([...new Set(ids(items))].sort((a, b) => a - b));
    expect(items.every(({ id, part }) => part === Math.floor(id / 2000))).toBe(true);
  });

  test('with a model: the least sure, random ones, and random validation objects', async () => {
    const { items, validation, random, uncertain } = await selectObjects(scored, { ...plan, round: 2 });
    expect({ validation, random, uncertain }).toEqual({ validation: 100, random: 120, uncertain: 180 });
    const confidence = (id: number) => (id % 1000) / 1000;
    const training = items.filter(({ id }) => !isValidation(7, OBJECTS, id));
    const least = scored
      .filter(({ id }) => !isValidation(7, OBJECTS, id))
      .map(({ id }) => confidence(id))
      .sort((a, b) => a - b)[179]!;
    expect(training.filter(({ id }) => confidence(id) <= least).length).toBeGreaterThanOrEqual(180);
    // Validation objects are drawn without regard to confidence: their mean is that of all.
    const drawn = items.filter(({ id }) => isValidation(7, OBJECTS, id));
    const mean = drawn.reduce((sum, { id }) => sum + confidence(id), 0) / drawn.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.1);
  });

  test('the order of the stream does not matter, the seed and the round do', async () => {
    const expected = await selectObjects(scored, plan);
    const random = randomGenerator('stream');
    expect(await selectObjects(random.shuffle(scored), plan)).toEqual(expected);
    expect(await selectObjects(scored, { ...plan, seed: 8 })).not.toEqual(expected);
    expect(await selectObjects(scored, { ...plan, round: 2 })).not.toEqual(expected);
  });

  test('fills up from whatever is left when one kind runs out', async () => {
    const onlyTraining = unscored.filter(({ id }) => !isValidation(7, OBJECTS, id));
    const onlyValidation = unscored.filter(({ id }) => isValidation(7, OBJECTS, id));
    expect((await selectObjects(onlyTraining, plan)).items).toHaveLength(400);
    expect((await selectObjects(onlyValidation, plan)).items).toHaveLength(400);
    expect((await selectObjects(scored.slice(0, 30), plan)).items).toHaveLength(30);
    expect((await selectObjects([], plan)).items).toEqual([]);
    expect((await selectObjects(scored, { ...plan, count: 0 })).items).toEqual([]);
  });

  test('a confidence that is none counts as least sure', async () => {
    const odd = scored.map((candidate) =>
      candidate.id === 3501 ? { ...candidate, confidence: Number.NaN } : { ...candidate, confidence: 0.5 },
    );
    expect(isValidation(7, OBJECTS, 3501)).toBe(false);
    const { items } = await selectObjects(odd, { ...plan, count: 4, round: 3 });
    expect(ids(items)).toContain(3501);
  });

  test('in order: the first of the manifest', async () => {
    const { items } = await selectObjects([...unscored].reverse(), { ...plan, strategy: 'in-order', count: 3 });
    expect(ids(items)).toEqual([0, 1, 2]);
  });

  test('reads a stream once, whatever its length', async () => {
    async function* stream(): AsyncGenerator<Candidate> {
      for (let id = 0; id < 100_000; id++) yield { id, part: id >> 11, confidence: 0.5 };
    }
    const { items, seen } = await selectObjects(stream(), { ...plan, objects: 100_000, round: 2, count: 100 });
    expect([items.length, seen]).toEqual([100, 100_000]);
  });
});
