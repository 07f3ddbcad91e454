import { describe, expect, test } from '@jest/globals';
import { randomGenerator } from '../../../core/random/generator';
import { hashUnit, unitHasher } from '../../../core/random/hash';

/** Chi-square statistic of counts against equal shares. */
function chiSquare(counts: number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
/** 99.99th percentile of chi-square with 99 degrees of freedom. */
const LIMIT_99 = 161;

const histogram = (draws: Iterable<number>, bins = 100): number[] => {
  const counts = Array<number>(bins).fill(0);
  for (const draw of draws) counts[Math.floor(draw * bins)]!++;
  return counts;
};

describe('hashUnit', () => {
  test('is uniform over consecutive ids, for several seeds', () => {
    for (const seed of ['', 'a', 'b', 'validation/0', 'validation/1']) {
      const unit = unitHasher(seed);
      expect(chiSquare(histogram(Array.from({ length: 100_000 }, (_, id) => unit(id))))).toBeLessThan(LIMIT_99);
    }
  });

  test('seeds that look alike give unrelated numbers', () => {
    const pairs = [
      ['select/0/1', 'select/0/2'],
      ['a', 'b'],
      ['0', '1'],
    ] as const;
    for (const [one, other] of pairs) {
      const joint = Array<number>(100).fill(0);
      for (let id = 0; id < 50_000; id++)
        joint[Math.floor(hashUnit(one, id) * 10) * 10 + Math.floor(hashUnit(other, id) * 10)]!++;
      expect(chiSquare(joint)).toBeLessThan(LIMIT_99);
    }
  });

  test('neighbouring ids are unrelated', () => {
    const unit = unitHasher('x');
    const joint = Array<number>(100).fill(0);
    for (let id = 0; id < 50_000; id++) joint[Math.floor(unit(id) * 10) * 10 + Math.floor(unit(id + 1) * 10)]!++;
    expect(chiSquare(joint)).toBeLessThan(LIMIT_99);
  });

  test('never changes: stored jobs depend on it', () => {
    expect([hashUnit('validation/0', 0), hashUnit('validation/0', 1), hashUnit('a', 2 ** 40)]).toEqual([
      0.9861879479403148, 0.09230176803353829, 0.3663166018522096,
    ]);
  });
});

describe('randomGenerator', () => {
  test('is uniform, and the same for the same seed', () => {
    const random = randomGenerator('seed');
    expect(chiSquare(histogram(Array.from({ length: 100_000 }, () => random.next())))).toBeLessThan(LIMIT_99);
    const [one, two, other] = [randomGenerator(7), randomGenerator(7), randomGenerator(8)];
    const draws = Array.from({ length: 20 }, () => one.next());
    expect(Array.from({ length: 20 }, () => two.next())).toEqual(draws);
    expect(Array.from({ length: 20 }, () => other.next())).not.toEqual(draws);
  });

  test('normal draws have mean 0, variance 1 and the right tails', () => {
    const random = randomGenerator(1);
    const draws = Array.from({ length: 100_000 }, () => random.normal());
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.015);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(draws.filter((x) => Math.abs(x) > 1.96).length / draws.length).toBeCloseTo(0.05, 2);
  });

  test('every order of three comes up equally often', () => {
    const random = randomGenerator(2);
    const counts = new Map<string, number>();
    for (let i = 0; i < 60_000; i++) {
      const order = random.shuffle(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    expect(chiSquare([...counts.values()])).toBeLessThan(26); // 99.99th percentile, 5 degrees of freedom
  });

  test('shuffle leaves its argument alone; integer and pick stay in range', () => {
    const random = randomGenerator(3);
    const items = Object.freeze([1, 2, 3, 4]);
    expect(random.shuffle(items).sort()).toEqual([1, 2, 3, 4]);
    expect(new Set(Array.from({ length: 200 }, () => random.integer(4)))).toEqual(new Set([0, 1, 2, 3]));
    expect(new Set(Array.from({ length: 200 }, () => random.pick(items)))).toEqual(new Set(items));
    expect(() => random.pick([])).toThrow('pick: the list is empty');
  });
});
