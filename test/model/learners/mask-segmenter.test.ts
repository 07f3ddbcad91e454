import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { consolidatedPng } from '../../../core/formats/mask/ground-truth-picture';
import { canonicalMask, RunBuilder, type SemanticMask } from '../../../core/formats/mask/semantic-mask';
import type { LabelSource } from '../../../model/learners/learner';
import { maskSegmenter } from '../../../model/learners/mask-segmenter';
import { holdsToLearnerContract } from './learner-contract';
import { sceneLabels as labels, smallScene } from './small-scenes';

const example = (number: number, scale = 1) => {
  const { input, mask } = smallScene(number, scale);
  return { input, target: mask };
};

const masks = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([width, height]) =>
  fc.array(fc.nat(3), { minLength: width * height, maxLength: width * height }).map((pixels): SemanticMask => {
    const builder = new RunBuilder();
    for (const value of pixels) builder.push(value, 1);
    return canonicalMask({ width, height, classes: labels, runs: builder.runs }, labels);
  }),
);

holdsToLearnerContract({
  taskType: 'semantic-segmentation',
  labels,
  examples: Array.from({ length: 16 }, (_, i) => example(i)),
  others: Array.from({ length: 5 }, (_, i) => example(100 + i)),
  targets: masks,
});

const silent = () => {};
const metadata = {
  'lane-ref-metadata': {
    'internal-color-map': {
      '0': { 'class-name': 'BACKGROUND', 'hex-color': '#ffffff', confidence: 0.9 },
      '1': { 'class-name': 'road', 'hex-color': '#2acf59', confidence: 0.9 },
      '2': { 'class-name': 'car', 'hex-color': '#d62728', confidence: 0.9 },
    },
  },
};
const uri = 's3://b/4.png';
const line = { 'lane-ref': uri, ...metadata };
const reading = (bytes: Uint8Array, own: readonly string[] = ['car', 'road']): LabelSource => ({
  labelAttribute: 'lane-ref',
  labels: own,
  readFile: async (asked) => {
    if (asked !== uri) throw new Error(`there is no ${asked}`);
    return bytes;
  },
});
const mask: SemanticMask = { width: 3, height: 2, classes: ['road', 'car'], runs: [0, 1, 1, 2, 2, 1, 0, 2] };
/** Classes in the order of the job's labels. */
const target: SemanticMask = { width: 3, height: 2, classes: ['car', 'road'], runs: [0, 1, 2, 2, 1, 1, 0, 2] };

