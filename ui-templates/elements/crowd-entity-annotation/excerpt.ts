import type { TextRange } from '../../text/boundaries';

const LONGEST = 60;
/** Enough of what follows for the last character to be seen whole. */
const AHEAD = 32;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What a span says, in one line; of a long one the beginning, and never half a character. */
export function excerpt(text: string, { start, end }: TextRange): string {
  if (end - start <= LONGEST) return inOneLine(text.slice(start, end));
  const near = text.slice(start, Math.min(end, start + LONGEST + AHEAD));
  const cut = graphemes.segment(near).containing(LONGEST)?.index || LONGEST;
  return `${inOneLine(near.slice(0, cut))}…`;
}

const inOneLine = (text: string): string => text.replace(/\s+/g, ' ');
