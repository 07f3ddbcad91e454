import { describe, expect, test } from '@jest/globals';
import { type Boxes, boxConsolidator } from '../../../../core/consolidation/shapes/boxes';
import { type Box, boxIou } from '../../../../core/geometry/box';
import { type Crowd, scene } from './scene';

const box = (left: number, top: number, width = 40, height = 60, label = 'car') => ({
  label,
  left,
  top,
  width,
  height,
});
const given = (...answers: Boxes['boxes'][]) => ({
  answers: answers.map((boxes, i) => ({ workerId: `w${i}`, answer: { boxes } })),
});
const consolidate = (...objects: ReturnType<typeof given>[]) => boxConsolidator.consolidate(objects, {});
const quality = (changes: Partial<Crowd>, seed: string) => {
  const { objects, gold } = scene(changes, seed);
  const { objects: labels, skills, learnt } = boxConsolidator.consolidate(objects, {});
  const measured = boxConsolidator.measure(
    gold.map((truth, i) => ({ gold: truth, label: labels[i] && boxConsolidator.asAnswer(labels[i].label) })),
  );
  return { ...measured, labels, gold, skills, learnt, objects } as Record<string, number> & {
    labels: typeof labels;
    gold: typeof gold;
    skills: typeof skills;
    learnt: unknown;
    objects: typeof objects;
  };
};

describe('reading boxes', () => {
  const read = (content: unknown, options = {}) => boxConsolidator.readAnswer(content, options);

  test("Ground Truth's answer", () => {
    const content = {
      boundingBox: {
        boundingBoxes: [{ height: 60, label: 'car', left: 10, top: 20, width: 40 }],
        inputImageProperties: { height: 400, width: 500 },
      },
      comment: 'fine',
    };
    const value = { boxes: [box(10, 20)], width: 500, height: 400 };
    expect(read(content, { element: 'boundingBox' })).toEqual({ ok: true, value });
    expect(read(content)).toEqual({ ok: true, value });
    expect(read(content, { element: 'annotatedResult', categories: ['car'] })).toEqual({ ok: true, value });
  });

  test('bare answers: pairs of numbers, lists, nothing drawn', () => {
    expect(read({ boxes: [[10, 20, 40, 60, 'car']] })).toEqual({ ok: true, value: { boxes: [box(10, 20)] } });
    expect(read({ boxes: [[10, 20, 40, 60]] })).toEqual({ ok: true, value: { boxes: [box(10, 20, 40, 60, '')] } });
    expect(read({ boxes: [[10, 20, 40, 60]] }, { categories: ['van'] })).toEqual({
      ok: true,
      value: { boxes: [box(10, 20, 40, 60, 'van')] },
    });
    expect(read([box(10, 20)])).toEqual({ ok: true, value: { boxes: [box(10, 20)] } });
    expect(read({ boxes: [] })).toEqual({ ok: true, value: { boxes: [] } });
  });

  test('a slight overhang is cut off, a box without extent is left out', () => {
    const content = {
      boxes: [box(-4, 10), box(480, 390), box(7, 7, 0, 30)],
      width: 500,
      height: 400,
    };
    expect(read(content)).toEqual({
      ok: true,
      value: { boxes: [box(0, 10, 36, 60), box(480, 390, 20, 10)], width: 500, height: 400 },
    });
  });

  test.each([
    ['a negative size', { boxes: [box(1, 2), box(1, 2, -3, 4)] }, /boxes\[1\]\.width is -3/],
    ['no number', { boxes: [{ ...box(1, 2), left: Number.NaN }] }, /boxes\[0\]\.left is NaN/],
    ['a missing field', { boxes: [{ label: 'car', left: 1, top: 2, width: 3 }] }, /boxes\[0\]\.height is missing/],
    ['far outside', { boxes: [box(9000, 0)], width: 500, height: 400 }, /boxes\[0\]\.left is 9000, far outside/],
    ['not a box', { boxes: ['car'] }, /boxes\[0\] is not a box/],
    ['too many', { boxes: Array.from({ length: 10_001 }, () => box(0, 0)) }, /10001 shapes/],
    ['an image without size', { boxes: [], width: -1 }, /width is -1/],
    ['no list', { boundingBox: { labels: [] } }, /no "boundingBoxes" or "boxes"/],
    ['nothing', null, /no "boundingBoxes"/],
    ['a text', 'car', /no "boundingBoxes"/],
  ])('refuses %s, naming the place', (_, content, reason) => {
    const result = read(content);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.reason).toMatch(reason);
  });

  test('refuses a name that is none of the categories', () => {
    const result = read({ boxes: [box(1, 2), box(1, 2, 3, 4, 'cat')] }, { categories: ['car'] });
    expect(result).toEqual({ ok: false, reason: 'boxes[1].label is "cat", which is not one of the categories' });
  });
});

