export interface BertRules {
  cleanText: boolean;
  splitIdeographs: boolean;
  stripAccents: boolean;
  lowerCase: boolean;
}

/** The normalization of BERT's BasicTokenizer. */
export function bertNormalized(
  text: string,
  { cleanText, splitIdeographs, stripAccents, lowerCase }: BertRules,
): string {
  let result = text;
  if (cleanText) result = result.replace(control, '').replace(anySpace, ' ');
  if (splitIdeographs) result = result.replace(ideograph, ' $& ');
  if (stripAccents) result = withoutAccents(result);
  return lowerCase ? result.toLowerCase() : result;
}

export const withoutAccents = (text: string): string => text.normalize('NFD').replace(/\p{Mn}/gu, '');

/** Words and marks: cut at spaces, and every punctuation mark a word of its own. */
export function bertWords(text: string): string[] {
  return text.match(word) ?? [];
}

// Tab and line ends are control characters by category and spaces to BERT.
const control = /[^\P{C}\t\n\r]|\uFFFD/gu;
const anySpace = /\s/gu;
/** The blocks BERT names; kana and Hangul are not among them. */
const ideograph =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B820}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;
/** ASCII marks such as `$` and `^` are no punctuation to Unicode and are to BERT. */
const mark = '[!-\\/:-@\\[-`{-~\\p{P}]';
const word = new RegExp(`${mark}|(?:(?!${mark})\\S)+`, 'gu');
