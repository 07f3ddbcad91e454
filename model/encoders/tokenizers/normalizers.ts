import { bertNormalized } from './bert-words';
import type { TokenizerPart } from './tokenizer-json';

type Normalizer = (text: string) => string;

/** What `tokenizer.json` calls `normalizer`. */
export function normalizerOf(part: TokenizerPart): Normalizer {
  if (!part) return (text) => text;
  const make = normalizers[part.type];
  if (!make) throw new Error(`normalizer "${part.type}" is not understood`);
  return make(part);
}

// biome-ignore lint/suspicious/noExplicitAny: each kind has fields of its own, and they are used as Hugging Face's library writes them.
const normalizers: Readonly<Record<string, (part: any) => Normalizer>> = {
  Sequence: ({ normalizers }) => {
    const all = (normalizers as TokenizerPart[]).map(normalizerOf);
    return (text) => all.reduce((result, normalize) => normalize(result), text);
  },
  BertNormalizer: ({ clean_text, handle_chinese_chars, strip_accents, lowercase }) => {
    const rules = {
      cleanText: clean_text,
      splitIdeographs: handle_chinese_chars,
      stripAccents: strip_accents ?? lowercase,
      lowerCase: lowercase,
    };
    return (text) => bertNormalized(text, rules);
  },
  Lowercase: () => (text) => text.toLowerCase(),
  StripAccents: () => withoutMarks,
  NFC: () => (text) => text.normalize('NFC'),
  NFD: () => (text) => text.normalize('NFD'),
  NFKC: () => (text) => text.normalize('NFKC'),
  NFKD: () => (text) => text.normalize('NFKD'),
  Strip:
    ({ strip_left, strip_right }) =>
    (text) => {
      const left = strip_left ? text.trimStart() : text;
      return strip_right ? left.trimEnd() : left;
    },
  Replace: ({ pattern, content }) => {
    const wanted = patternOf(pattern);
    return (text) => text.replace(wanted, () => content);
  },
  Prepend:
    ({ prepend }) =>
    (text) =>
      text ? prepend + text : text,
  Precompiled: () => sentencePiece,
};

/**
 * SentencePiece's usual rules (`nmt_nfkc`, of XLM-RoBERTa, E5, T5): the file holds them compiled, they are written out here. Control and invisible characters go,
 * every kind of space becomes one, the rest is NFKC.
 */
function sentencePiece(text: string): string {
  return text
    .replace(/[\u0001-\u0008\u000B\u000E-\u001F\u007F\u008F\u009F]/g, '')
    .replace(/[\u0009\u000A\u000C\u000D\u1680\u200B-\u200F\u2028\u2029\u2581\uFEFF\uFFFD]/g, ' ')
    .normalize('NFKC');
}

const withoutMarks = (text: string): string => text.replace(/\p{Mn}/gu, '');

/** `{"String": "x"}` or `{"Regex": "x"}`, all occurrences. */
export function patternOf(pattern: { String?: string; Regex?: string }): RegExp {
  if (pattern?.String !== undefined) return new RegExp(pattern.String.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gu');
  try {
    if (pattern?.Regex !== undefined) return new RegExp(pattern.Regex, 'gu');
  } catch {
    // Told below with the pattern.
  }
  throw new Error(`pattern ${JSON.stringify(pattern)} is not understood`);
}