describe('consolidating boxes', () => {
  test('what all drew is kept, between what they drew; what one drew alone is turned down', () => {
    const { objects } = consolidate(
      given([box(100, 100)], [box(104, 100), box(400, 300)], [box(100, 106)], [box(98, 98)]),
    );
    const [first] = objects;
    expect(first!.label.boxes).toHaveLength(1);
    const [fused] = first!.label.boxes;
    expect(boxIou(fused!, box(100, 100))).toBeGreaterThan(0.9);
    expect(fused!.label).toBe('car');
    expect(fused!.confidence).toBeGreaterThan(0.8);
    const [kept, turnedDown] = first!.explanation.parts;
    expect(kept!.votes.map(({ workerId }) => workerId)).toEqual(['w0', 'w1', 'w2', 'w3']);
    expect(kept!.votes.every(({ weight }) => weight > 0)).toBe(true);
    expect(turnedDown!.decided).toBeNull();
    expect(boxIou(turnedDown!.alternatives[0]!.choice as Box, box(400, 300))).toBeGreaterThan(0.95);
    expect(turnedDown!.votes.map(({ answer }) => answer === null)).toEqual([true, false, true, true]);
    // Those who drew nothing there spoke for turning it down, who drew it against.
    expect(turnedDown!.votes.map(({ weight }) => weight > 0)).toEqual([true, false, true, true]);
  });

  test('two things side by side stay two, though a greedy match would join them', () => {
    const { objects } = consolidate(
      given(
        [box(100, 100, 60), box(130, 100, 60)],
        [box(112, 100, 60), box(142, 100, 60)],
        [box(95, 100, 60), box(127, 100, 60)],
      ),
    );
    const boxes = objects[0]!.label.boxes;
    expect(boxes).toHaveLength(2);
    expect(boxes.map(({ left }) => left).sort((a, b) => a - b)[0]).toBeLessThan(112);
    expect(boxes.map(({ left }) => left).sort((a, b) => a - b)[1]).toBeGreaterThan(125);
  });

  test('the same box drawn twice by one worker is one thing', () => {
    const { objects } = consolidate(given([box(100, 100), box(101, 100)], [box(100, 101)], [box(99, 100)]));
    expect(objects[0]!.label.boxes).toHaveLength(1);
    const alone = consolidate(given([box(100, 100), box(101, 100)]));
    expect(alone.objects[0]!.label.boxes).toHaveLength(1);
  });

  test('the name is what most of the skill says', () => {
    const { objects } = consolidate(
      given([box(100, 100)], [box(100, 100, 40, 60, 'bus')], [box(101, 100)], [box(100, 102)]),
    );
    const [part] = objects[0]!.explanation.parts;
    expect(objects[0]!.label.boxes[0]!.label).toBe('car');
    expect(part!.alternatives[0]!.choice).toMatchObject({ label: 'bus' });
    expect(part!.votes[1]!.weight).toBeLessThan(0);
  });

  test('one answer is taken as it is; none gives no label; none drawn gives an empty one', () => {
    const { objects } = consolidate(given([box(10, 20)]), { answers: [] }, given([], [], []));
    expect(objects[0]!.label.boxes).toEqual([{ ...box(10, 20), confidence: expect.any(Number) }]);
    expect(objects[1]).toBeUndefined();
    expect(objects[2]!.label.boxes).toEqual([]);
    expect(objects[2]!.confidence).toBeGreaterThan(0.9);
  });

  test('two answers of one worker count once', () => {
    const [object] = [given([box(10, 20)], [box(11, 20)], [])];
    const twice = { answers: [...object!.answers, { workerId: 'w0', answer: { boxes: [] } }] };
    expect(consolidate(twice).objects).toEqual(consolidate(object!).objects);
  });

  test('confidence rises with the number of those who agree', () => {
    const confidences = [1, 2, 3, 5, 8].map((n) => {
      const [object] = consolidate(given(...Array.from({ length: n }, () => [box(50, 50)]))).objects;
      expect(object!.label.boxes[0]!.confidence).toBeLessThanOrEqual(1);
      return object!.label.boxes[0]!.confidence;
    });
    expect(confidences).toEqual([...confidences].sort((a, b) => a - b));
    expect(confidences[0]).toBeLessThan(confidences[4]!);
  });

  test('an unknown method is refused', () => {
    expect(() => boxConsolidator.consolidate([], { method: 'magic' })).toThrow(RangeError);
  });
});

