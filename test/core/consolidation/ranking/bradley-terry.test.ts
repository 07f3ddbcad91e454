import { describe, expect, test } from '@jest/globals';
import { bradleyTerry, type Comparison } from '../../../../core/consolidation/ranking/bradley-terry';
import { randomGenerator } from '../../../../core/random/generator';

/** Judgements by workers who mean what the model says with their own probability. */
function judged(items: number, comparisons: number, skills: number[], seed: string) {
  const random = randomGenerator(seed);
  const truth = Array.from({ length: items }, () => 1.5 * random.normal());
  const list = Array.from({ length: comparisons }, (): Comparison => {
    const [i, j] = random.shuffle([...truth.keys()]) as [number, number];
    const w = random.integer(skills.length);
    const better = random.next() < 1 / (1 + Math.exp(truth[j]! - truth[i]!));
    const [winner, loser] = better === random.next() < skills[w]! ? [i, j] : [j, i];
    return { workerId: `w${w}`, winner: `item-${winner}`, loser: `item-${loser}` };
  });
  return { truth, list };
}

function correlation(x: number[], y: number[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const product = (a: number[], ma: number, b: number[], mb: number) =>
    a.reduce((sum, value, i) => sum + (value - ma) * (b[i]! - mb), 0);
  return product(x, mx, y, my) / Math.sqrt(product(x, mx, x, mx) * product(y, my, y, my));
}

const scoresOf = (list: Comparison[], items: number): number[] => {
  const scores = new Map(bradleyTerry(list).items.map(({ item, score }) => [item, score]));
  return Array.from({ length: items }, (_, i) => scores.get(`item-${i}`)!);
};

describe('Bradley-Terry scores', () => {
  const skills = [...Array(8).fill(0.95), ...Array(3).fill(0.5), ...Array(2).fill(0.05)] as number[];
  const { truth, list } = judged(20, 1500, skills, 'scores');

  test('are near the truth, with workers found out', () => {
    expect(correlation(scoresOf(list, 20), truth)).toBeGreaterThan(0.97);
    const found = bradleyTerry(list).skills;
    expect(found.get('w0')).toBeGreaterThan(0.85);
    expect(Math.abs(found.get('w8')! - 0.5)).toBeLessThan(0.2);
    expect(found.get('w11')).toBeLessThan(0.2);
  });

  test('lie in their intervals about as often as promised', () => {
    let inside = 0;
    for (let round = 0; round < 10; round++) {
      const { truth, list } = judged(20, 800, [0.95, 0.95, 0.95, 0.95, 0.95], `interval-${round}`);
      const mean = truth.reduce((sum, score) => sum + score, 0) / truth.length;
      for (const { item, low, high } of bradleyTerry(list).items) {
        const score = truth[Number(item.slice(5))]! - mean;
        if (low <= score && score <= high) inside++;
      }
    }
    expect(inside / 200).toBeGreaterThan(0.88);
  });

  test('narrow with more comparisons', () => {
    const width = (n: number) => {
      const [first] = bradleyTerry(judged(6, n, [0.9, 0.9], 'narrow').list).items;
      return first!.high - first!.low;
    };
    expect(width(600)).toBeLessThan(width(60));
  });

  test('do not depend on the order of comparisons, and mirror when all are turned round', () => {
    expect(bradleyTerry(list.toReversed())).toEqual(bradleyTerry(list));
    const honest = judged(8, 400, [0.95, 0.9], 'mirror').list;
    const turned = honest.map(({ workerId, winner, loser }) => ({ workerId, winner: loser, loser: winner }));
    const mirrored = scoresOf(turned, 8);
    for (const [i, score] of scoresOf(honest, 8).entries()) expect(mirrored[i]).toBeCloseTo(-score, 4);
  });

  test('are finite where one item always wins, and where items were never compared', () => {
    const { items } = bradleyTerry([
      { workerId: 'w', winner: 'a', loser: 'b' },
      { workerId: 'w', winner: 'c', loser: 'd' },
      { workerId: 'w', winner: 'e', loser: 'e' },
    ]);
    expect(items.map(({ item }) => item)).toEqual(['a', 'c', 'e', 'b', 'd']);
    for (const { score, low, high } of items) {
      expect(Number.isFinite(score)).toBe(true);
      expect(high).toBeGreaterThan(low);
    }
    expect(bradleyTerry([])).toEqual({ items: [], skills: new Map() });
  });
});
