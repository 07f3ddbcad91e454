import { afterAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { type Encoder, openEncoder } from '../../../model/encoders/encoder';
import { folderOf, meanColours, pieceTable } from './networks';

const opened: Encoder[] = [];
const open = async (files: Parameters<typeof folderOf>[0]) => {
  const encoder = await openEncoder(folderOf(files));
  opened.push(encoder);
  return encoder;
};
afterAll(() => Promise.all(opened.map((encoder) => encoder.close())));

const plain = (r: number, g: number, b: number, width = 6, height = 4) =>
  sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
const rounded = (values: Float32Array) => [...values].map((value) => Number(value.toFixed(5)));
const raw = { image: { scale: 1, mean: [0], std: [1] }, normalise: false };

describe('an encoder of pictures', () => {
  test('gives what a calculation by hand gives', async () => {
    const encoder = await open({
      'encoder.onnx': meanColours([1, 0, 0, 0, 2, 0, 0, 0, 0.5], 3),
      'encoder.json': { image: { mean: [0.5, 0.25, 0], std: [0.5, 0.5, 1] }, normalise: false },
    });
    expect([encoder.kind, encoder.dimensions]).toEqual(['image', 3]);
    // (0.2 - 0.5) / 0.5, 2 * (0.6 - 0.25) / 0.5, 0.5 * (1 - 0) / 1
    expect(rounded(await encoder.fromFile(await plain(51, 153, 255)))).toEqual([-0.6, 1.4, 0.5]);
  });

  test('is brought to length 1 unless told otherwise', async () => {
    const encoder = await open({
      'encoder.onnx': meanColours([1, 0, 0, 1, 0, 0], 2),
      'encoder.json': { image: { scale: 1, mean: [0], std: [1] } },
    });
    expect(rounded(await encoder.fromFile(await plain(30, 40, 0)))).toEqual([0.6, 0.8]);
  });

  test.each([
    ['RGB', 'NCHW', [10, 20, 30]],
    ['BGR', 'NCHW', [30, 20, 10]],
    ['RGB', 'NHWC', [10, 20, 30]],
    ['BGR', 'NHWC', [30, 20, 10]],
  ] as const)('takes %s in %s', async (colours, layout, expected) => {
    const encoder = await open({
      'encoder.onnx': meanColours([1, 0, 0, 0, 1, 0, 0, 0, 1], 3, layout),
      'encoder.json': { ...raw, image: { ...raw.image, colours } },
    });
    expect(rounded(await encoder.fromFile(await plain(10, 20, 30)))).toEqual(expected);
  });
});

describe('an encoder of texts', () => {
  const vocabulary = '[PAD]\n[UNK]\n[CLS]\n[SEP]\ngood\nba\n##d\n';
  const rows = [
    [99, 99],
    [8, 8],
    [1, 0],
    [0, 1],
    [4, 2],
    [2, 6],
    [6, 10],
  ];

  test('averages the pieces of a text as a calculation by hand does', async () => {
    const encoder = await open({
      'encoder.onnx': pieceTable(rows),
      'vocab.txt': vocabulary,
      'encoder.json': { normalise: false },
    });
    expect([encoder.kind, encoder.dimensions]).toEqual(['text', 2]);
    // [CLS] good ba ##d [SEP]
    expect(rounded(await encoder.fromText('Góod BAD'))).toEqual([13 / 5, 19 / 5].map((v) => Number(v.toFixed(5))));
    expect(await encoder.fromFile(Buffer.from('good bad'))).toEqual(await encoder.fromText('good bad'));
  });

  test('gives the same in company as alone, though shorter texts are filled up', async () => {
    const encoder = await open({
      'encoder.onnx': pieceTable(rows),
      'vocab.txt': vocabulary,
      'encoder.json': { normalise: false, batch: 8 },
    });
    const texts = ['good', 'bad good bad bad', '', 'what'];
    const together = await Promise.all(texts.map((text) => encoder.fromText(text)));
    for (const [i, text] of texts.entries()) expect(await encoder.fromText(text)).toEqual(together[i]);
    expect(rounded(together[3]!)).toEqual([3, 3]);
  });
});
