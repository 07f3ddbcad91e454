/** Error rates of texts against gold, as speech recognition and OCR count them: edits over the length of the gold text. */
import { editDistance } from './edit-distance';
import { normsOf } from './words';

/**
 * Means over the pairs. `wordErrorRate`: words in lower case, without punctuation. `characterErrorRate`: the same words, spaces between them
 * counted. `exactMatch`: share of texts whose words are the gold's. A missing text has error rate 1.
 */
export function measureTexts(pairs: readonly { label: string | undefined; gold: string }[]): Record<string, number> {
  let words = 0;
  let characters = 0;
  let exact = 0;
  for (const { label, gold } of pairs) {
    const expected = normsOf(gold);
    const given = label === undefined ? [] : normsOf(label);
    const wrong = sequenceDistance(given, expected);
    words += wrong / Math.max(expected.length, 1);
    const [givenText, goldText] = [codePoints(given.join(' ')), codePoints(expected.join(' '))];
    characters += editDistance(givenText, goldText) / Math.max(goldText.length, 1);
    if (wrong === 0 && label !== undefined) exact++;
  }
  const mean = (sum: number): number => (pairs.length === 0 ? 0 : sum / pairs.length);
  return { wordErrorRate: mean(words), characterErrorRate: mean(characters), exactMatch: mean(exact) };
}

/** Edit distance over the longer text's length: 0 the same words, 1 nothing in common. */
export function textDistance(a: string, b: string): number {
  const [wordsA, wordsB] = [normsOf(a), normsOf(b)];
  const longer = Math.max(wordsA.length, wordsB.length);
  return longer === 0 ? 0 : sequenceDistance(wordsA, wordsB) / longer;
}

export function sequenceDistance(a: readonly string[], b: readonly string[]): number {
  const numbers = new Map<string, number>();
  const number = (word: string): number => {
    let known = numbers.get(word);
    if (known === undefined) {
      known = numbers.size;
      numbers.set(word, known);
    }
    return known;
  };
  return editDistance(a.map(number), b.map(number));
}

const codePoints = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0)!);