describe('masks', () => {
  test('are drawn in the pixels of the picture itself, however small its copy', async () => {
    const model = await maskSegmenter.train(
      Array.from({ length: 8 }, (_, i) => example(i, 5)),
      { labels, seed: 1 },
      silent,
    );
    const held = Array.from({ length: 2 }, (_, i) => example(200 + i, 5));
    for (const [i, prediction] of model.predict(held.map(({ input }) => input)).entries()) {
      expect(prediction.target).toMatchObject({ width: 320, height: 240 });
      expect(maskSegmenter.quality(prediction.target, held[i]!.target)).toBeGreaterThan(0.85);
    }
  });

  test('are read from the palette file of Ground Truth by the names of its colour map', async () => {
    const png = consolidatedPng(mask, ['road', 'car']);
    expect(await maskSegmenter.targetOfLine(line, reading(png))).toEqual(target);
    await expect(maskSegmenter.targetOfLine(line, reading(png, ['road', 'tree']))).rejects.toThrow(
      'label "lane-ref", s3://b/4.png: the class "car" is not one of the labels road, tree',
    );
    await expect(maskSegmenter.targetOfLine({ 'lane-ref': uri }, reading(png))).rejects.toThrow(
      'the metadata has no "internal-color-map"',
    );
    const fewer = {
      'lane-ref': uri,
      'lane-ref-metadata': { 'internal-color-map': { '0': { 'class-name': 'BACKGROUND' } } },
    };
    await expect(maskSegmenter.targetOfLine(fewer, reading(png))).rejects.toThrow('the mask has pixels of class 1');
  });

  test('are read from pictures of class numbers and of colours too', async () => {
    const grey = await sharp(Buffer.of(0, 1, 1, 2, 0, 0), { raw: { width: 3, height: 2, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect(await maskSegmenter.targetOfLine(line, reading(grey))).toEqual(target);
    const [white, road, car] = [
      [255, 255, 255],
      [0x2a, 0xcf, 0x59],
      [0xd6, 0x27, 0x28],
    ] as const;
    const colours = Buffer.from([...white!, ...road!, ...road!, ...car!, ...white!, ...white!]);
    const rgb = await sharp(colours, { raw: { width: 3, height: 2, channels: 3 } })
      .png()
      .toBuffer();
    expect(await maskSegmenter.targetOfLine(line, reading(rgb))).toEqual(target);
  });

  test('that cannot be read say why, with their place', async () => {
    await expect(maskSegmenter.targetOfLine({}, reading(Buffer.alloc(0)))).rejects.toThrow('no label "lane-ref"');
    await expect(maskSegmenter.targetOfLine(line, reading(Buffer.from('no')))).rejects.toThrow(
      'label "lane-ref", s3://b/4.png: it does not begin as a PNG does',
    );
    await expect(
      maskSegmenter.targetOfLine({ ...line, 'lane-ref': 's3://b/9.png' }, reading(Buffer.alloc(0))),
    ).rejects.toThrow('there is no s3://b/9.png');
  });

  test('of a job with one class are bare run lengths', () => {
    const own = { width: 3, height: 2, classes: ['cell'], runs: [0, 2, 1, 3, 0, 1] };
    expect(maskSegmenter.answerOfTarget(own, ['cell'])).toEqual({ width: 3, height: 2, counts: [2, 3, 1] });
    expect(maskSegmenter.targetOfAnswer({ width: 3, height: 2, counts: [2, 3, 1] }, ['cell'])).toEqual(own);
    expect(() => maskSegmenter.targetOfAnswer({ width: 3, height: 2, counts: [2] }, ['cell'])).toThrow(
      'the answer: the counts',
    );
  });

  test('of nothing, or of one class all over, cannot be learnt from', () => {
    const full = (runs: number[], classes: string[]): SemanticMask => ({ width: 2, height: 2, classes, runs });
    expect(maskSegmenter.unlearnable([full([0, 4], [])], labels)).toContain('no mask with a marked pixel (1 objects)');
    expect(maskSegmenter.unlearnable([full([1, 4], ['road']), full([1, 4], ['road'])], labels)).toContain(
      'every pixel',
    );
    expect(maskSegmenter.unlearnable([full([1, 4], ['road']), full([1, 4], ['car'])], labels)).toBeUndefined();
  });
});

describe('hostile pictures', () => {
  const tiny = { width: 1, height: 1, smallWidth: 1, smallHeight: 1, rgb: Uint8Array.of(9, 9, 9) };
  const one: SemanticMask = { width: 1, height: 1, classes: ['red square'], runs: [1, 1] };

  test('are learnt from and answered', async () => {
    const model = await maskSegmenter.train([{ input: tiny, target: one }, example(1)], { labels, seed: 1 }, silent);
    const [first] = model.predict([tiny, example(2).input]);
    expect(first!.target).toMatchObject({ width: 1, height: 1 });
    expect(Number.isFinite(first!.confidence)).toBe(true);
  });

  test('whose masks have another size are left out, and fail the training when none fits', async () => {
    const misfit = { ...example(3), target: one };
    const log: Record<string, unknown>[] = [];
    await maskSegmenter.train([example(1), example(2), misfit], { labels, seed: 1 }, (values) => log.push(values));
    expect(log).toContainEqual({ 'masks-of-another-size': 1 });
    await expect(maskSegmenter.train([misfit], { labels, seed: 1 }, silent)).rejects.toThrow(
      'no mask has the size of its picture: the first is 1 x 1, the picture 64 x 48',
    );
    expect(maskSegmenter.quality(one, example(3).target)).toBe(0);
  });
});
