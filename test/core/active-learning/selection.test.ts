import { describe, expect, test } from '@jest/globals';
import { type Candidate, type SelectionPlan, selectObjects } from '../../../core/active-learning/selection';
import { randomGenerator } from '../../../core/random/generator';

const OBJECTS = 4000;
const plan: SelectionPlan = { count: 400, round: 2, seed: 7, kind: 'train', floor: null };
const unscored: Candidate[] = Array.from({ length: OBJECTS }, (_, id) => ({ id, part: Math.floor(id / 2000) }));
const confidence = (id: number) => (id % 1000) / 1000;
const scored = unscored.map((candidate) => ({ ...candidate, confidence: confidence(candidate.id), label: 'a' }));
const ids = (items: { id: number }[]) => items.map((item) => item.id);

describe('selectObjects', () => {
  test('first: a random sample', async () => {
    const { items, ...counts } = await selectObjects(unscored, { ...plan, kind: 'first' });
    expect(counts).toEqual({ validation: 0, random: 400, uncertain: 0, seen: OBJECTS });
    const firstHalf = items.filter(({ id }) => id < OBJECTS / 2).length;
    expect(firstHalf).toBeGreaterThan(150);
    expect(firstHalf).toBeLessThan(250);
  });

  test('gives manifest order, parts and no object twice', async () => {
    const { items } = await selectObjects(scored, plan);
    expect(items).toHaveLength(400);
    expect(ids(items)).toEqual([...new Set(ids(items))].sort((a, b) => a - b));
    expect(items.every(({ id, part }) => part === Math.floor(id / 2000))).toBe(true);
  });

  test('to teach: half of the least sure, half random', async () => {
    const { items, random, uncertain } = await selectObjects(scored, plan);
    expect({ random, uncertain }).toEqual({ random: 200, uncertain: 200 });
    // 200 of the 600 least sure, and the random ones that fall there.
    const least = items.filter(({ id }) => confidence(id) < 0.15).length;
    expect(least).toBeGreaterThanOrEqual(200);
    expect(least).toBeLessThan(260);
  });

  test('to teach: only below the floor, where there is one', async () => {
    const { items } = await selectObjects(scored, { ...plan, floor: 0.3 });
    expect(items).toHaveLength(400);
    expect(items.every(({ id }) => confidence(id) < 0.3)).toBe(true);
  });

  test('to validate: a random sample of what is at or above the floor', async () => {
    const { items, ...counts } = await selectObjects(scored, { ...plan, kind: 'validate', floor: 0.5 });
    expect(counts).toMatchObject({ validation: 400, random: 0, uncertain: 0 });
    expect(items.every(({ id }) => confidence(id) >= 0.5)).toBe(true);
    const mean = items.reduce((sum, { id }) => sum + confidence(id), 0) / 400;
    expect(Math.abs(mean - 0.75)).toBeLessThan(0.03);
  });

  test('never validates on what the model did not score', async () => {
    const { items } = await selectObjects([...scored.slice(0, 2000), ...unscored.slice(2000)], {
      ...plan,
      kind: 'validate',
      floor: 0,
      count: 3000,
    });
    expect(Math.max(...ids(items))).toBeLessThan(2000);
  });

  test('the unsure are spread over the labels the model gives them', async () => {
    const rare = scored.map((candidate) => ({ ...candidate, label: candidate.id % 100 === 5 ? 'rare' : 'common' }));
    const shareOfRare = async (candidates: Candidate[]) => {
      const { items } = await selectObjects(candidates, { ...plan, count: 40 });
      return items.filter(({ id }) => id % 100 === 5).length;
    };
    // 1 in 100 by chance; the model is unsure of some of them.
    expect(await shareOfRare(scored)).toBeLessThan(3);
    expect(await shareOfRare(rare)).toBeGreaterThanOrEqual(4);
  });

  test('the order of the stream does not matter, the seed and the round do', async () => {
    const expected = await selectObjects(scored, plan);
    const random = randomGenerator('stream');
    expect(await selectObjects(random.shuffle(scored), plan)).toEqual(expected);
    expect(await selectObjects(scored, { ...plan, seed: 8 })).not.toEqual(expected);
    expect(await selectObjects(scored, { ...plan, round: 3 })).not.toEqual(expected);
  });

  test('asks what there is when less is left', async () => {
    expect((await selectObjects(scored.slice(0, 30), plan)).items).toHaveLength(30);
    expect((await selectObjects([], plan)).items).toEqual([]);
    expect((await selectObjects(scored, { ...plan, count: 0 })).items).toEqual([]);
  });

  test('a confidence that is none counts as least sure', async () => {
    const odd = scored.map((candidate) =>
      candidate.id === 3501 ? { ...candidate, confidence: Number.NaN, label: 'b' } : { ...candidate, confidence: 0.5 },
    );
    expect(ids((await selectObjects(odd, { ...plan, count: 4 })).items)).toContain(3501);
  });

  test('in order: the first of the manifest', async () => {
    const { items } = await selectObjects([...unscored].reverse(), { ...plan, kind: 'in-order', count: 3 });
    expect(ids(items)).toEqual([0, 1, 2]);
  });

  test('reads a stream once, whatever its length', async () => {
    async function* stream(): AsyncGenerator<Candidate> {
      for (let id = 0; id < 100_000; id++) yield { id, part: id >> 11, confidence: 0.5 };
    }
    const { items, seen } = await selectObjects(stream(), { ...plan, count: 100 });
    expect([items.length, seen]).toEqual([100, 100_000]);
  });
});
