import { indexAt, paragraphsOf, piecesOf } from './paragraphs';

/** Offsets of a text in UTF-16 code units, the end not included. */
export interface TextRange {
  start: number;
  end: number;
}

export interface Word extends TextRange {
  /** Letters or digits, not blanks or marks. */
  isWord: boolean;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const words = new Intl.Segmenter('und', { granularity: 'word' });
/** Long enough for words to be found as in the whole, short enough to be segmented between two key presses. */
const PIECE = 1000;
const FIRST_MARK = 0x300;

/**
 * Where the characters and words of a text begin and end, as its readers see them: a letter with its accents, a family of emoji or a flag is
 * one character; Japanese, Chinese and Thai have words though they are written without spaces.
 *
 * Only pieces that were looked at are segmented: a text of 100,000 characters costs nothing until somebody points into it.
 */
export class Boundaries {
  private readonly pieces: readonly TextRange[];
  private readonly characters = new Map<number, Intl.Segments>();
  private readonly words = new Map<number, Word[]>();

  constructor(readonly text: string) {
    this.pieces = paragraphsOf(text).flatMap((paragraph) => piecesOf(text, paragraph, PIECE));
  }

  /** The start of the character an offset is in. */
  characterAt(offset: number): number {
    return this.character(offset)?.start ?? clamp(offset, this.text.length);
  }

  /** The end of the character after an offset. */
  nextCharacter(offset: number): number {
    return this.character(Math.max(0, offset))?.end ?? this.text.length;
  }

  /** The start of the character before an offset. */
  previousCharacter(offset: number): number {
    return offset <= 0 ? 0 : this.characterAt(Math.min(offset, this.text.length) - 1);
  }

  isCharacterBoundary(offset: number): boolean {
    const [before, after] = [this.text.charCodeAt(offset - 1), this.text.charCodeAt(offset)];
    // Nothing below the first combining mark joins anything, but for the two halves of a line end.
    if (before < FIRST_MARK && after < FIRST_MARK) return before !== 13 || after !== 10;
    return this.characterAt(offset) === offset;
  }

  /** The word, the mark or the run of blanks an offset is in; the last one for the end of the text. */
  wordAt(offset: number): Word {
    const inside = clamp(offset, this.text.length - 1);
    const found = this.wordsOf(indexAt(this.pieces, inside));
    return found[indexAt(found, inside)] ?? { start: 0, end: 0, isWord: false };
  }

  /** The end of the first word that ends after an offset. */
  nextWordEnd(offset: number): number {
    for (let at = Math.max(0, offset); at < this.text.length; ) {
      const word = this.wordAt(at);
      if (word.isWord) return word.end;
      at = word.end;
    }
    return this.text.length;
  }

  /** The start of the last word that starts before an offset. */
  previousWordStart(offset: number): number {
    for (let at = offset - 1; at >= 0; ) {
      const word = this.wordAt(at);
      if (word.isWord) return word.start;
      at = word.start - 1;
    }
    return 0;
  }

  /** A range without the blanks at its ends. */
  trim({ start, end }: TextRange): TextRange {
    while (start < end && isBlank(this.text[start]!)) start += 1;
    while (end > start && isBlank(this.text[end - 1]!)) end -= 1;
    return { start, end };
  }

  /** Every character a range touches, whole. */
  wholeCharacters({ start, end }: TextRange): TextRange {
    const first = this.characterAt(start);
    return { start: first, end: end > start ? this.nextCharacter(end - 1) : first };
  }

  /** Every word a range touches, whole, without blanks at the ends. Marks are taken only where they were selected. */
  wholeWords(range: TextRange): TextRange {
    const { start, end } = this.trim(range);
    if (end <= start) return { start, end: start };
    return { start: this.wordAt(start).start, end: this.wordAt(end - 1).end };
  }

  private character(offset: number): TextRange | undefined {
    if (offset < 0 || offset >= this.text.length) return undefined;
    const index = indexAt(this.pieces, offset);
    const { start, end } = this.pieces[index]!;
    let segments = this.characters.get(index);
    if (!segments) {
      segments = graphemes.segment(this.text.slice(start, end));
      this.characters.set(index, segments);
    }
    const found = segments.containing(offset - start)!;
    return { start: start + found.index, end: start + found.index + found.segment.length };
  }

  private wordsOf(index: number): Word[] {
    const known = this.words.get(index);
    if (known) return known;
    const { start, end } = this.pieces[index]!;
    const found: Word[] = [];
    for (const { index: at, segment, isWordLike } of words.segment(this.text.slice(start, end))) {
      const last = found.at(-1);
      // Where the rules of words part what is one character to the eye, the character wins.
      if (last && !this.isCharacterBoundary(start + at)) {
        last.end = start + at + segment.length;
        last.isWord ||= isWordLike ?? false;
      } else found.push({ start: start + at, end: start + at + segment.length, isWord: isWordLike ?? false });
    }
    this.words.set(index, found);
    return found;
  }
}

const clamp = (offset: number, most: number): number => Math.max(0, Math.min(offset, most));

/** Blanks of Unicode, line ends among them. */
const isBlank = (character: string): boolean => /[\s\u0000-\u001f\u0085]/.test(character);
