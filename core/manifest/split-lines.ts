/**
 * Lines out of a byte stream, in bounded memory. Splitting is done on bytes (a line feed is never part of a multi-byte character in UTF-8),
 * decoding on whole lines, so chunk boundaries cannot matter.
 */

/** `number` is 1-based and counts blank lines. `reason` is set when the line cannot be used as it is; `text` then is what could be read. */
export interface SplitLine {
  number: number;
  text: string;
  reason?: string;
}

/** A line beyond this is dropped while it streams by. Far above the manifest's limit, so that ordinary long lines get their exact length told. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
const SHOWN_BYTES = 200;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  options: { maxLineBytes?: number } = {},
): AsyncGenerator<SplitLine> {
  for await (const lines of splitLineBatches(chunks, options)) yield* lines;
}

/** The lines each chunk completes: an `await` per chunk and not per line, for the streams of a million lines. */
export async function* splitLineBatches(
  chunks: AsyncIterable<Uint8Array>,
  options: { maxLineBytes?: number } = {},
): AsyncGenerator<SplitLine[]> {
  const limit = options.maxLineBytes ?? MAX_LINE_BYTES;
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** Pieces of the line that earlier chunks left unfinished; cut to the first bytes once the line is over the limit. */
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  let number = 0;

  const finish = (last: Uint8Array): SplitLine | undefined => {
    number++;
    const total = bytes + last.length;
    const line = pieces.length === 0 ? last : join([...pieces, last]);
    pieces = [];
    bytes = 0;
    if (total > limit) {
      // The ellipsis marks the cut, and keeps a beginning of blanks from being taken for a blank line when it is read again.
      const text = `${new TextDecoder('utf-8', { ignoreBOM: true }).decode(line.subarray(0, SHOWN_BYTES)).trim()}…`;
      return {
        number,
        text,
        reason: `line ${number}: is ${total.toLocaleString('en-US')} bytes; lines over ${limit.toLocaleString('en-US')} bytes are not read`,
      };
    }
    return decodeLine(number, line, utf8);
  };

  for await (const chunk of chunks) {
    const lines: SplitLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = finish(chunk.subarray(start, end));
      if (line) lines.push(line);
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    if (rest.length > 0) {
      bytes += rest.length;
      if (bytes <= limit) pieces.push(rest.slice());
      else if (pieces.length !== 1 || pieces[0]!.length > SHOWN_BYTES)
        pieces = [join([...pieces, rest.subarray(0, SHOWN_BYTES)]).slice(0, SHOWN_BYTES)];
    }
    if (lines.length > 0) yield lines;
  }
  if (bytes > 0) {
    const line = finish(new Uint8Array(0));
    if (line) yield [line];
  }
}

function decodeLine(number: number, line: Uint8Array, utf8: TextDecoder): SplitLine | undefined {
  let start = 0;
  let end = line.length;
  if (end > 0 && line[end - 1] === CARRIAGE_RETURN) end--;
  if (number === 1 && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf) start = 3;
  const content = line.subarray(start, end);
  try {
    const text = utf8.decode(content);
    return text.trim() === '' ? undefined : { number, text };
  } catch {
    return {
      number,
      text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(content),
      reason: `line ${number}: not UTF-8: a bad byte at position ${firstBadByte(content) + 1}`,
    };
  }
}

/** Offset of the first byte that begins no whole character. */
function firstBadByte(content: Uint8Array): number {
  const decodes = (length: number, cut: boolean): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content.subarray(0, length), { stream: cut });
      return true;
    } catch {
      return false;
    }
  };
  // Bisection for the longest beginning that decodes when a character may be cut off at its end; then without that character.
  let good = 0;
  let bad = content.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(middle, true)) good = middle;
    else bad = middle;
  }
  while (!decodes(good, false)) good--;
  return good;
}

function join(pieces: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
