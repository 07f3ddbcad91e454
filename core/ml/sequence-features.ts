/**
 * What a tagger sees of a token: a few hashed properties of each token (its slots), and templates that combine the slots of a token and its neighbours to
 * features (as in CRF taggers for names since A. McCallum, W. Li, "Early results for named entity recognition with conditional random fields", 2003).
 */
import { TokenKind, type Tokens, tokensOf } from './sequence-tokens';

/**
 * A text as the tagger takes it, made once and used by every training and scoring: the number of tokens, then for each token its start, its end (in Unicode code points) and its
 * slots. A slot of 0 says nothing.
 */
export type TokenTable = Uint32Array;

enum Slot {
  /** Letters in lower case, digits as 0. */
  lower,
  exact,
  /** Letters as X and x, digits as 0, runs cut short. */
  shape,
  prefix2,
  prefix3,
  prefix4,
  suffix2,
  suffix3,
  suffix4,
  /** Few values: kind of token, capitals, script. */
  type,
  /** The piece between blanks, or the dictionary word, that holds the token. */
  chunk,
  /** Whether a new line begins with the token. */
  line,
  /** The character, in scripts written without spaces alone: there a word is several tokens, and more of the neighbours say something. */
  character,
}

const slots = 13;
/** A longer piece between blanks is known by its beginning. */
const longestChunk = 40;

const header = 1;
const stride = 2 + slots;

/** UTF-16 offsets, asked for in ascending order, as offsets in Unicode code points: those of people's spans. */
function codePointCounter(text: string): (unit: number) => number {
  let units = 0;
  let points = 0;
  return (unit) => {
    for (; units < unit; points++) units += text.codePointAt(units)! > 0xffff ? 2 : 1;
    return points;
  };
}

export const tokenCount = (table: TokenTable): number => table[0]!;
export const tokenStart = (table: TokenTable, token: number): number => table[header + token * stride]!;
export const tokenEnd = (table: TokenTable, token: number): number => table[header + token * stride + 1]!;

export function tokenTable(text: string): TokenTable {
  const tokens = tokensOf(text);
  const { starts, ends, kinds } = tokens;
  const table = new Uint32Array(header + starts.length * stride);
  table[0] = starts.length;
  const chunks = chunksOf(text, tokens);
  const pointAt = codePointCounter(text);
  for (let t = 0; t < starts.length; t++) {
    const at = header + t * stride;
    const start = starts[t]!;
    const end = ends[t]!;
    table[at] = pointAt(start);
    table[at + 1] = pointAt(end);
    const slot = at + 2;
    const exact = text.slice(start, end);
    const lower = exact.normalize('NFKC').toLowerCase();
    const kind = kinds[t]!;
    const { from, to } = chunks[t]!;
    const chunk = text.slice(from, Math.min(to, from + longestChunk)).toLowerCase();
    table[slot + Slot.lower] = hashText(kind === TokenKind.number ? lower.replace(/\p{N}/gu, '0') : lower);
    table[slot + Slot.type] = hashText(typeOf(exact, kind));
    table[slot + Slot.chunk] = hashText(chunk);
    if (t > 0 && hasLineBreak(text, ends[t - 1]!, start)) table[slot + Slot.line] = 1;
    if (kind === TokenKind.unspaced) {
      table[slot + Slot.character] = table[slot + Slot.lower]!;
      table[slot + Slot.prefix2] = hashText(chunk.slice(0, 1));
      table[slot + Slot.suffix2] = hashText(chunk.slice(-1));
      table[slot + Slot.suffix3] = hashText(`${Math.min(9, to - from)}`);
      continue;
    }
    table[slot + Slot.exact] = hashText(exact);
    table[slot + Slot.shape] = hashText(shapeOf(exact, kind));
    if (kind === TokenKind.word)
      for (let length = 2; length <= 4 && length <= lower.length; length++) {
        table[slot + Slot.prefix2 + length - 2] = hashText(lower.slice(0, length));
        table[slot + Slot.suffix2 + length - 2] = hashText(lower.slice(-length));
      }
  }
  return table;
}

interface Chunk {
  from: number;
  to: number;
}

/** The piece between blanks that holds each token; in scripts without blanks, the dictionary word. */
function chunksOf(text: string, { starts, ends, kinds }: Tokens): Chunk[] {
  const chunks: Chunk[] = [];
  let t = 0;
  while (t < starts.length) {
    let last = t;
    const unspaced = kinds[t] === TokenKind.unspaced;
    while (
      last + 1 < starts.length &&
      starts[last + 1] === ends[last] &&
      (kinds[last + 1] === TokenKind.unspaced) === unspaced
    )
      last++;
    const from = starts[t]!;
    const to = ends[last]!;
    if (!unspaced) for (; t <= last; t++) chunks.push({ from, to });
    // In parts: the dictionary look-up takes time that grows faster than the length.
    else
      while (t <= last) {
        const partEnd = Math.min(last, t + 999);
        const begin = starts[t]!;
        for (const { index, segment } of segmenter().segment(text.slice(begin, ends[partEnd])))
          while (t <= partEnd && starts[t]! < begin + index + segment.length) {
            chunks.push({
              from: Math.min(begin + index, starts[t]!),
              to: Math.max(begin + index + segment.length, ends[t]!),
            });
            t++;
          }
      }
  }
  return chunks;
}

