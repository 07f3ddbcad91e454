import { SparseRows } from './rows';
import { bucketCount, bucketOf, firstCharacterBucket, type TextNgrams, timesOf } from './text-ngrams';

/** Which buckets are features, in ascending order, and what a rare one weighs more than a common one. */
export interface TextVocabulary {
  buckets: Uint32Array;
  idf: Float32Array;
  /** Weight of an n-gram that is no feature in a text's length. */
  unknownIdf: number;
}

/**
 * Learns the vocabulary: buckets seen in at least `minimumTexts` texts, the most frequent `limit` of them. Inverse document frequency
 * is smoothed, ln((1 + n) / (1 + df)) + 1.
 */
export function learnVocabulary(
  texts: readonly TextNgrams[],
  options: { minimumTexts: number; limit: number },
): TextVocabulary {
  const frequency = new Uint32Array(bucketCount);
  for (const text of texts) for (let i = 0; i < text.length; i++) frequency[bucketOf(text[i]!)]! += 1;
  const threshold = thresholdFor(frequency, options.minimumTexts, options.limit);
  const buckets: number[] = [];
  for (let bucket = 0; bucket < bucketCount; bucket++) if (frequency[bucket]! >= threshold) buckets.push(bucket);
  return {
    buckets: Uint32Array.from(buckets),
    idf: Float32Array.from(buckets, (bucket) => Math.log((1 + texts.length) / (1 + frequency[bucket]!)) + 1),
    unknownIdf: options.minimumTexts > 1 ? 0 : Math.log(1 + texts.length) + 1,
  };
}

/**
 * Texts to rows: (1 + ln tf) · idf, words and characters each brought to length √½. Where every n-gram of the training texts is a
 * feature, the length is that of all n-grams, known or not: those texts have no unknown ones and new texts have many, so with the
 * length of the known alone new texts would get larger scores, and confidences too bold. Where a feature needs two texts, training
 * texts lose their rare n-grams as new ones do, and the known alone are counted.
 */
export class TextVectorizer {
  readonly #columnOf = new Int32Array(bucketCount).fill(-1);

  constructor(readonly vocabulary: TextVocabulary) {
    vocabulary.buckets.forEach((bucket, column) => {
      this.#columnOf[bucket] = column;
    });
  }

  rows(texts: readonly TextNgrams[]): SparseRows {
    let most = 0;
    for (const text of texts) most += text.length;
    const starts = new Uint32Array(texts.length + 1);
    const columns = new Uint32Array(most);
    const values = new Float32Array(most);
    let used = 0;
    for (let t = 0; t < texts.length; t++) {
      used = this.#weigh(texts[t]!, columns, values, used);
      starts[t + 1] = used;
    }
    return new SparseRows(starts, columns.subarray(0, used), values.subarray(0, used), this.vocabulary.buckets.length);
  }

  /** Writes the features of one text; returns the end. */
  #weigh(text: TextNgrams, columns: Uint32Array, values: Float32Array, start: number): number {
    const { buckets, idf, unknownIdf } = this.vocabulary;
    let end = start;
    let words = 0;
    let characters = 0;
    for (let i = 0; i < text.length; i++) {
      const bucket = bucketOf(text[i]!);
      const times = timesOf(text[i]!);
      const column = this.#columnOf[bucket]!;
      const value = (times === 1 ? 1 : 1 + Math.log(times)) * (column < 0 ? unknownIdf : idf[column]!);
      if (bucket < firstCharacterBucket) words += value * value;
      else characters += value * value;
      if (column < 0) continue;
      columns[end] = column;
      values[end++] = value;
    }
    const wordScale = Math.SQRT1_2 / Math.sqrt(words || 1);
    const characterScale = Math.SQRT1_2 / Math.sqrt(characters || 1);
    for (let i = start; i < end; i++)
      values[i]! *= buckets[columns[i]!]! < firstCharacterBucket ? wordScale : characterScale;
    return end;
  }
}

function thresholdFor(frequency: Uint32Array, minimum: number, limit: number): number {
  const having = new Map<number, number>();
  for (const f of frequency) if (f >= minimum) having.set(f, (having.get(f) ?? 0) + 1);
  let kept = 0;
  let threshold = Math.max(1, minimum);
  for (const f of [...having.keys()].sort((a, b) => b - a)) {
    kept += having.get(f)!;
    threshold = f;
    if (kept >= limit) break;
  }
  return threshold;
}
