import { describe, expect, test } from '@jest/globals';
import { bucketCount, bucketOf, firstCharacterBucket, textNgrams, timesOf } from '../../../core/ml/text-ngrams';
import { learnVocabulary, TextVectorizer } from '../../../core/ml/text-vectorizer';

/** Every occurrence. */
const buckets = (text: string) =>
  [...textNgrams(text)].flatMap((ngram) => Array.from({ length: timesOf(ngram) }, () => bucketOf(ngram)));
const words = (text: string) => buckets(text).filter((bucket) => bucket < firstCharacterBucket);
const characters = (text: string) => buckets(text).filter((bucket) => bucket >= firstCharacterBucket);

describe('n-grams', () => {
  test('of words: each word, each pair, and three only at the start', () => {
    // start+what, start+what+is | what, what+is | is, is+it | it
    expect(words('what is it')).toHaveLength(7);
    expect(words('what is it').filter((bucket) => words('is it what').includes(bucket)).length).toBe(4);
  });

  test('of characters: three to five of letters, one to five of syllables, blanks only at the ends', () => {
    // " ab", " ab " | "ab "
    expect(characters('ab')).toHaveLength(3);
    // " 山 " | "山", "山 "
    expect(characters('山')).toHaveLength(3);
    expect(new Set(characters('ab cd'))).toEqual(new Set([...characters('ab'), ...characters('cd')]));
  });

  test('do not depend on case or width', () => {
    expect(buckets('ＡＢＣ １２')).toEqual(buckets('abc 12'));
    expect(buckets('Hello\tWorld')).toEqual(buckets('hello world'));
  });

  test('find words where none are parted by blanks', () => {
    const shared = (a: string, b: string) => words(a).filter((bucket) => words(b).includes(bucket)).length;
    expect(shared('部屋はとても綺麗でした', 'とても静かな部屋')).toBeGreaterThanOrEqual(2);
    expect(shared('ห้องสะอาดมาก', 'สะอาด')).toBeGreaterThanOrEqual(1);
    expect(shared('酒店房间很干净', '房间')).toBeGreaterThanOrEqual(1);
  });

  test('stay in range on any text', () => {
    for (const text of ['', ' ', '\u0000', '😀😀', '\ud800', 'é'.repeat(50), '。、！', '\n\n a \n'])
      for (const bucket of buckets(text)) {
        expect(bucket).toBeGreaterThanOrEqual(0);
        expect(bucket).toBeLessThan(bucketCount);
      }
    expect(buckets('')).toEqual([]);
  });
});

describe('the vectorizer', () => {
  test('weighs by rarity, and a text has length 1', () => {
    const vocabulary = learnVocabulary(['red apple', 'red pear', 'red plum'].map(textNgrams), {
      minimumTexts: 1,
      limit: 1e6,
    });
    const vectorizer = new TextVectorizer(vocabulary);
    const rows = vectorizer.rows(['red apple', 'nothing known ÿ', 'red red apple'].map(textNgrams));
    const [start, end] = [rows.starts[0]!, rows.starts[1]!];
    expect(rows.values.subarray(start, end).reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
    const idfOf = (word: string) => {
      const bucket = words(word).find((candidate) => words('x red apple').includes(candidate))!;
      return vocabulary.idf[vocabulary.buckets.indexOf(bucket)]!;
    };
    expect(idfOf('red')).toBeCloseTo(1, 5);
    expect(idfOf('apple')).toBeCloseTo(Math.log(4 / 2) + 1, 5);
  });

  test('keeps what enough texts have, and the most frequent of those', () => {
    const texts = ['a b', 'a c', 'a b d'].map(textNgrams);
    const all = learnVocabulary(texts, { minimumTexts: 1, limit: 1e6 }).buckets.length;
    const frequent = learnVocabulary(texts, { minimumTexts: 2, limit: 1e6 }).buckets.length;
    const most = learnVocabulary(texts, { minimumTexts: 1, limit: 1 }).buckets.length;
    expect(all).toBeGreaterThan(frequent);
    expect(frequent).toBeGreaterThan(most);
    expect(most).toBeGreaterThanOrEqual(1);
  });

  test('counts of one text do not leak into the next', () => {
    const vectorizer = new TextVectorizer(
      learnVocabulary(['one two', 'three'].map(textNgrams), { minimumTexts: 1, limit: 1e6 }),
    );
    const together = vectorizer.rows(['one one one', 'one two'].map(textNgrams));
    const alone = vectorizer.rows([textNgrams('one two')]);
    expect([...together.values.subarray(together.starts[1]!)]).toEqual([...alone.values]);
  });
});
