import { rmSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { openEncoder } from '../../../model/encoders/encoder';
import { folderOf, meanColours, pieceTable } from './networks';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
const picture = meanColours([1, 0, 0, 0, 1, 0, 0, 0, 1], 3);
const text = pieceTable([[1], [2], [3], [4], [5]]);
const vocabulary = '[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n';

test.each<[string, Parameters<typeof folderOf>[0], string | RegExp]>([
  ['nothing is there', {}, 'there is no file "encoder.onnx"; there is nothing'],
  ['the network is no network', { 'encoder.onnx': 'hello' }, /encoder\.onnx cannot be loaded: .*protobuf/i],
  [
    'a field is misspelt',
    { 'encoder.onnx': picture, 'encoder.json': { image: { sise: [4, 6] } } },
    'encoder.json "image": Unrecognized key: "sise"',
  ],
  ['the settings are not JSON', { 'encoder.onnx': picture, 'encoder.json': '{' }, 'encoder.json is not JSON'],
  [
    'both kinds are named',
    { 'encoder.onnx': picture, 'encoder.json': { image: {}, text: {} } },
    'has both "image" and "text"',
  ],
  [
    'the size is another',
    { 'encoder.onnx': picture, 'encoder.json': { image: { size: [8, 8] } } },
    '"size" is 8 × 8, and the network\'s input "pixel_values" has shape [n, 3, 4, 6]',
  ],
  [
    'channels are elsewhere',
    { 'encoder.onnx': picture, 'encoder.json': { image: { layout: 'NHWC' } } },
    '6 channels with layout NHWC',
  ],
  [
    'the output has another name',
    { 'encoder.onnx': picture, 'encoder.json': { output: 'x' } },
    'encoder.json "output" is "x"; the network\'s outputs are "image_embeds"',
  ],
  [
    'pooling does not fit',
    { 'encoder.onnx': picture, 'encoder.json': { pooling: 'mean' } },
    'pooling "mean" needs an output of positions',
  ],
  [
    'features are no numbers',
    { 'encoder.onnx': meanColours([Number.NaN, 1, 1], 1) },
    'features that are not finite numbers',
  ],
  ['there is no vocabulary', { 'encoder.onnx': text }, 'a text encoder needs "tokenizer.json" or "vocab.txt"'],
  [
    'the vocabulary has no special pieces',
    { 'encoder.onnx': text, 'vocab.txt': 'a\nb\n' },
    'vocab.txt: the vocabulary of 2 pieces has no "[UNK]"',
  ],
  [
    'the vocabulary is of another network',
    { 'encoder.onnx': pieceTable([[1], [2], [3]]), 'vocab.txt': vocabulary },
    /out of .*bounds|out of range/,
  ],
  [
    'a part of the tokenizer is unknown',
    {
      'encoder.onnx': text,
      'tokenizer.json': { model: { type: 'Unigram', vocab: [['a', -1]], unk_id: 0 }, normalizer: { type: 'Magic' } },
    },
    'tokenizer.json: normalizer "Magic" is not understood',
  ],
])('refused with the reason when %s', async (_name, files, reason) => {
  const folder = folderOf(files);
  folders.push(folder);
  await expect(openEncoder(folder)).rejects.toThrow(reason);
});

test('a folder that is not there is named', async () => {
  await expect(openEncoder('/no/such/folder')).rejects.toThrow('there is no folder /no/such/folder');
});
