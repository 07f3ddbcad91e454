import { SparseRows } from './rows';
import { bucketCount, bucketOf, firstCharacterBucket, mostTimes, type TextNgrams, timesOf } from './text-ngrams';

/** Which buckets are features, in the order they were met, and what a rare one weighs more than a common one. */
export interface TextVocabulary {
  buckets: Uint32Array;
  idf: Float32Array;
  /** Weight of an n-gram that is no feature in a text's length. */
  unknownIdf: number;
}

/**
 * Learns the vocabulary: n-grams seen in at least `minimumTexts` texts; where those are more than `limit`, only more frequent ones. Inverse document
 * frequency is smoothed, ln((1 + n) / (1 + df)) + 1.
 */
export function learnVocabulary(
  texts: readonly TextNgrams[],
  options: { minimumTexts?: number; limit?: number } = {},
): TextVocabulary {
  const { minimumTexts = 1, limit = Number.POSITIVE_INFINITY } = options;
  const frequency = new Uint32Array(bucketCount);
  const met = new Uint32Array(bucketCount);
  let count = 0;
  for (let t = 0; t < texts.length; t++) {
    const text = texts[t]!;
    for (let i = 0; i < text.length; i++) {
      const bucket = bucketOf(text[i]!);
      if (frequency[bucket] === 0) met[count++] = bucket;
      frequency[bucket]! += 1;
    }
  }
  const all = met.subarray(0, count);
  const fewest = fewestTexts(all, frequency, minimumTexts, limit);
  const buckets = all.filter((bucket) => frequency[bucket]! >= fewest);
  const idf = new Float32Array(buckets.length);
  for (let i = 0; i < buckets.length; i++) idf[i] = Math.log((1 + texts.length) / (1 + frequency[buckets[i]!]!)) + 1;
  return { buckets, idf, unknownIdf: fewest > 1 ? 0 : Math.log(1 + texts.length) + 1 };
}

/**
 * Texts to rows: (1 + ln tf) · idf, words and characters each brought to a length of their own, √0.65 and √0.35: words carry more of what a text is
 * about. Where every n-gram of the training texts is a feature, the length is that of all n-grams, known or not: those texts have no unknown ones and
 * new texts have many, so with the length of the known alone new texts would get larger scores, and confidences too bold. Where a feature needs two
 * texts, training texts lose their rare n-grams as new ones do, and the known alone are counted.
 */
export class TextVectorizer {
  readonly #columnOf = new Int32Array(bucketCount).fill(-1);

  constructor(readonly vocabulary: TextVocabulary) {
    const { buckets } = vocabulary;
    for (let i = 0; i < buckets.length; i++) this.#columnOf[buckets[i]!] = i;
  }

  rows(texts: readonly TextNgrams[]): SparseRows {
    const { idf, unknownIdf } = this.vocabulary;
    const columnOf = this.#columnOf;
    let most = 0;
    for (const text of texts) most += text.length;
    const starts = new Uint32Array(texts.length + 1);
    const columns = new Uint32Array(most);
    const values = new Float32Array(most);
    let end = 0;
    for (let t = 0; t < texts.length; t++) {
      const text = texts[t]!;
      const start = end;
      // Words come first in a text, so characters begin where the last word ended.
      let wordsEnd = start;
      let words = 0;
      let characters = 0;
      for (let i = 0; i < text.length; i++) {
        const ngram = text[i]!;
        const bucket = bucketOf(ngram);
        const column = columnOf[bucket]!;
        const value = timesWeight[timesOf(ngram)]! * (column < 0 ? unknownIdf : idf[column]!);
        const isWord = bucket < firstCharacterBucket;
        if (isWord) words += value * value;
        else characters += value * value;
        if (column < 0) continue;
        columns[end] = column;
        values[end++] = value;
        if (isWord) wordsEnd = end;
      }
      const wordScale = wordLength / Math.sqrt(words || 1);
      const characterScale = characterLength / Math.sqrt(characters || 1);
      for (let i = start; i < wordsEnd; i++) values[i]! *= wordScale;
      for (let i = wordsEnd; i < end; i++) values[i]! *= characterScale;
      starts[t + 1] = end;
    }
    return new SparseRows(starts, columns.subarray(0, end), values.subarray(0, end), this.vocabulary.buckets.length);
  }

  /** out[k] += row · weights[:, k], without making the row. */
  addScores(text: TextNgrams, weights: Float32Array, outputs: number, out: Float64Array): void {
    const { idf, unknownIdf } = this.vocabulary;
    const columnOf = this.#columnOf;
    const sums = new Float64Array(2 * outputs);
    let words = 0;
    let characters = 0;
    for (let i = 0; i < text.length; i++) {
      const ngram = text[i]!;
      const bucket = bucketOf(ngram);
      const column = columnOf[bucket]!;
      const value = timesWeight[timesOf(ngram)]! * (column < 0 ? unknownIdf : idf[column]!);
      let to = 0;
      if (bucket < firstCharacterBucket) words += value * value;
      else {
        characters += value * value;
        to = outputs;
      }
      if (column < 0) continue;
      let at = column * outputs;
      for (let k = 0; k < outputs; k++) sums[to++]! += value * weights[at++]!;
    }
    const wordScale = wordLength / Math.sqrt(words || 1);
    const characterScale = characterLength / Math.sqrt(characters || 1);
    for (let k = 0; k < outputs; k++) out[k]! += wordScale * sums[k]! + characterScale * sums[outputs + k]!;
  }
}

const wordLength = Math.sqrt(0.65);
const characterLength = Math.sqrt(0.35);

/** By how often an n-gram is in a text. */
const timesWeight = Float64Array.from({ length: mostTimes + 1 }, (_, times) => 1 + Math.log(Math.max(1, times)));

/** Fewest texts an n-gram must be met in so that no more than `limit` of them are features, or at least no more than the most frequent ones. */
function fewestTexts(buckets: Uint32Array, frequency: Uint32Array, minimum: number, limit: number): number {
  let fewest = Math.max(1, minimum);
  for (;;) {
    let kept = 0;
    let more = 0;
    for (let i = 0; i < buckets.length; i++) {
      if (frequency[buckets[i]!]! >= fewest) kept++;
      if (frequency[buckets[i]!]! > fewest) more++;
    }
    if (kept <= limit || more === 0) return fewest;
    fewest++;
  }
}
