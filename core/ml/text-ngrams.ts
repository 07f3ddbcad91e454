/**
 * Word and character n-grams of a text as hash buckets (feature hashing: Weinberger et al., 2009). Words carry topics, characters carry
 * inflection, spelling, and languages written without spaces. Text is brought to NFKC and lower case first, so that full-width and
 * half-width forms meet.
 */
export const bucketBits = 21;
export const bucketCount = 1 << bucketBits;
/** Buckets below this one hold words, the others characters. */
export const firstCharacterBucket = bucketCount >>> 1;

const wordOrders = 3;
const characterOrders = 5;

/** Calls `emit` once for every n-gram occurrence. */
export function textNgrams(text: string, emit: (bucket: number) => void): void {
  const normal = text.normalize('NFKC').toLowerCase();
  wordNgrams(tokenHashes(normal), emit);
  characterNgrams(normal, emit);
}

function wordNgrams(hashes: number[], emit: (bucket: number) => void): void {
  for (let start = 0; start < hashes.length; start++) {
    let hash = 0;
    for (let order = 0; order < wordOrders && start + order < hashes.length; order++) {
      hash = Math.imul(hash, 0x01000193) ^ hashes[start + order]!;
      // Three words in a row say something about a text only where they open it ("what is the …").
      if (order === 2 && start > 0) break;
      if (start > 0 || order > 0) emit(wordBucket(hash + order));
    }
  }
}

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

function characterNgrams(text: string, emit: (bucket: number) => void): void {
  const last = text.length;
  // One blank before and after the text; an n-gram may begin or end with a blank but not run across one.
  for (let start = -1; start < last; start++) {
    let hash = 0x811c9dc5;
    for (let order = 1; order <= characterOrders; order++) {
      const at = start + order - 1;
      if (at > last) break;
      const code = at < 0 || at === last ? 32 : text.charCodeAt(at);
      const blank = code <= 32;
      // A run of blanks is one: it begins with the last of them.
      if (blank && order === 1 && (start + 1 === last || text.charCodeAt(start + 1) <= 32)) break;
      hash = Math.imul(hash ^ (blank ? 32 : code), 0x01000193);
      if (order > 1 || code >= 0x2e80) emit(characterBucket(hash));
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
