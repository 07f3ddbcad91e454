import { SparseRows } from './rows';
import { bucketCount, bucketOf, firstCharacterBucket, mostTimes, type TextNgrams, timesOf } from './text-ngrams';

/**
 * The n-grams that are features, and what a rare one weighs more than a common one. N-grams that are met in the same texts, equally
 * often (all those inside one rare word, say), have columns that are equal number by number; one column stands for all of them, which leaves a
 * linear model the same and makes the rows a good deal shorter.
 */
export interface TextVocabulary {
  /** Hash buckets in the order they were met. */
  buckets: Uint32Array;
  /** Column of each bucket. */
  columns: Uint32Array;
  /** Inverse document frequency of each column's n-grams. */
  idf: Float32Array;
  /** How many n-grams share each column. */
  sharers: Uint32Array;
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
  const met = meetings(texts);
  const fewest = fewestTexts(met.frequency.subarray(0, met.count), minimumTexts, limit);
  const shared = new SharedColumns(met.count);
  const buckets = new Uint32Array(met.count);
  const columns = new Uint32Array(met.count);
  const idf: number[] = [];
  const sharers: number[] = [];
  let kept = 0;
  for (let i = 0; i < met.count; i++) {
    const frequency = met.frequency[i]!;
    if (frequency < fewest) continue;
    const kind = met.buckets[i]! < firstCharacterBucket ? 0 : 1;
    const column = shared.columnOf(met.firstHash[i]! ^ kind, met.secondHash[i]!);
    if (column === idf.length) {
      idf.push(Math.log((1 + texts.length) / (1 + frequency)) + 1);
      sharers.push(0);
    }
    sharers[column]! += 1;
    buckets[kept] = met.buckets[i]!;
    columns[kept++] = column;
  }
  return {
    buckets: buckets.slice(0, kept),
    columns: columns.slice(0, kept),
    idf: Float32Array.from(idf),
    sharers: Uint32Array.from(sharers),
    unknownIdf: fewest > 1 ? 0 : Math.log(1 + texts.length) + 1,
  };
}

/**
 * Texts to rows: (1 + ln tf) · idf, words and characters each brought to a length of their own, √0.65 and √0.35: words carry more of what a text is about. Where
 * every n-gram of the training texts is a feature, the length is that of all n-grams, known or not: those texts have no unknown ones and new texts
 * have many, so with the length of the known alone new texts would get larger scores, and confidences too bold. Where a feature needs two texts,
 * training texts lose their rare n-grams as new ones do, and the known alone are counted.
 */
export class TextVectorizer {
  readonly #columnOf = new Int32Array(bucketCount).fill(-1);
  /** What one n-gram adds to its column: n-grams that share one add up to what a single one of their joint length would be. */
  readonly #share: Float64Array;
  /** 1 for columns of word n-grams, 0 for those of characters. */
  readonly #ofWords: Uint8Array;

  constructor(readonly vocabulary: TextVocabulary) {
    const { buckets, columns, idf, sharers } = vocabulary;
    this.#ofWords = new Uint8Array(idf.length);
    for (let i = 0; i < buckets.length; i++) {
      this.#columnOf[buckets[i]!] = columns[i]!;
      if (buckets[i]! < firstCharacterBucket) this.#ofWords[columns[i]!] = 1;
    }
    this.#share = Float64Array.from(idf, (weight, column) => weight / Math.sqrt(sharers[column]!));
  }

  get dimensions(): number {
    return this.vocabulary.idf.length;
  }

  rows(texts: readonly TextNgrams[]): SparseRows {
    const { idf, unknownIdf } = this.vocabulary;
    const columnOf = this.#columnOf;
    const share = this.#share;
    let most = 0;
    for (const text of texts) most += text.length;
    const starts = new Uint32Array(texts.length + 1);
    const columns = new Uint32Array(most);
    const values = new Float32Array(most);
    /** Place of a column in the row under way, plus one, from where the row starts. */
    const places = new Uint32Array(this.dimensions);
    let end = 0;
    for (let t = 0; t < texts.length; t++) {
      const text = texts[t]!;
      const start = end;
      let words = 0;
      let characters = 0;
      for (let i = 0; i < text.length; i++) {
        const ngram = text[i]!;
        const bucket = bucketOf(ngram);
        const column = columnOf[bucket]!;
        const times = timesWeight[timesOf(ngram)]!;
        const whole = times * (column < 0 ? unknownIdf : idf[column]!);
        if (bucket < firstCharacterBucket) words += whole * whole;
        else characters += whole * whole;
        if (column < 0) continue;
        const value = times * share[column]!;
        const place = places[column]!;
        if (place > 0) values[start + place - 1]! += value;
        else {
          columns[end] = column;
          values[end++] = value;
          places[column] = end - start;
        }
      }
      const wordScale = wordLength / Math.sqrt(words || 1);
      const characterScale = characterLength / Math.sqrt(characters || 1);
      for (let i = start; i < end; i++) {
        const column = columns[i]!;
        places[column] = 0;
        values[i]! *= this.#ofWords[column] === 1 ? wordScale : characterScale;
      }
      starts[t + 1] = end;
    }
    return new SparseRows(starts, columns.subarray(0, end), values.subarray(0, end), this.dimensions);
  }

