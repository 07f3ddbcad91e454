export interface LongText {
  text: string;
  entities: { startOffset: number; endOffset: number; label: string }[];
}

const WORDS =
  'company subsidiary cloud computing launched university of in and metered pay basis provides platforms governments individuals Seattle Ada the a'.split(
    ' ',
  );

/** Words in a random order, always the same, with entities on some of them, a tenth of them around two words and so over another. */
export function longText(characters: number, entities: number, paragraph: number): LongText {
  let seed = 20_240_601;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  let text = '';
  let line = 0;
  const words: { start: number; end: number }[] = [];
  while (text.length < characters - 12) {
    const word = WORDS[Math.floor(random() * WORDS.length)]!;
    words.push({ start: text.length, end: text.length + word.length });
    line += word.length + 1;
    text += word + (line > paragraph ? '\n' : ' ');
    if (line > paragraph) line = 0;
  }
  const every = words.length / entities;
  return {
    text,
    entities: Array.from({ length: entities }, (_, index) => {
      const at = Math.floor(index * every);
      const last = index % 10 === 0 ? Math.min(words.length - 1, at + 2) : at;
      return { startOffset: words[at]!.start, endOffset: words[last]!.end, label: 'abcde'[index % 5]! };
    }),
  };
}
