/**
 * A text as words: what is compared beside what was written. A word is a run of letters, digits and apostrophes, in lower case; everything
 * else is punctuation. Scripts that write no spaces between words are cut by Unicode's word rules (UAX #29, with ICU's dictionaries).
 */

export interface Word {
  /** For comparison: NFKC, lower case, one kind of apostrophe. */
  norm: string;
  /** As written, with the punctuation that clings to it. */
  surface: string;
  /** Whether white space stands before it. */
  spaced: boolean;
}

const RUN = /[\p{L}\p{M}\p{N}'’]*[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’]*/gu;

/** Letters of Chinese, Japanese, Thai, Lao, Khmer and Burmese, with the marks written among them. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々]/u;

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  const composed = text.normalize('NFC');
  let end = 0;
  for (const { index, run } of runs(composed)) {
    addWord(words, composed.slice(end, index), run);
    end = index + run.length;
  }
  const last = words.at(-1);
  if (last) last.surface += composed.slice(end).trimEnd();
  return words;
}

/** The text as it is compared: its words' norms. */
export const normsOf = (text: string): string[] => wordsOf(text).map(({ norm }) => norm);

/** The words as one text. */
export const joined = (words: readonly Word[]): string =>
  words.map(({ surface, spaced }, i) => (i > 0 && spaced ? ` ${surface}` : surface)).join('');

function* runs(text: string): Iterable<{ index: number; run: string }> {
  for (const { index, 0: run } of text.matchAll(RUN)) {
    if (!UNSPACED.test(run)) yield { index, run };
    else for (const { segment, index: at } of segmenter.segment(run)) yield { index: index + at, run: segment };
  }
}

/** What lies between two words clings to the first as far as the last white space, to the second from there on. */
function addWord(words: Word[], between: string, run: string): void {
  const spaced = /\s/u.test(between);
  const previous = words.at(-1);
  let lead = between.trimStart();
  if (previous) {
    const cut = spaced ? between.search(/\s\S*$/u) : between.length;
    previous.surface += between.slice(0, cut).trimEnd();
    lead = between.slice(cut).trimStart();
  }
  words.push({ norm: run.normalize('NFKC').toLowerCase().replaceAll('’', "'"), surface: lead + run, spaced });
}
