import * as z from 'zod';
import type { Encoded } from './tokenizer';
import type { TokenizerPart } from './tokenizer-json';

/** The special pieces around a text. */
export interface Specials {
  count: number;
  around(pieces: number[]): Encoded;
}

const special = z.tuple([z.string(), z.int()]);
const ends = z.object({ cls: special, sep: special });
const template = z.object({
  single: z.array(
    z.union([
      z.object({ Sequence: z.object({ type_id: z.int() }) }),
      z.object({ SpecialToken: z.object({ id: z.string(), type_id: z.int() }) }),
    ]),
  ),
  special_tokens: z.record(z.string(), z.object({ ids: z.array(z.int()) })),
});

/** What `tokenizer.json` calls `post_processor`, for a single text. */
export function specialsOf(part: TokenizerPart): Specials {
  if (!part || part.type === 'ByteLevel') return wrapped([], []);
  if (part.type === 'BertProcessing' || part.type === 'RobertaProcessing') {
    const { cls, sep } = ends.parse(part);
    return wrapped([{ id: cls[1], type: 0 }], [{ id: sep[1], type: 0 }]);
  }
  if (part.type === 'Sequence' && Array.isArray(part.processors)) {
    const meaning = (part.processors as NonNullable<TokenizerPart>[]).filter(({ type }) => type !== 'ByteLevel');
    if (meaning.length <= 1) return specialsOf(meaning[0]);
  }
  if (part.type !== 'TemplateProcessing') throw new Error(`post-processor "${part.type}" is not understood`);
  const read = template.safeParse(part);
  if (!read.success) throw new Error('post-processor "TemplateProcessing" is not as it should be');
  const before: Piece[] = [];
  const after: Piece[] = [];
  let textType: number | undefined;
  for (const step of read.data.single) {
    if ('Sequence' in step) {
      textType = step.Sequence.type_id;
      continue;
    }
    const { id, type_id: type } = step.SpecialToken;
    const named = read.data.special_tokens[id];
    if (!named) throw new Error(`post-processor "TemplateProcessing" does not say which piece "${id}" is`);
    (textType === undefined ? before : after).push(...named.ids.map((piece) => ({ id: piece, type })));
  }
  return wrapped(before, after, textType);
}

interface Piece {
  id: number;
  type: number;
}

const wrapped = (before: Piece[], after: Piece[], textType = 0): Specials => ({
  count: before.length + after.length,
  around: (pieces) => ({
    ids: [...before.map(({ id }) => id), ...pieces, ...after.map(({ id }) => id)],
    types: [...before.map(({ type }) => type), ...pieces.map(() => textType), ...after.map(({ type }) => type)],
  }),
});
