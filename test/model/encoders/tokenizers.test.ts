import { expect, test } from '@jest/globals';
import { bertNormalized, bertWords } from '../../../model/encoders/tokenizers/bert-words';
import { jsonTokenizer } from '../../../model/encoders/tokenizers/tokenizer-json';
import { vocabTokenizer } from '../../../model/encoders/tokenizers/vocab-txt';

const bert = { cleanText: true, splitIdeographs: true, stripAccents: true, lowerCase: true };
const words = (text: string) => bertWords(bertNormalized(text, bert));

test('BERT cuts at spaces, marks and ideographs, and takes accents and control characters off', () => {
  expect(words(" \tHéLLo!how  \n Are yoU? it's $5")).toEqual("hello ! how are you ? it ' s $ 5".split(' '));
  expect(words('ah\u535A\u63A8zz カナ')).toEqual(['ah', '\u535A', '\u63A8', 'zz', 'カナ']);
  expect(words('a\u0000b\u200bc\ufffd')).toEqual(['abc']);
});

test('vocab.txt: longest pieces first, whole words unknown, the end cut off', () => {
  const tokenizer = vocabTokenizer('[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\nun\r\n##aff\r\n##able\r\nrun\r\n', {
    lowerCase: true,
  });
  expect(tokenizer.encode('Unaffable runs run', 20)).toEqual({
    ids: [2, 4, 5, 6, 1, 7, 3],
    types: [0, 0, 0, 0, 0, 0, 0],
  });
  expect(tokenizer.encode('unaffable run', 4).ids).toEqual([2, 4, 5, 3]);
  expect(tokenizer.encode('', 4).ids).toEqual([2, 3]);
});

const around = (first: string, last: string, ids: [number, number]) => ({
  type: 'TemplateProcessing',
  single: [
    { SpecialToken: { id: first, type_id: 0 } },
    { Sequence: { id: 'A', type_id: 0 } },
    { SpecialToken: { id: last, type_id: 0 } },
  ],
  special_tokens: { [first]: { ids: [ids[0]] }, [last]: { ids: [ids[1]] } },
});

test('tokenizer.json, Unigram: the most likely pieces, not the longest first', () => {
  const tokenizer = jsonTokenizer(
    JSON.stringify({
      normalizer: { type: 'Precompiled', precompiled_charsmap: '' },
      pre_tokenizer: { type: 'Metaspace', replacement: '▁', add_prefix_space: true },
      post_processor: around('<s>', '</s>', [0, 2]),
      added_tokens: [{ id: 1, content: '<pad>' }],
      model: {
        type: 'Unigram',
        unk_id: 3,
        vocab: [
          ['<s>', 0],
          ['<pad>', 0],
          ['</s>', 0],
          ['<unk>', 0],
          ['▁ab', -3],
          ['▁a', -2],
          ['bc', -2],
          ['c', -4],
          ['▁', -5],
          ['日本', -3],
        ],
      },
    }),
  );
  expect(tokenizer.padding).toBe(1);
  // ▁a + bc costs 4, ▁ab + c costs 7.
  expect(tokenizer.encode('ａbc', 10).ids).toEqual([0, 5, 6, 2]);
  expect(tokenizer.encode('ab 日本xyc', 10).ids).toEqual([0, 4, 8, 9, 3, 7, 2]);
});

test('tokenizer.json, WordPiece: as vocab.txt', () => {
  const tokenizer = jsonTokenizer(
    JSON.stringify({
      normalizer: {
        type: 'BertNormalizer',
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase: true,
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: around('[CLS]', '[SEP]', [2, 3]),
      model: {
        type: 'WordPiece',
        unk_token: '[UNK]',
        vocab: { '[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3, un: 4, '##aff': 5, '##able': 6 },
      },
    }),
  );
  expect(tokenizer.encode('Unaffable, ünaff', 20).ids).toEqual([2, 4, 5, 6, 1, 4, 5, 3]);
});

test('tokenizer.json, byte-level BPE: pairs in the order they were learnt', () => {
  const tokenizer = jsonTokenizer(
    JSON.stringify({
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
      post_processor: { type: 'RobertaProcessing', cls: ['<s>', 0], sep: ['</s>', 1] },
      model: {
        type: 'BPE',
        vocab: { '<s>': 0, '</s>': 1, l: 2, o: 3, w: 4, lo: 5, low: 6, Ġ: 7, Ġlow: 8, Ã: 9, '©': 10 },
        merges: ['l o', 'lo w', 'Ġ low'],
      },
    }),
  );
  expect(tokenizer.encode('low lowé', 10).ids).toEqual([0, 6, 8, 9, 10, 1]);
});
