import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { boxDetector } from '../../../model/learners/box-detector';
import type { BoxTarget } from '../../../model/learners/box-targets';
import type { LabelSource } from '../../../model/learners/learner';
import { holdsToLearnerContract } from './learner-contract';
import { sceneLabels as labels, smallScene } from './small-scenes';

const example = (number: number, squares?: number) => {
  const { input, boxes } = smallScene(number, 1, squares);
  return { input, target: boxes };
};
const box = (most: number) =>
  fc
    .tuple(fc.nat(most), fc.nat(most), fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }), fc.nat(2))
    .map((fields): BoxTarget => fields);

holdsToLearnerContract({
  taskType: 'bounding-box',
  labels,
  examples: Array.from({ length: 24 }, (_, i) => example(i)),
  others: Array.from({ length: 5 }, (_, i) => example(100 + i)),
  // Of two the sum does not depend on their order, so that quality is the same both ways to the last bit.
  targets: fc.array(box(50), { maxLength: 2 }),
});

const silent = () => {};
const source = (own: readonly string[] = labels): LabelSource => ({
  labelAttribute: 'cars',
  labels: own,
  readFile: async () => {
    throw new Error('nothing to fetch');
  },
});

describe('boxes', () => {
  test('are found in the pixels of the picture itself, however small its copy', async () => {
    const large = (number: number) => {
      const { input, boxes } = smallScene(number, 7, 2);
      return { input, target: boxes };
    };
    const model = await boxDetector.train(
      Array.from({ length: 12 }, (_, i) => large(i)),
      { labels, seed: 1 },
      silent,
    );
    const held = Array.from({ length: 3 }, (_, i) => large(200 + i));
    const predictions = model.predict(held.map(({ input }) => input));
    for (const [i, { target }] of predictions.entries()) {
      expect(boxDetector.quality(target, held[i]!.target)).toBeGreaterThan(0.7);
      for (const fields of target) expect(fields.every(Number.isInteger)).toBe(true);
    }
  });

  test('are read from a line of Ground Truth, by name before number', async () => {
    const line = {
      'source-ref': 's3://b/3.png',
      cars: {
        image_size: [{ width: 500, height: 400, depth: 3 }],
        annotations: [
          { class_id: 0, left: 111, top: 134, width: 61, height: 128 },
          { class_id: 5, left: 20, top: 20, width: 30, height: 30 },
        ],
      },
      'cars-metadata': { 'class-map': { '0': 'car', '5': 'bus' } },
    };
    expect(await boxDetector.targetOfLine(line, source(['bus', 'car']))).toEqual([
      [111, 134, 61, 128, 1],
      [20, 20, 30, 30, 0],
    ]);
    const { 'cars-metadata': _, ...bare } = line;
    expect(() => boxDetector.targetOfLine(bare, source(['bus', 'car']))).toThrow('label "cars": boundingBoxes[1]');
    expect(() => boxDetector.targetOfLine(line, source(['car', 'van']))).toThrow('"bus", which is not one of');
    expect(() => boxDetector.targetOfLine({}, source())).toThrow('no label "cars"');
    for (const value of [null, 3, [], {}, { annotations: 'x' }])
      expect(() => boxDetector.targetOfLine({ cars: value }, source())).toThrow(
        'label "cars" has no list "annotations"',
      );
    expect(() => boxDetector.targetOfLine({ cars: { annotations: [null] } }, source())).toThrow('boundingBoxes[0]');
  });

  test('outside the picture are cut, or refused when far outside', async () => {
    const line = (left: number) => ({
      cars: {
        image_size: [{ width: 100, height: 80 }],
        annotations: [{ class_id: 0, left, top: 70, width: 30, height: 30 }],
      },
    });
    expect(await boxDetector.targetOfLine(line(-10), source())).toEqual([[0, 70, 20, 10, 0]]);
    expect(() => boxDetector.targetOfLine(line(900), source())).toThrow('far outside the image');
  });

  test('come back from an answer in the order they were given', () => {
    fc.assert(
      fc.property(fc.array(box(1000), { maxLength: 30 }), (target) => {
        expect(boxDetector.targetOfAnswer(boxDetector.answerOfTarget(target, labels), labels)).toEqual(target);
      }),
    );
    expect(() => boxDetector.targetOfAnswer({ boxes: [[1, 2, 3, 4, 'van']] }, labels)).toThrow('the answer: boxes[0]');
    expect(() => boxDetector.targetOfAnswer('x', labels)).toThrow('the answer holds no');
  });

  test('count as much as they have in common: missing and superfluous ones nothing, a wrong name half', () => {
    const [a, b]: BoxTarget[] = [
      [0, 0, 10, 10, 0],
      [50, 50, 10, 10, 1],
    ];
    const quality = (predicted: BoxTarget[], truth: BoxTarget[]) => boxDetector.quality(predicted, truth);
    expect(quality([], [])).toBe(1);
    expect(quality([a!], [])).toBe(0);
    expect(quality([a!], [a!, b!])).toBe(0.5);
    expect(quality([a!, b!], [a!])).toBe(0.5);
    expect(quality([[5, 0, 10, 10, 0]], [a!])).toBeCloseTo(1 / 3, 12);
    expect(quality([[0, 0, 10, 10, 2]], [a!])).toBe(0.5);
  });

  test('cannot be learnt where there are none', () => {
    expect(boxDetector.unlearnable([[], []], labels)).toBe(
      'training data holds no box (2 objects): a model needs objects with boxes',
    );
    expect(boxDetector.unlearnable([[], [[1, 2, 3, 4, 0]]], labels)).toBeUndefined();
  });
});

