import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomGenerator } from '../../../../core/random/generator';
import { KINDS } from './kinds';
import { type Crowd, scene } from './scene';

const SMALL: Partial<Crowd> = { images: 8, workers: 6, perImage: 4, things: 2, noise: [0.02, 0.06] };

describe.each(KINDS)('$name', ({ consolidator, answer, shapes, score }) => {
  const crowd = (changes: Partial<Crowd>, seed: string) => {
    const { objects, gold } = scene({ ...SMALL, ...changes }, seed);
    return {
      objects: objects.map(({ answers }) => ({
        answers: answers.map(({ workerId, answer: { boxes } }) => ({ workerId, answer: answer(boxes) })),
      })),
      gold: gold.map(({ boxes }) => answer(boxes)),
    };
  };
  const measured = ({ objects, gold }: ReturnType<typeof crowd>) => {
    const { objects: labels } = consolidator.consolidate(objects, {});
    return consolidator.measure(
      gold.map((truth, i) => ({ gold: truth, label: labels[i] && consolidator.asAnswer(labels[i].label) })),
    );
  };

  test('finds what a careful crowd saw', () => {
    const result = measured(crowd({ images: 16, misnamed: 0.02 }, 'careful'));
    expect(result[score]).toBeGreaterThan(0.9);
  });

  test('does not depend on the order of objects, answers or shapes, nor on what workers are called', () => {
    const { objects } = crowd({}, 'order');
    const plain = consolidator.consolidate(objects, {});
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomGenerator(seed);
        const order = random.shuffle(objects.map((_, i) => i));
        const shuffled = order.map((i) => ({
          answers: random.shuffle(objects[i]!.answers).map(({ workerId, answer: given }) => {
            const list = Object.keys(given).find((key) => Array.isArray(given[key]))!;
            return { workerId, answer: { ...given, [list]: random.shuffle(given[list]) } };
          }),
        }));
        const result = consolidator.consolidate(shuffled, {});
        for (const [k, i] of order.entries()) expect(result.objects[k]).toEqual(plain.objects[i]);
        expect([...result.skills]).toEqual([...plain.skills]);
        expect(result.learnt).toEqual(plain.learnt);
      }),
      { numRuns: 2 },
    );
  });

  test('renaming the classes renames the label and nothing else', () => {
    const { objects } = crowd({ images: 6 }, 'rename');
    const renamed = JSON.parse(JSON.stringify(objects).replaceAll('"car"', '"tram"'));
    const back = JSON.parse(
      JSON.stringify(consolidator.consolidate(renamed, { categories: ['tram', 'bus'] }).objects)
        .replaceAll('"tram"', '"car"')
        .replaceAll('"tram:', '"car:'),
    );
    const plain = consolidator.consolidate(objects, { categories: ['car', 'bus'] }).objects;
    const names = (labels: any[]) => labels.map((one) => shapes(one.label).map(({ label }: any) => label));
    expect(names(back)).toEqual(names(plain));
    for (const [i, one] of plain.entries()) expect(back[i].confidence).toBeCloseTo(one!.confidence, 6);
  });

  test('what all say alike wins, surer the more they are', () => {
    const one = { label: 'car', left: 300, top: 200, width: 90, height: 70 };
    const results = [1, 3, 6].map((n) => {
      const answers = Array.from({ length: n }, (_, w) => ({ workerId: `w${w}`, answer: answer([one]) }));
      const [label] = consolidator.consolidate([{ answers }], {}).objects;
      expect(shapes(label!.label)).toHaveLength(1);
      const distance = consolidator.distance(consolidator.asAnswer(label!.label), answer([one]));
      expect(distance).toBeLessThan(0.02);
      return shapes(label!.label)[0].confidence;
    });
    expect(results).toEqual([...results].sort((a, b) => a - b));
    expect(results[2]).toBeGreaterThan(results[0]);
  });

  test('nobody answered: no label; a worker who is always wrong and alone does no harm', () => {
    const clean = crowd({ perImage: 4 }, 'wrong');
    expect(consolidator.consolidate([{ answers: [] }], {}).objects).toEqual([undefined]);
    const nonsense = (i: number) =>
      answer([{ label: 'bus', left: 5 + ((i * 137) % 700), top: 3 + ((i * 71) % 600), width: 50, height: 50 }]);
    const disturbed = {
      ...clean,
      objects: clean.objects.map(({ answers }, i) => ({
        answers: [...answers, { workerId: 'zz', answer: nonsense(i) }],
      })),
    };
    expect(measured(disturbed)[score]).toBeGreaterThan(measured(clean)[score]! - 0.03);
    const { skills } = consolidator.consolidate(disturbed.objects, {});
    expect(skills.get('zz')).toBeLessThan(0.45);
    for (const [workerId, skill] of skills) if (workerId !== 'zz') expect(skill).toBeGreaterThan(skills.get('zz')!);
  });

  test('explains every candidate with one vote per worker, in JSON', () => {
    const { objects } = crowd({}, 'explain');
    const { objects: labels } = consolidator.consolidate(objects, {});
    for (const [i, label] of labels.entries()) {
      const { parts } = label!.explanation;
      expect(JSON.parse(JSON.stringify(parts))).toEqual(JSON.parse(JSON.stringify(parts)));
      expect(parts.filter(({ decided }) => decided !== null)).toHaveLength(shapes(label!.label).length);
      const workers = objects[i]!.answers.map(({ workerId }) => workerId).sort();
      for (const { votes, alternatives, confidence, decided } of parts) {
        expect(votes.map(({ workerId }) => workerId)).toEqual(workers);
        expect(votes.every(({ weight }) => Number.isFinite(weight))).toBe(true);
        expect(votes.some(({ answer: given }) => given !== null)).toBe(true);
        expect(alternatives.length).toBeLessThanOrEqual(5);
        if (decided === null) expect(alternatives.length).toBeGreaterThan(0);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
      expect(label!.confidence).toBeGreaterThanOrEqual(0);
      expect(label!.confidence).toBeLessThanOrEqual(1);
    }
  });

  test('distance is symmetric, 0 to itself, 1 to what has nothing in common', () => {
    const { objects } = crowd({ images: 4 }, 'distance');
    const answers = objects.flatMap((object) => object.answers.map((given) => given.answer));
    for (const a of answers.slice(0, 6))
      for (const b of answers.slice(0, 6)) {
        expect(consolidator.distance(a, b)).toBeCloseTo(consolidator.distance(b, a), 9);
        if (a === b) expect(consolidator.distance(a, b)).toBeCloseTo(0, 6);
      }
    const here = answer([{ label: 'car', left: 10, top: 10, width: 50, height: 50 }]);
    const there = answer([{ label: 'car', left: 810, top: 610, width: 50, height: 50 }]);
    expect(consolidator.distance(here, there)).toBeGreaterThan(0.99);
  });

  test('what cannot be read is a value with a reason, never a throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        const result = consolidator.readAnswer(content, { categories: ['car'] });
        if (!result.ok) expect(result.reason).not.toBe('');
      }),
      { numRuns: 100 },
    );
  });
});
