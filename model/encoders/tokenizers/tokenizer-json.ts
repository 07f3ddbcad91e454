import * as z from 'zod';
import { bytePairs } from './byte-pairs';
import { normalizerOf } from './normalizers';
import { specialsOf } from './post-processors';
import { splitterOf } from './pre-tokenizers';
import type { PieceModel, Tokenizer } from './tokenizer';
import { unigramPieces } from './unigram';
import { wordPieces } from './word-piece';

const pair = z.union([
  z.tuple([z.string(), z.string()]),
  z
    .string()
    .regex(/^\S+ \S+$/s)
    .transform((text) => text.split(' ') as [string, string]),
]);
const ids = z.record(z.string(), z.int());
const model = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('WordPiece'),
    vocab: ids,
    unk_token: z.string(),
    continuing_subword_prefix: z.string().default('##'),
    max_input_chars_per_word: z.int().default(100),
  }),
  z.object({
    type: z.literal('Unigram'),
    vocab: z.array(z.tuple([z.string(), z.number()])),
    unk_id: z.int(),
  }),
  z.object({
    type: z.literal('BPE'),
    vocab: ids,
    merges: z.array(pair),
    unk_token: z.string().nullish(),
    continuing_subword_prefix: z.literal('').nullish(),
    end_of_word_suffix: z.literal('').nullish(),
    byte_fallback: z.literal(false).optional(),
  }),
]);
const part = z.looseObject({ type: z.string() }).nullish();
const file = z.object({
  model: z.preprocess(withType, model),
  normalizer: part,
  pre_tokenizer: part,
  post_processor: part,
  padding: z.looseObject({ pad_id: z.int() }).nullish(),
  added_tokens: z.array(z.looseObject({ id: z.int(), content: z.string() })).default([]),
});

export type TokenizerPart = z.infer<typeof part>;

/** A tokenizer out of Hugging Face's `tokenizer.json`. A part that is not understood is an error: pieces cut otherwise than in training would spoil the features silently. */
export function jsonTokenizer(text: string): Tokenizer {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`not JSON: ${(error as Error).message}`);
  }
  const read = file.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Error(`"${issue!.path.join('.')}": ${issue!.message}`);
  }
  const { model, normalizer, pre_tokenizer, post_processor, padding, added_tokens } = read.data;
  const normalize = normalizerOf(normalizer);
  const split = splitterOf(pre_tokenizer);
  const surround = specialsOf(post_processor);
  const pieces = pieceModel(model);
  const pad = added_tokens.find(({ content }) => content === '[PAD]' || content === '<pad>')?.id;
  return {
    padding: padding?.pad_id ?? pad ?? 0,
    encode(given, maxLength) {
      const inner: number[] = [];
      const room = maxLength - surround.count;
      for (const word of split(normalize(given))) {
        if (inner.length >= room) break;
        for (const piece of pieces(word)) inner.push(piece);
      }
      return surround.around(inner.slice(0, room));
    },
  };
}

function pieceModel(read: z.infer<typeof model>): PieceModel {
  if (read.type === 'Unigram') {
    if (!read.vocab[read.unk_id]) throw new Error(`"model.unk_id" is ${read.unk_id}, outside the vocabulary`);
    return unigramPieces(read.vocab, read.unk_id);
  }
  const vocabulary = new Map(Object.entries(read.vocab));
  const unknown = vocabulary.get(read.unk_token ?? '');
  if (read.type === 'BPE') return bytePairs(vocabulary, read.merges, unknown);
  if (unknown === undefined)
    throw new Error(`the vocabulary has no "${read.unk_token}", which "model.unk_token" names`);
  return wordPieces({
    ids: vocabulary,
    unknown,
    prefix: read.continuing_subword_prefix,
    longestWord: read.max_input_chars_per_word,
  });
}

/** Older files do not say which model they hold. */
function withType(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || 'type' in value) return value;
  const type = 'merges' in value ? 'BPE' : 'unk_id' in value ? 'Unigram' : 'WordPiece';
  return { ...value, type };
}
