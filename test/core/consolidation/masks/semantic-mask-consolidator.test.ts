import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { semanticMaskConsolidator as consolidator } from '../../../../core/consolidation/masks/semantic-mask-consolidator';
import { fromBinary, type SemanticMask } from '../../../../core/formats/mask/semantic-mask';
import { randomGenerator } from '../../../../core/random/generator';
import { type Disc, drawDiscs, drawnBy } from './scenes';

const [width, height] = [72, 60];
const disc: Disc = { x: 36, y: 30, radius: 18, label: 'Cell' };
const truth = drawDiscs(width, height, [disc]);
const iou = (a: SemanticMask, b: SemanticMask) => 1 - consolidator.distance(a, b);
const one = (answers: { workerId: string; answer: SemanticMask }[], method?: string, earlier?: unknown[]) =>
  consolidator.consolidate([{ answers }], { method, earlier }).objects[0]!;
const careful = [{ wobble: 1 }, { wobble: 1 }, { wobble: 1 }, { wobble: 1 }, { wobble: 1 }];
const images = (count: number, habits: { bias?: number; wobble?: number }[]) =>
  Array.from({ length: count }, (_, i) => ({ answers: drawnBy(width, height, [disc], habits, `image ${i}`) }));

describe.each(consolidator.methods.map((method) => [method]))('%s', (method) => {
  test('one answer is the label; nobody is undefined', () => {
    const outcome = consolidator.consolidate([{ answers: [{ workerId: 'a', answer: truth }] }, { answers: [] }], {
      method,
    });
    expect(outcome.objects[0]!.label).toEqual(truth);
    expect(outcome.objects[1]).toBeUndefined();
  });

  test('unanimous answers win, classes and all', () => {
    const two = drawDiscs(width, height, [disc, { x: 50, y: 20, radius: 9, label: 'Dirt' }]);
    const { label, explanation } = one(
      [1, 2, 3].map((n) => ({ workerId: `w${n}`, answer: two })),
      method,
    );
    expect(label).toEqual(two);
    expect(explanation.parts.map(({ decided }) => (decided as { label: string }).label)).toEqual(['Cell', 'Dirt']);
  });

  test('three careful workers outvote two who drew another thing', () => {
    const elsewhere = drawDiscs(width, height, [{ x: 9, y: 9, radius: 7, label: 'Cell' }]);
    const answers = drawnBy(width, height, [disc], careful, 'gross');
    answers[1]!.answer = elsewhere;
    answers[4]!.answer = drawDiscs(width, height, [{ x: 62, y: 50, radius: 7, label: 'Cell' }]);
    expect(iou(one(answers, method).label, truth)).toBeGreaterThan(0.88);
  });

  test('neither the order of objects nor that of answers matters', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const objects = images(4, [{ wobble: 1 }, { wobble: 3 }, { bias: 3 }]);
        objects[1]!.answers.push({ workerId: 'worker-1', answer: truth });
        const random = randomGenerator(seed);
        const order = random.shuffle([0, 1, 2, 3]);
        const mixed = order.map((i) => ({ answers: random.shuffle(objects[i]!.answers) }));
        const a = consolidator.consolidate(objects, { method });
        const b = consolidator.consolidate(mixed, { method });
        for (const [to, from] of order.entries()) expect(b.objects[to]).toEqual(a.objects[from]);
        expect([...b.skills].sort()).toEqual([...a.skills].sort());
        expect(b.learnt).toEqual(a.learnt);
      }),
      { numRuns: 3 },
    );
  });

  test('other class names give the same pixels', () => {
    const discs = [disc, { x: 52, y: 26, radius: 10, label: 'Dirt' }];
    const rename = (name: string) => ({ Cell: 'A', Dirt: 'B' })[name]!;
    const objects = [{ answers: drawnBy(width, height, discs, careful, 'names') }];
    const renamed = objects.map(({ answers }) => ({
      answers: answers.map(({ workerId, answer }) => ({
        workerId,
        answer: { ...answer, classes: answer.classes.map(rename) },
      })),
    }));
    const [a] = consolidator.consolidate(objects, { method }).objects;
    const [b] = consolidator.consolidate(renamed, { method }).objects;
    expect(b!.label).toEqual({ ...a!.label, classes: a!.label.classes.map(rename) });
    expect(b!.confidence).toBe(a!.confidence);
  });
});

