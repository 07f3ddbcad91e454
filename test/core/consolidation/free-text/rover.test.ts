import { describe, expect, test } from '@jest/globals';
import { rover, SKIP } from '../../../../core/consolidation/free-text/rover';
import { Vocabulary } from '../../../../core/consolidation/free-text/text-answers';

/** The winning words, and which word of which answer stands in which slot. */
function aligned(texts: string[], weights: number[] = texts.map(() => 1)) {
  const vocabulary = new Vocabulary();
  const answers = texts.map((text) => Int32Array.from(text.split(' '), (word) => vocabulary.number(word)));
  const slots = rover(answers, weights, [...answers.keys()], vocabulary.norms);
  return {
    words: slots.map(({ word }) => (word === SKIP ? '' : vocabulary.norms[word])),
    given: answers.map((ids, k) =>
      slots.map(({ positions }) => (positions[k] === SKIP ? '' : vocabulary.norms[ids[positions[k]!]!])),
    ),
  };
}

describe('the word transition network', () => {
  test('has a slot for every word, and skips', () => {
    expect(aligned(['a b c', 'a x b c', 'a b'])).toEqual({
      words: ['a', '', 'b', 'c'],
      given: [
        ['a', '', 'b', 'c'],
        ['a', 'x', 'b', 'c'],
        ['a', '', 'b', ''],
      ],
    });
  });

  test('puts a misspelling in the slot of the word it stands for', () => {
    expect(aligned(['the popular old song', 'the populer song']).given[1]).toEqual(['the', 'populer', '', 'song']);
    expect(aligned(['the old popular song', 'the populer song']).given[1]).toEqual(['the', '', 'populer', 'song']);
  });

  test('lets weights decide, and prefers a word to none where they do not', () => {
    expect(aligned(['a b', 'a c', 'a c'], [3, 1, 1]).words).toEqual(['a', 'b']);
    expect(aligned(['a b', 'a c', 'a c']).words).toEqual(['a', 'c']);
    expect(aligned(['a b', 'a']).words).toEqual(['a', 'b']);
    expect(aligned(['a c', 'a b']).words).toEqual(['a', 'b']);
  });

  test('aligns a short text with a long one, either way', () => {
    const long = Array.from({ length: 3000 }, (_, i) => `w${i}`).join(' ');
    for (const texts of [
      [long, 'w5 w6'],
      ['w5 w6', long],
    ]) {
      const { given } = aligned(texts);
      expect(given.map((words) => words.filter((word) => word !== '').join(' '))).toEqual(texts);
    }
  });
});
