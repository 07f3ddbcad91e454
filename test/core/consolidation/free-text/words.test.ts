import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { joined, normsOf, wordsOf } from '../../../../core/consolidation/free-text/words';

describe('words', () => {
  test.each<[string, string[]]>([
    ['Watch out for the cars, please.', ['watch', 'out', 'for', 'the', 'cars', 'please']],
    ["I shouldn't , he said", ['i', "shouldn't", 'he', 'said']],
    ['It’s 6 o’clock', ["it's", '6', "o'clock"]],
    ['well-known', ['well', 'known']],
    ['ＡＢＣ　ｄ', ['abc', 'd']],
    ['Café CAFÉ', ['café', 'café']],
    ['猫が好きです。', ['猫', 'が', '好き', 'です']],
    ['I love 東京!', ['i', 'love', '東京']],
    ["' - !", []],
  ])('%j', (text, norms) => {
    expect(normsOf(text)).toEqual(norms);
  });

  test('joined again are the text, but for white space', () => {
    const squeezed = (text: string) => text.normalize('NFC').replace(/\s+/gu, '');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('Cat', 'sat,', ' ', '  ', '(on)', "'s", '猫が', 'x-y', '.', '“q”')),
        (parts) => {
          const text = parts.join('');
          if (wordsOf(text).length > 0) expect(squeezed(joined(wordsOf(text)))).toBe(squeezed(text));
        },
      ),
    );
    expect(joined(wordsOf('He said  "no" , twice (I think).'))).toBe('He said "no" , twice (I think).');
  });
});