describe('the default', () => {
  test('smooths what each worker wobbles: better than every single worker and than the vote', () => {
    const objects = images(12, [{ wobble: 2 }, { wobble: 2 }, { wobble: 2 }, { wobble: 2 }, { wobble: 2 }]);
    const score = (method: string) =>
      consolidator.measure(
        consolidator.consolidate(objects, { method }).objects.map((object) => ({ label: object!.label, gold: truth })),
      ).meanIoU!;
    const single = consolidator.measure(
      objects.flatMap(({ answers }) => answers.map(({ answer }) => ({ label: answer, gold: truth }))),
    ).meanIoU!;
    expect(score('contour-consensus')).toBeGreaterThan(score('majority-vote'));
    expect(score('majority-vote')).toBeGreaterThan(single);
  });

  test('a worker who always draws too large is corrected, not averaged in', () => {
    const habits = [{ wobble: 1.2 }, { wobble: 1.2 }, { wobble: 0.4, bias: 5 }];
    const objects = images(12, habits);
    const mean = (list: typeof objects) =>
      consolidator.measure(
        consolidator.consolidate(list, {}).objects.map((object) => ({ label: object!.label, gold: truth })),
      ).meanIoU!;
    const without = objects.map(({ answers }) => ({ answers: answers.slice(0, 2) }));
    expect(mean(objects)).toBeGreaterThan(mean(without));
  });

  test('a worker known from earlier batches to be steady has more say', () => {
    const habits = [{ wobble: 3 }, { wobble: 3 }, { wobble: 3 }, { wobble: 0.3 }];
    const { learnt } = consolidator.consolidate(images(15, habits), {});
    const now = drawnBy(width, height, [disc], habits, 'now');
    const [without, having] = [one(now), one(now, undefined, [JSON.parse(JSON.stringify(learnt)), 'rubbish', null])];
    const say = (object: typeof having) => object.explanation.parts[0]!.votes[3]!.weight;
    expect(say(having)).toBeGreaterThan(say(without));
    expect(iou(having.label, truth)).toBeGreaterThanOrEqual(iou(without.label, truth));
  });

  test('where things are often left out, more is found than by the vote, and not what one of five drew', () => {
    const corners = [
      { x: 12, y: 12, radius: 9, label: 'Cell' },
      { x: 60, y: 12, radius: 9, label: 'Cell' },
      { x: 12, y: 48, radius: 9, label: 'Cell' },
      { x: 60, y: 48, radius: 9, label: 'Cell' },
    ];
    const invented = { x: 36, y: 30, radius: 8, label: 'Cell' };
    const all = drawDiscs(width, height, corners);
    // Corner k is drawn by 5, 4, 3 and 2 of the workers, in each image by others.
    const objects = Array.from({ length: 10 }, (_, i) => ({
      answers: [0, 1, 2, 3, 4].map((w) => {
        const seen = corners.filter((_, k) => (w + i + k) % 5 < 5 - k);
        const discs = i % 3 === 0 && w === i % 5 ? [...seen, invented] : seen;
        return { workerId: `w${w}`, answer: drawDiscs(width, height, discs, 1, `${i} ${w}`) };
      }),
    }));
    const score = (method: string) =>
      consolidator.measure(
        consolidator.consolidate(objects, { method }).objects.map((object) => ({ label: object!.label, gold: all })),
      ).meanIoU!;
    expect(score('contour-consensus')).toBeGreaterThan(score('majority-vote'));
    for (const object of consolidator.consolidate(objects, {}).objects)
      expect(pixelsOf(object!.label)[invented.y * width + invented.x]).toBe(0);
  });

  test('a spammer changes little', () => {
    const answers = drawnBy(width, height, [disc], careful.slice(0, 4), 'spam');
    const random = randomGenerator('spam');
    const counts = Array.from({ length: (width * height) / 4 }, () => 1 + random.integer(1) + 3);
    counts[counts.length - 1]! += width * height - counts.reduce((sum, n) => sum + n, 0);
    const spam = { workerId: 'z', answer: fromBinary({ width, height, counts }, 'Cell') };
    expect(iou(one([...answers, spam]).label, one(answers).label)).toBeGreaterThan(0.95);
  });

  test('confidence predicts the IoU: it rises with the number of workers and with their care', () => {
    const confidence = (habits: { wobble: number }[]) => {
      const { objects } = consolidator.consolidate(images(10, habits), {});
      return objects.reduce((sum, object) => sum + object!.confidence, 0) / objects.length;
    };
    const actual = (habits: { wobble: number }[]) =>
      consolidator.measure(
        consolidator
          .consolidate(images(10, habits), {})
          .objects.map((object) => ({ label: object!.label, gold: truth })),
      ).meanIoU!;
    const rough = Array(5).fill({ wobble: 3 });
    expect(confidence(careful)).toBeGreaterThan(confidence(rough));
    expect(confidence([...rough, ...rough])).toBeGreaterThan(confidence(rough.slice(0, 3)));
    for (const habits of [careful, rough]) expect(Math.abs(confidence(habits) - actual(habits))).toBeLessThan(0.06);
  });

  test('answers that are about another thing do not move the edge, however many, as long as the others agree', () => {
    const objects = images(6, careful).map(({ answers }, i) => ({
      answers: [
        ...answers,
        ...[0, 1, 2].map((k) => ({
          workerId: `astray-${k}`,
          answer: drawDiscs(
            width,
            height,
            [{ x: 8 + 28 * k, y: 6 + 8 * (i % 7), radius: 7, label: 'Cell' }],
            1,
            `${i} ${k}`,
          ),
        })),
        { workerId: 'all', answer: drawDiscs(width, height, [{ ...disc, radius: 99 }]) },
      ],
    }));
    const score = (list: typeof objects) =>
      consolidator.measure(
        consolidator.consolidate(list, {}).objects.map((object) => ({ label: object!.label, gold: truth })),
      ).meanIoU!;
    expect(score(objects)).toBeGreaterThan(score(images(6, careful)) - 0.03);
  });

  test('pixels across a tile border are judged as if there were none', () => {
    const wide = 600;
    const discs = [{ x: 256, y: 30, radius: 18, label: 'Cell' }];
    const answers = drawnBy(wide, height, discs, careful, 'border');
    const shifted = drawnBy(wide, height, [{ ...discs[0]!, x: 156 }], careful, 'border');
    const { label } = one(answers);
    const other = one(shifted).label;
    const move = (mask: SemanticMask) => pixelsOf(mask).map((_, i, all) => all[i - 100] ?? 0);
    expect(pixelsOf(label)).toEqual(move(other));
  });

  test('a third class between two touching ones keeps its pixels', () => {
    const discs = [
      { x: 24, y: 30, radius: 16, label: 'A' },
      { x: 48, y: 30, radius: 16, label: 'B' },
    ];
    const { label } = one(drawnBy(width, height, discs, careful, 'touching'));
    expect(iou(label, drawDiscs(width, height, discs))).toBeGreaterThan(0.92);
  });
});