let cachedSegmenter: Intl.Segmenter | undefined;
/** ICU has one dictionary for Japanese and Chinese, and chooses the one for Thai, Lao, Khmer and Burmese by script. */
const segmenter = () => {
  cachedSegmenter ??= new Intl.Segmenter('ja', { granularity: 'word' });
  return cachedSegmenter;
};

function shapeOf(exact: string, kind: TokenKind): string {
  if (kind === TokenKind.number) return '0'.repeat(Math.min(5, exact.length));
  if (kind !== TokenKind.word) return exact;
  let shape = '';
  let last = '';
  let run = 0;
  for (const character of exact) {
    const sign = character.toLowerCase() === character ? 'x' : 'X';
    run = sign === last ? run + 1 : 1;
    if (run <= 2) shape += sign;
    last = sign;
  }
  return shape;
}

function typeOf(exact: string, kind: TokenKind): string {
  if (kind === TokenKind.number) return `n${Math.min(5, exact.length)}`;
  if (kind === TokenKind.mark) return `m${exact}`;
  if (kind === TokenKind.unspaced) {
    const code = exact.charCodeAt(0);
    if (code >= 0x3040 && code <= 0x309f) return 'hiragana';
    if ((code >= 0x30a0 && code <= 0x30ff) || (code >= 0xff66 && code <= 0xff9f)) return 'katakana';
    return code >= 0x3400 ? 'han' : 'unspaced';
  }
  const lower = exact.toLowerCase();
  if (exact === lower) return exact === exact.toUpperCase() ? 'caseless' : 'lower';
  if (exact === exact.toUpperCase()) return exact.length === 1 ? 'capital' : 'capitals';
  return exact.slice(1) === lower.slice(1) ? 'Capitalised' : 'mixed';
}

function hasLineBreak(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13 || code === 0x2028 || code === 0x2029) return true;
  }
  return false;
}

/** Never 0. FNV-1a over UTF-16 code units, mixed. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mixed(hash) || 1;
}

function mixed(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Offset from the token, slot. */
type Part = readonly [offset: number, slot: Slot];

const { lower, exact, shape, type, chunk, line, character } = Slot;

/** Few, and near: with a few hundred labelled texts every further template (words three away, neighbours' affixes) cost more than it brought. */
const templates: readonly (readonly Part[])[] = [
  [[0, lower]],
  [[-1, lower]],
  [[1, lower]],
  [[-2, lower]],
  [[2, lower]],
  [
    [-1, lower],
    [0, lower],
  ],
  [
    [0, lower],
    [1, lower],
  ],
  [[0, exact]],
  [[0, shape]],
  [
    [-1, lower],
    [0, shape],
  ],
  [
    [0, shape],
    [1, lower],
  ],
  [[0, Slot.prefix2]],
  [[0, Slot.prefix3]],
  [[0, Slot.prefix4]],
  [[0, Slot.suffix2]],
  [[0, Slot.suffix3]],
  [[0, Slot.suffix4]],
  [[0, type]],
  [[-1, type]],
  [[1, type]],
  [
    [-2, type],
    [-1, type],
    [0, type],
  ],
  [
    [-1, type],
    [0, type],
    [1, type],
  ],
  [
    [0, type],
    [1, type],
    [2, type],
  ],
  [[0, chunk]],
  [[0, line]],
  [
    [0, line],
    [0, type],
  ],
  [
    [1, line],
    [0, type],
  ],
  [[-3, character]],
  [[3, character]],
  [
    [-2, character],
    [-1, character],
  ],
  [
    [1, character],
    [2, character],
  ],
];

/** Features of one token: at most this many. */
export const featuresPerToken = templates.length;

const edge = hashText('<edge>');

/** Writes the hashes of a token's features (never 0) to `out`; returns how many. */
export function tokenFeatures(table: TokenTable, token: number, out: Uint32Array): number {
  const count = table[0]!;
  let used = 0;
  for (let i = 0; i < templates.length; i++) {
    const parts = templates[i]!;
    let hash = Math.imul(i + 1, 0x9e3779b1);
    let says = true;
    for (let p = 0; p < parts.length; p++) {
      const [offset, slot] = parts[p]!;
      const at = token + offset;
      let value: number;
      if (at < 0 || at >= count) value = (at === -1 || at === count) && slot !== line ? edge : 0;
      else value = table[header + at * stride + 2 + slot]!;
      if (value === 0) {
        says = false;
        break;
      }
      hash = Math.imul(hash ^ value, 0x01000193);
      hash ^= hash >>> 15;
    }
    if (says) out[used++] = mixed(hash) || 1;
  }
  return used;
}
