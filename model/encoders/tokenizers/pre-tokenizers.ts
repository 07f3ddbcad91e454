import { bertWords } from './bert-words';
import { asByteCharacters, gpt2Words } from './byte-pairs';
import { patternOf } from './normalizers';
import type { TokenizerPart } from './tokenizer-json';

type Splitter = (text: string) => string[];

/** What `tokenizer.json` calls `pre_tokenizer`. */
export function splitterOf(part: TokenizerPart): Splitter {
  if (!part) return (text) => (text ? [text] : []);
  const make = splitters[part.type];
  if (!make) throw new Error(`pre-tokenizer "${part.type}" is not understood`);
  return make(part);
}

// biome-ignore lint/suspicious/noExplicitAny: each kind has fields of its own, and they are used as Hugging Face's library writes them.
const splitters: Readonly<Record<string, (part: any) => Splitter>> = {
  Sequence: ({ pretokenizers }) => {
    const all = (pretokenizers as TokenizerPart[]).map(splitterOf);
    return (text) => all.reduce<string[]>((words, split) => words.flatMap(split), text ? [text] : []);
  },
  BertPreTokenizer: () => bertWords,
  Whitespace: () => (text) => text.match(/[\p{L}\p{N}\p{M}_]+|[^\p{L}\p{N}\p{M}_\s]+/gu) ?? [],
  WhitespaceSplit: () => (text) => text.match(/\S+/gu) ?? [],
  Metaspace: ({ replacement = '▁', prepend_scheme, add_prefix_space, split = true }) => {
    const prepend = prepend_scheme ? prepend_scheme !== 'never' : add_prefix_space !== false;
    return (text) => {
      const marked = text.replaceAll(' ', replacement);
      const whole = prepend && text && !marked.startsWith(replacement) ? replacement + marked : marked;
      if (!whole) return [];
      return split ? whole.split(new RegExp(`(?=${patternOf({ String: replacement }).source})`, 'u')) : [whole];
    };
  },
  ByteLevel: ({ add_prefix_space, use_regex = true }) => {
    return (text) => {
      const whole = add_prefix_space && text && !/^\s/.test(text) ? ` ${text}` : text;
      const words = use_regex ? (whole.match(gpt2Words) ?? []) : whole ? [whole] : [];
      return words.map(asByteCharacters);
    };
  },
  Split: ({ pattern, behavior, invert }) => {
    const wanted = patternOf(pattern);
    if (invert || (behavior !== 'Isolated' && behavior !== 'Removed'))
      throw new Error(
        `pre-tokenizer "Split" with behaviour "${behavior}"${invert ? ', inverted,' : ''} is not understood`,
      );
    return (text) => parts(text, wanted, behavior === 'Isolated');
  },
  Punctuation: ({ behavior = 'Isolated' }) => {
    if (behavior !== 'Isolated' && behavior !== 'Removed')
      throw new Error(`pre-tokenizer "Punctuation" with behaviour "${behavior}" is not understood`);
    return (text) => parts(text, /[!-/:-@[-`{-~\p{P}]/gu, behavior === 'Isolated');
  },
  Digits: ({ individual_digits }) => {
    const digits = individual_digits ? /\p{N}/gu : /\p{N}+/gu;
    return (text) => parts(text, digits, true);
  },
};

/** What lies between matches, and the matches themselves where they are kept. */
function parts(text: string, pattern: RegExp, keep: boolean): string[] {
  const found: string[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) found.push(text.slice(end, match.index));
    if (keep && match[0]) found.push(match[0]);
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push(text.slice(end));
  return found;
}