describe('consolidating crowds', () => {
  test('beats its best workers and the majority', () => {
    const all = quality({}, 'usual');
    expect(all.f1).toBeGreaterThan(0.95);
    expect(all.meanMatchedIoU).toBeGreaterThan(0.88);
    for (const workerId of ['w00', 'w05', 'w09']) {
      const pairs = all.objects.flatMap(({ answers }, i) => {
        const own = answers.find((answer) => answer.workerId === workerId);
        return own ? [{ label: own.answer, gold: all.gold[i]! }] : [];
      });
      expect(all.f1).toBeGreaterThan(boxConsolidator.measure(pairs).f1!);
    }
  });

  test('those who draw at random change little, and are found out', () => {
    const clean = quality({ workers: 8, perImage: 5 }, 'spam');
    const spammed = quality({ workers: 10, perImage: 6, spammers: 2 }, 'spam');
    expect(spammed.f1).toBeGreaterThan(clean.f1! - 0.05);
    expect(spammed.skills.get('w00')).toBeLessThan(0.3);
    expect(spammed.skills.get('w01')).toBeLessThan(0.3);
    expect(spammed.skills.get('w05')).toBeGreaterThan(0.7);
  });

  test('what the careless draw too large is corrected; where nobody does, nothing is', () => {
    const outward = quality({ outward: 1, workers: 12, images: 150, noise: [0.03, 0.2] }, 'outward');
    const even = quality({ outward: 0, workers: 12, images: 150, noise: [0.03, 0.2] }, 'even');
    const excess = ({ labels, gold }: typeof outward) => {
      let sum = 0;
      let count = 0;
      for (const [i, label] of labels.entries())
        for (const fused of label?.label.boxes ?? []) {
          const truth = gold[i]!.boxes.find((other) => boxIou(other, fused) >= 0.5);
          if (!truth) continue;
          sum += fused.width / truth.width - 1;
          count++;
        }
      return sum / count;
    };
    // Uncorrected, the mean of twelve such workers is about 14 % too wide.
    expect(Math.abs(excess(outward))).toBeLessThan(0.06);
    expect(Math.abs(excess(even))).toBeLessThan(0.03);
  });

  test('a confidence is about how often it is right', () => {
    const { labels, gold } = quality({ images: 200, sensitivity: 0.7, extra: 0.5, noise: [0.05, 0.2] }, 'calibration');
    const bins = Array.from({ length: 5 }, () => ({ said: 0, right: 0 }));
    let count = 0;
    for (const [i, label] of labels.entries())
      for (const { confidence, ...fused } of label?.label.boxes ?? []) {
        const bin = bins[Math.min(4, Math.floor(confidence * 5))]!;
        const right = gold[i]!.boxes.some((truth) => truth.label === fused.label && boxIou(truth, fused) >= 0.5);
        bin.said += confidence;
        bin.right += right ? 1 : 0;
        count++;
      }
    const error = bins.reduce((sum, { said, right }) => sum + Math.abs(said - right), 0) / count;
    // Short of what is said where everybody errs alike, which generated workers do not.
    expect(error).toBeLessThan(0.07);
  });

  test('later batches profit from what earlier ones taught, and counts are never twice', () => {
    const { objects, gold } = scene({ images: 90, spammers: 3, workers: 9, perImage: 3 }, 'batches');
    const taught = boxConsolidator.consolidate(objects.slice(0, 80), {});
    const score = (earlier: unknown[]) => {
      const later = boxConsolidator.consolidate(objects.slice(80), { earlier });
      return {
        f1: boxConsolidator.measure(
          gold.slice(80).map((truth, i) => ({
            gold: truth,
            label: later.objects[i] && boxConsolidator.asAnswer(later.objects[i].label),
          })),
        ).f1!,
        later,
      };
    };
    const alone = score([]);
    const informed = score([JSON.parse(JSON.stringify(taught.learnt))]);
    expect(informed.f1).toBeGreaterThanOrEqual(alone.f1);
    // Of two lone votes, the known good worker's is believed and the known spammer's is not.
    const lone = {
      answers: ['w00', 'w08'].map((workerId, i) => ({ workerId, answer: { boxes: [box(100 + 300 * i, 100)] } })),
    };
    const believed = boxConsolidator.consolidate([lone], { earlier: [taught.learnt] }).objects[0]!.label.boxes;
    expect(believed.map(({ left }) => Math.round(left / 100))).toEqual([4]);
    expect(informed.later.skills.get('w00')).toBeLessThan(alone.later.skills.get('w00')!);
    // The record is of its own batch: no earlier count in it.
    const shapes = (learnt: unknown) =>
      Object.values((learnt as { workers: Record<string, { names: number[] }> }).workers).reduce(
        (sum, { names }) => sum + names[0]!,
        0,
      );
    expect(shapes(informed.later.learnt)).toBeLessThan(shapes(taught.learnt) / 2);
    // Unreadable records are left out.
    expect(
      score([null, 7, { version: 1, kind: 'polygons', workers: {} }, { version: 1, kind: 'boxes' }]).later,
    ).toEqual(alone.later);
  });
});

