/** A question, its answer, and the places of the text it rests on (Unicode code points, end exclusive). */
export interface QuestionAnswer {
  question: string;
  answer: string;
  questionTags: string[];
  references: Reference[];
}

export interface Reference {
  startOffset: number;
  endOffset: number;
  text: string;
}

export interface Limits {
  minQuestions: number;
  maxQuestions: number;
  questionWords: readonly [least: number, most: number];
  answerWords: readonly [least: number, most: number];
}

export const emptyPair = (): QuestionAnswer => ({ question: '', answer: '', questionTags: [], references: [] });

/** Words as a reader counts them, in any script. */
export function countWords(text: string): number {
  let words = 0;
  for (const { isWordLike } of new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text))
    if (isWordLike) words++;
  return words;
}

export type PairProblem =
  | { kind: 'few' | 'many'; count: number }
  | { kind: 'question' | 'answer'; pair: number; words: number; least: number; most: number };

/** What keeps the pairs from being submitted: the first thing, in their order. */
export function problemOf(pairs: readonly QuestionAnswer[], limits: Limits): PairProblem | undefined {
  if (pairs.length < limits.minQuestions) return { kind: 'few', count: limits.minQuestions };
  if (pairs.length > limits.maxQuestions) return { kind: 'many', count: limits.maxQuestions };
  for (const [pair, { question, answer }] of pairs.entries())
    for (const [kind, text, [least, most]] of [
      ['question', question, limits.questionWords],
      ['answer', answer, limits.answerWords],
    ] as const) {
      const words = countWords(text);
      if (words < least || words > most) return { kind, pair, words, least, most };
    }
  return undefined;
}

/** The reference for a selection of UTF-16 units; undefined for an empty one. */
export function referenceOf(text: string, from: number, to: number): Reference | undefined {
  if (to <= from) return undefined;
  const startOffset = [...text.slice(0, from)].length;
  const chosen = text.slice(from, to);
  return { startOffset, endOffset: startOffset + [...chosen].length, text: chosen };
}
