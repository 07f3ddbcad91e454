import type { Boundaries, TextRange } from './boundaries';

/** What selections and steps keep to. */
export type Snap = 'words' | 'characters';

export type Edge = 'start' | 'end';

/** A selection as it is labelled: never a part of a word, or never a part of a character. */
export function snapped(boundaries: Boundaries, range: TextRange, snap: Snap): TextRange {
  return snap === 'words' ? boundaries.wholeWords(range) : boundaries.wholeCharacters(range);
}

/** Where a caret goes by one step in reading order. */
export function stepCaret(boundaries: Boundaries, offset: number, by: 1 | -1, unit: Snap): number {
  if (unit === 'words') return by > 0 ? boundaries.nextWordEnd(offset) : boundaries.previousWordStart(offset);
  return by > 0 ? boundaries.nextCharacter(offset) : boundaries.previousCharacter(offset);
}

/** A range with one edge a step further; undefined where nothing would be left of it or nothing changes. */
export function stepEdge(
  boundaries: Boundaries,
  { start, end }: TextRange,
  edge: Edge,
  by: 1 | -1,
  snap: Snap,
): TextRange | undefined {
  const moved = { start, end };
  if (edge === 'end' && (by > 0 || snap === 'characters')) moved.end = stepCaret(boundaries, end, by, snap);
  else if (edge === 'start' && (by < 0 || snap === 'characters')) moved.start = stepCaret(boundaries, start, by, snap);
  else if (edge === 'end') moved.end = boundaries.trim({ start, end: boundaries.previousWordStart(end) }).end;
  else moved.start = nextWordStart(boundaries, start, end);
  const isEmpty = moved.end <= moved.start;
  return isEmpty || (moved.start === start && moved.end === end) ? undefined : moved;
}

/** A range with one edge put somewhere, as near as words or characters allow. */
export function placeEdge(
  boundaries: Boundaries,
  { start, end }: TextRange,
  edge: Edge,
  offset: number,
  snap: Snap,
): TextRange | undefined {
  const wanted = edge === 'start' ? { start: Math.min(offset, end), end } : { start, end: Math.max(offset, start) };
  if (wanted.end <= wanted.start) return undefined;
  const whole = snapped(boundaries, wanted, snap);
  // Nothing but blanks.
  if (whole.end <= whole.start) return undefined;
  const placed = edge === 'start' ? { start: whole.start, end } : { start, end: whole.end };
  return placed.end > placed.start ? placed : undefined;
}

function nextWordStart(boundaries: Boundaries, from: number, to: number): number {
  for (let at = boundaries.wordAt(from).end; at < to; ) {
    const word = boundaries.wordAt(at);
    if (word.isWord) return word.start;
    at = word.end;
  }
  return to;
}