describe('comparing boxes', () => {
  test('distance is nothing for equal answers, everything for answers without anything in common', () => {
    const a = { boxes: [box(0, 0), box(100, 100)] };
    expect(boxConsolidator.distance(a, { boxes: [...a.boxes].reverse() })).toBe(0);
    expect(boxConsolidator.distance(a, { boxes: [box(500, 500)] })).toBe(1);
    expect(boxConsolidator.distance(a, { boxes: [] })).toBe(1);
    expect(boxConsolidator.distance({ boxes: [] }, { boxes: [] })).toBe(0);
    expect(boxConsolidator.distance(a, { boxes: [box(0, 0)] })).toBe(0.5);
  });

  test('measures count what is found, false and missed', () => {
    const measured = boxConsolidator.measure([
      { label: { boxes: [box(0, 0), box(300, 300)] }, gold: { boxes: [box(0, 0), box(100, 100)] } },
      { label: undefined, gold: { boxes: [box(0, 0)] } },
      { label: { boxes: [box(0, 0, 40, 60, 'bus')] }, gold: { boxes: [box(0, 0)] } },
    ]);
    expect(measured).toEqual({
      f1: 2 / 7,
      precision: 1 / 3,
      recall: 1 / 4,
      meanMatchedIoU: 1,
      errorsPerObject: 5 / 3,
    });
  });
});