describe('what does not fit', () => {
  test('masks of another size than most are set aside, with the reason in the explanation', () => {
    const small = drawDiscs(20, 20, [{ x: 10, y: 10, radius: 5, label: 'Cell' }]);
    const answers = [truth, truth, small].map((answer, w) => ({ workerId: `w${w}`, answer }));
    const { label, explanation } = one(answers);
    expect(label).toEqual(truth);
    expect(explanation.parts[0]!.votes[2]).toEqual({
      workerId: 'w2',
      answer: { setAside: 'the mask is 20 x 20 pixels, most are 72 x 60' },
      weight: 0,
    });
  });

  test('a worker who answered twice counts once', () => {
    const large = drawDiscs(width, height, [{ ...disc, radius: 25 }]);
    const answers = [
      { workerId: 'a', answer: truth },
      { workerId: 'b', answer: truth },
      { workerId: 'c', answer: large },
      { workerId: 'c', answer: large },
      { workerId: 'c', answer: large },
    ];
    expect(one(answers, 'majority-vote').label).toEqual(truth);
  });

  test('found by one of three and left out: as sure as the share of those who found nothing', () => {
    const empty = drawDiscs(width, height, []);
    const answers = [empty, empty, truth].map((answer, w) => ({ workerId: `w${w}`, answer }));
    const { label, confidence, explanation } = one(answers, 'majority-vote');
    expect(label).toEqual(empty);
    expect(confidence).toBeCloseTo(2 / 3);
    expect(explanation.parts[0]!.confidence).toBeCloseTo(2 / 3);
  });

  test('all empty: nothing there, surely', () => {
    const empty = drawDiscs(width, height, []);
    const { label, confidence } = one([1, 2, 3].map((n) => ({ workerId: `w${n}`, answer: empty })));
    expect(label).toEqual(empty);
    expect(confidence).toBe(1);
  });

  test('an unknown method is refused, also one that every object has', () => {
    for (const method of ['best', 'toString', '__proto__'])
      expect(() => consolidator.consolidate([], { method })).toThrow(RangeError);
  });
});

test('distance and measure', () => {
  const half = drawDiscs(width, height, [{ ...disc, radius: 12 }]);
  expect(consolidator.distance(truth, truth)).toBe(0);
  expect(consolidator.distance(truth, half)).toBe(consolidator.distance(half, truth));
  expect(consolidator.distance(truth, drawDiscs(width, height, []))).toBe(1);
  const other = { ...truth, classes: ['Dirt'] };
  expect(consolidator.distance(truth, other)).toBe(1);
  const measures = consolidator.measure([
    { label: truth, gold: truth },
    { label: undefined, gold: truth },
  ]);
  expect(measures).toEqual({ meanIoU: 0.5, medianIoU: 0.5, pixelAccuracy: 0.5 });
});

function pixelsOf({ runs }: SemanticMask): number[] {
  const pixels: number[] = [];
  for (let i = 0; i < runs.length; i += 2) for (let k = 0; k < runs[i + 1]!; k++) pixels.push(runs[i]!);
  return pixels;
}