  /** out[k] += row · weights[:, k], without making the row. */
  addScores(text: TextNgrams, weights: Float32Array, outputs: number, out: Float64Array): void {
    const { idf, unknownIdf } = this.vocabulary;
    const columnOf = this.#columnOf;
    const share = this.#share;
    const sums = new Float64Array(2 * outputs);
    let words = 0;
    let characters = 0;
    for (let i = 0; i < text.length; i++) {
      const ngram = text[i]!;
      const bucket = bucketOf(ngram);
      const column = columnOf[bucket]!;
      const times = timesWeight[timesOf(ngram)]!;
      const whole = times * (column < 0 ? unknownIdf : idf[column]!);
      let to = 0;
      if (bucket < firstCharacterBucket) words += whole * whole;
      else {
        characters += whole * whole;
        to = outputs;
      }
      if (column < 0) continue;
      const value = times * share[column]!;
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

/** Every n-gram met: in how many texts, and two hashes of in which ones and how often. */
interface Meetings {
  count: number;
  buckets: Uint32Array;
  frequency: Uint32Array;
  firstHash: Int32Array;
  secondHash: Int32Array;
}

function meetings(texts: readonly TextNgrams[]): Meetings {
  let most = 0;
  for (const text of texts) most += text.length;
  most = Math.min(most, bucketCount);
  /** Number of an n-gram in the order they were met, plus one. */
  const numbers = new Uint32Array(bucketCount);
  const buckets = new Uint32Array(most);
  const frequency = new Uint32Array(most);
  const firstHash = new Int32Array(most);
  const secondHash = new Int32Array(most);
  let count = 0;
  for (let t = 0; t < texts.length; t++) {
    const text = texts[t]!;
    for (let i = 0; i < text.length; i++) {
      const bucket = bucketOf(text[i]!);
      let number = numbers[bucket]! - 1;
      if (number < 0) {
        number = count++;
        numbers[bucket] = count;
        buckets[number] = bucket;
      }
      frequency[number]! += 1;
      const occurrence = Math.imul(t + 1, 0x9e3779b1) ^ Math.imul(timesOf(text[i]!), 0x85ebca6b);
      firstHash[number]! += Math.imul(occurrence ^ (occurrence >>> 15), 0x2c1b3c6d);
      secondHash[number] = Math.imul(secondHash[number]! ^ occurrence, 0x01000193);
    }
  }
  return { count, buckets, frequency, firstHash, secondHash };
}

/** Numbers different pairs of hashes 0, 1, 2 … */
class SharedColumns {
  readonly #mask: number;
  /** Number plus one; 0 is free. */
  readonly #numbers: Uint32Array;
  readonly #first: Int32Array;
  readonly #second: Int32Array;
  #count = 0;

  constructor(most: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * most)));
    this.#mask = size - 1;
    this.#numbers = new Uint32Array(size);
    this.#first = new Int32Array(most);
    this.#second = new Int32Array(most);
  }

  columnOf(first: number, second: number): number {
    let slot = (Math.imul(first, 0x9e3779b1) ^ second) & this.#mask;
    for (;;) {
      const number = this.#numbers[slot]! - 1;
      if (number < 0) break;
      if (this.#first[number] === first && this.#second[number] === second) return number;
      slot = (slot + 1) & this.#mask;
    }
    const number = this.#count++;
    this.#numbers[slot] = number + 1;
    this.#first[number] = first;
    this.#second[number] = second;
    return number;
  }
}

/** Fewest texts an n-gram must be met in so that no more than `limit` of them are features, or at least no more than the most frequent ones. */
function fewestTexts(frequency: Uint32Array, minimum: number, limit: number): number {
  let fewest = Math.max(1, minimum);
  for (;;) {
    let kept = 0;
    let more = 0;
    for (let i = 0; i < frequency.length; i++) {
      if (frequency[i]! >= fewest) kept++;
      if (frequency[i]! > fewest) more++;
    }
    if (kept <= limit || more === 0) return fewest;
    fewest++;
  }
}
