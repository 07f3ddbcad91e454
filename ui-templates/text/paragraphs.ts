export interface Paragraph {
  start: number;
  /** Without what ends the line. */
  end: number;
  /** Where the next one starts. */
  next: number;
}

/** The lines of a text as its author broke it: at a line feed, a carriage return, or both together. There is always at least one. */
export function paragraphsOf(text: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let start = 0;
  for (const { 0: mark, index } of text.matchAll(/\r\n|\n|\r/g)) {
    paragraphs.push({ start, end: index, next: index + mark.length });
    start = index + mark.length;
  }
  if (start < text.length || paragraphs.length === 0) paragraphs.push({ start, end: text.length, next: text.length });
  return paragraphs;
}

/** The last of sorted items that begins at or before an offset. */
export function indexAt(items: readonly { start: number }[], offset: number): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (items[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Pieces of a long paragraph, each short enough to be measured quickly. They end after a blank, so that nothing that is shaped together comes
 * apart; where there is none, between two characters of the text as readers count them.
 */
export function piecesOf(text: string, { start, next }: Paragraph, most: number): { start: number; end: number }[] {
  const pieces: { start: number; end: number }[] = [];
  for (let at = start; at < next; ) {
    const end = next - at <= most * 1.5 ? next : breakNear(text, at, at + most);
    pieces.push({ start: at, end });
    at = end;
  }
  if (pieces.length === 0) pieces.push({ start, end: next });
  return pieces;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const words = new Intl.Segmenter('und', { granularity: 'word' });
/** Enough of what follows a place for its character to be seen whole. */
const AHEAD = 64;

function breakNear(text: string, start: number, wanted: number): number {
  for (let i = wanted; i > start + (wanted - start) / 2; i -= 1)
    if (text[i - 1] === ' ' && /^[\p{L}\p{N}]/u.test(text.slice(i, i + 2))) return i;
  const near = text.slice(start, wanted + AHEAD);
  const word = words.segment(near).containing(wanted - start)?.index ?? 0;
  const character = graphemes.segment(near).containing(word || wanted - start);
  return start + (character?.index || character?.segment.length || wanted - start);
}
