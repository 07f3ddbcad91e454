import fc from 'fast-check';

const PARTS = [
  'word',
  'Amazon',
  "don't",
  '3.14',
  ' ',
  '  ',
  '\n',
  '\r\n',
  '\r',
  '\t',
  'é',
  'e\u0301',
  'o\u0302\u0323',
  '😀',
  '👩‍👩‍👧‍👦',
  '👍🏽',
  '🇯🇵🇫🇷',
  '東京都に住んでいます',
  '。',
  'مرحبا بالعالم',
  'שָׁלוֹם',
  'हिन्दी',
  'ภาษาไทย',
  '한국어',
  '\ud83d',
  '\udc00',
  '<b>',
  '&amp;',
  '\u200d',
  '\ufeff',
];

/** Texts of every script, with what is hard about them: surrogates, joined emoji, marks, line ends, directions. */
export const anyText = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PARTS) }, fc.string({ unit: 'binary', maxLength: 5 })), {
    maxLength: 24,
  })
  .map((parts) => parts.join(''));
