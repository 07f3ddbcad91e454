import type { Boundaries, TextRange } from './boundaries';

export interface SearchOptions {
  matchCase?: boolean;
  /** Only whole words; in Japanese, what the dictionary says are words. */
  wholeWords?: boolean;
}

/** Far more than anybody steps through; a search for one letter in a long text stops there. */
const MOST = 10_000;

/**
 * Every place where a text holds what is looked for, none overlapping another. Accents may be written in one code point or in two, and a blank
 * stands for any blanks, line ends too. Never a part of a character: "e" is not found in "é".
 */
export function findAll(boundaries: Boundaries, wanted: string, options: SearchOptions = {}): TextRange[] {
  const pattern = patternOf(wanted);
  if (!pattern) return [];
  const found: TextRange[] = [];
  for (const { 0: match, index } of boundaries.text.matchAll(new RegExp(pattern, options.matchCase ? 'gu' : 'giu'))) {
    const range = { start: index, end: index + match.length };
    if (!boundaries.isCharacterBoundary(range.start) || !boundaries.isCharacterBoundary(range.end)) continue;
    if (options.wholeWords && !isWhole(boundaries, range)) continue;
    found.push(range);
    if (found.length === MOST) break;
  }
  return found;
}

function patternOf(wanted: string): string {
  const forms = [wanted.normalize('NFC'), wanted.normalize('NFD'), wanted].map((form) =>
    form.trim().split(/\s+/u).map(escapePattern).join('\\s+'),
  );
  return [...new Set(forms)].filter((form) => form !== '').join('|');
}

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function isWhole(boundaries: Boundaries, range: TextRange): boolean {
  const { start, end } = boundaries.wholeWords(range);
  return start === range.start && end === range.end;
}