describe('hostile pictures', () => {
  const tiny = { width: 1, height: 1, smallWidth: 1, smallHeight: 1, rgb: Uint8Array.of(9, 9, 9) };
  const long = { width: 900, height: 1, smallWidth: 256, smallHeight: 1, rgb: new Uint8Array(256 * 3) };

  test('are answered by a model that knows others', async () => {
    const model = await boxDetector.train([example(0, 2), example(1, 0), example(2, 2)], { labels, seed: 1 }, silent);
    for (const { target, confidence } of model.predict([tiny, long])) {
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
      for (const [left, top, width, height] of target) {
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(1);
      }
    }
  });

  test('and boxes that do not lie on the picture can be in what is learnt from', async () => {
    const odd = [
      { input: tiny, target: [[0, 0, 1, 1, 0]] as BoxTarget[] },
      { input: long, target: [[300, 0, 100, 1, 2]] as BoxTarget[] },
      {
        input: example(3).input,
        target: [
          [5000, 5000, 10, 10, 0],
          [-50, -50, 400, 400, 2],
        ] as BoxTarget[],
      },
    ];
    for (const examples of [odd, [odd[0]!], [odd[1]!, example(4, 1)]]) {
      const model = await boxDetector.train(examples, { labels, seed: 1 }, silent);
      for (const { confidence } of model.predict([tiny, long, example(5).input]))
        expect(Number.isFinite(confidence)).toBe(true);
    }
  });

  test('are read in any format as they are stored, and refused when they are none', async () => {
    const pixels = sharp({ create: { width: 600, height: 300, channels: 4, background: '#ff000080' } });
    const turned = await pixels.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await boxDetector.fromFile(turned)).toMatchObject({
      width: 600,
      height: 300,
      smallWidth: 256,
      smallHeight: 128,
    });
    const grey = await pixels.clone().greyscale().png().toBuffer();
    expect((await boxDetector.fromFile(grey)).rgb).toHaveLength(256 * 128 * 3);
    const one = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    expect(await boxDetector.fromFile(one)).toEqual({
      width: 1,
      height: 1,
      smallWidth: 1,
      smallHeight: 1,
      rgb: Uint8Array.of(255, 0, 0),
    });
    await expect(boxDetector.fromFile(turned.subarray(0, 100))).rejects.toThrow('not a picture that can be read');
    expect(() => boxDetector.fromText('x')).toThrow('a picture must be given by "source-ref"');
  });
});
