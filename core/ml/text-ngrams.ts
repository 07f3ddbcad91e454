/**
 * Word and character n-grams of a text as hash buckets (feature hashing: Weinberger et al., 2009). Words carry topics, characters carry
 * inflection, spelling, and languages written without spaces. Text is brought to NFKC and lower case first, so that full-width and
 * half-width forms meet. With this few buckets some n-grams share one, which no measurement could tell from four times as many, and tables by bucket
 * stay small enough for a core's cache.
 */
export const bucketBits = 19;
export const bucketCount = 1 << bucketBits;
/** Buckets below this one hold words, the others characters. */
export const firstCharacterBucket = bucketCount >>> 1;

/** Different n-grams kept of one text: words first, then pairs of words, then characters, each from the beginning on. */
export const mostNgrams = 4096;
export const mostTimes = (1 << (32 - bucketBits)) - 1;

/** Shorter ones say little in letters; in scripts where a character is a syllable or a word every one counts. */
const fewestLetters = 3;
const mostCharacters = 5;

/**
 * A text as the learner takes it: its different n-grams in the order they were met, each a number with the bucket in the low
 * `bucketBits` bits and how often it occurs in the others. Made once per text and used by every training and scoring.
 */
export type TextNgrams = Uint32Array;

export const bucketOf = (ngram: number) => ngram & (bucketCount - 1);
export const timesOf = (ngram: number) => ngram >>> bucketBits;

export function textNgrams(text: string): TextNgrams {
  const normal = text.normalize('NFKC').toLowerCase();
  counter.clear();
  wordNgrams(tokenHashes(normal));
  characterNgrams(normal);
  return counter.ngrams();
}

/** Counts buckets in an open-addressing table that fits a core's own cache whatever the number of buckets. */
class Counter {
  static readonly #size = 4 * mostNgrams;
  /** Place in `#ngrams` plus one; 0 is free. */
  readonly #places = new Uint16Array(Counter.#size);
  readonly #slots = new Uint16Array(mostNgrams);
  readonly #ngrams = new Uint32Array(mostNgrams);
  #used = 0;

  get full(): boolean {
    return this.#used === mostNgrams;
  }

  clear(): void {
    for (let i = 0; i < this.#used; i++) this.#places[this.#slots[i]!] = 0;
    this.#used = 0;
  }

  add(bucket: number): void {
    let slot = (bucket ^ (bucket >>> 14)) & (Counter.#size - 1);
    for (;;) {
      const place = this.#places[slot]!;
      if (place === 0) break;
      const known = this.#ngrams[place - 1]!;
      if ((known & (bucketCount - 1)) === bucket) {
        if (known >>> bucketBits < mostTimes) this.#ngrams[place - 1] = known + bucketCount;
        return;
      }
      slot = (slot + 1) & (Counter.#size - 1);
    }
    if (this.#used === mostNgrams) return;
    this.#ngrams[this.#used] = bucket + bucketCount;
    this.#slots[this.#used] = slot;
    this.#places[slot] = ++this.#used;
  }

  ngrams(): TextNgrams {
    return this.#ngrams.slice(0, this.#used);
  }
}

const counter = new Counter();

function wordNgrams(hashes: number[]): void {
  for (let i = 1; i < hashes.length; i++) counter.add(wordBucket(hashes[i]!));
  for (let i = 1; i < hashes.length; i++) counter.add(wordBucket(joined(hashes[i - 1]!, hashes[i]!)));
  // Three words in a row say something about a text only where they open it ("what is the …").
  if (hashes.length > 2) counter.add(wordBucket(joined(joined(hashes[0]!, hashes[1]!), hashes[2]!)));
}

const joined = (first: number, second: number) => Math.imul(first, 0x01000193) ^ second;

/** The first hash stands for the start of the text. */
function tokenHashes(text: string): number[] {
  const hashes = [startOfText];
  let at = 0;
  while (at < text.length) {
    const kind = kindOf(text.charCodeAt(at));
    let end = at + 1;
    if (kind !== Kind.mark && kind !== Kind.space)
      while (end < text.length && kindOf(text.charCodeAt(end)) === kind) end++;
    if (kind === Kind.word || kind === Kind.mark) hashes.push(hashOf(text, at, end));
    else if (kind === Kind.unspaced)
      for (const part of segmenter().segment(text.slice(at, end)))
        hashes.push(hashOf(part.segment, 0, part.segment.length));
    at = end;
  }
  return hashes;
}

function characterNgrams(text: string): void {
  const last = text.length;
  // One blank before and after the text; an n-gram may begin or end with a blank but not run across one.
  for (let start = -1; start < last && !counter.full; start++) {
    let hash = 0x811c9dc5;
    for (let order = 1; order <= mostCharacters; order++) {
      const at = start + order - 1;
      if (at > last) break;
      const code = at < 0 || at === last ? 32 : text.charCodeAt(at);
      const blank = code <= 32;
      // A run of blanks is one: it begins with the last of them.
      if (blank && order === 1 && (start + 1 === last || text.charCodeAt(start + 1) <= 32)) break;
      hash = Math.imul(hash ^ (blank ? 32 : code), 0x01000193);
      if (order >= fewestLetters || code >= 0x2e80) counter.add(characterBucket(hash));
      if (blank && order > 1) break;
    }
  }
}

const startOfText = 0x3c733e;

enum Kind {
  space,
  word,
  /** Written without spaces between words: kana, Han, Thai, Lao, Khmer, Burmese. */
  unspaced,
  mark,
}

function kindOf(code: number): Kind {
  if (code < 128) {
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 39) return Kind.word;
    return code <= 32 ? Kind.space : Kind.mark;
  }
  if (
    (code >= 0x3040 && code <= 0x30ff) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0x0e00 && code <= 0x0eff) ||
    (code >= 0x1000 && code <= 0x109f) ||
    (code >= 0x1780 && code <= 0x17ff) ||
    code === 0x3005
  )
    return Kind.unspaced;
  if ((code >= 0x2000 && code <= 0x2bff) || (code >= 0x3000 && code <= 0x303f) || (code >= 0xa1 && code <= 0xbf))
    return code <= 0x200a || code === 0x3000 ? Kind.space : Kind.mark;
  return code === 0xa0 ? Kind.space : Kind.word;
}

let cachedSegmenter: Intl.Segmenter | undefined;
/** ICU has one dictionary for Japanese and Chinese, and chooses the one for Thai, Lao, Khmer and Burmese by script. */
const segmenter = () => {
  cachedSegmenter ??= new Intl.Segmenter('ja', { granularity: 'word' });
  return cachedSegmenter;
};

/** FNV-1a over UTF-16 code units. */
function hashOf(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** The last mixing of MurmurHash3 (Appleby): FNV's high bits alone are poor. */
function mixed(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const wordBucket = (hash: number) => mixed(hash) >>> (33 - bucketBits);
const characterBucket = (hash: number) => firstCharacterBucket + (mixed(hash) >>> (33 - bucketBits));
