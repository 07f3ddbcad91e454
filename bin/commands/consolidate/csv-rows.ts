/** A row longer than this is a quote that was never closed rather than a row. */
const LONGEST_ROW = 128 * 2 ** 20;

/**
 * Rows of CSV text (RFC 4180) that comes in pieces: quoted cells may hold separators, line ends and doubled quotes. Empty lines are no
 * rows. Rows without a quote, nearly all of most files, are split at once.
 */
export class CsvRows {
  private pending = '';
  private line = 1;
  /** Length of `pending` from which on it is read. */
  private enough = 0;

  constructor(
    private readonly onRow: (cells: string[], line: number) => void,
    private readonly separator = ',',
  ) {}

  /** @throws RangeError naming the line when a quoted cell does not end. */
  push(text: string): void {
    this.pending += text;
    // A row that goes on for many pieces is read again only when it has doubled, or its length would cost squared.
    if (this.pending.length < this.enough) return;
    this.pending = this.pending.slice(this.rowsOf(this.pending, false));
    this.enough = 2 * this.pending.length;
    if (this.pending.length > LONGEST_ROW) throw this.unclosed();
  }

  /** @throws RangeError naming the line when a quoted cell does not end. */
  end(): void {
    const read = this.rowsOf(this.pending, true);
    if (read < this.pending.length) throw this.unclosed();
    this.pending = '';
  }

  /** Hands on the complete rows of `text`; returns where the first incomplete one begins. */
  private rowsOf(text: string, last: boolean): number {
    let quote = -1;
    for (let at = 0; ; ) {
      if (quote < at) quote = indexOrEnd(text, '"', at);
      const lineEnd = indexOrEnd(text, '\n', at);
      if (at >= text.length || (lineEnd === text.length && !last)) return at;
      if (quote > lineEnd) {
        const row = text.slice(at, text.charCodeAt(lineEnd - 1) === 13 ? lineEnd - 1 : lineEnd);
        if (lineEnd > at && row !== '') this.onRow(row.split(this.separator), this.line);
        this.line++;
        at = lineEnd + 1;
        continue;
      }
      const next = this.quotedRow(text, at, last);
      if (next < 0) return at;
      at = next;
    }
  }

  /** A row with a quote in it; returns where the next row begins, or -1 when this one is not complete. */
  private quotedRow(text: string, start: number, last: boolean): number {
    const cells: string[] = [];
    for (let at = start; ; ) {
      let cell = '';
      if (text[at] === '"') {
        let close = text.indexOf('"', at + 1);
        while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
        if (close < 0 || (close === text.length - 1 && !last)) return -1;
        cell = text.slice(at + 1, close).replaceAll('""', '"');
        at = close + 1;
      }
      const lineEnd = indexOrEnd(text, '\n', at);
      if (lineEnd === text.length && !last) return -1;
      const separator = indexOrEnd(text, this.separator, at);
      const inRow = separator < lineEnd;
      const end = inRow ? separator : text.charCodeAt(lineEnd - 1) === 13 && lineEnd > at ? lineEnd - 1 : lineEnd;
      cells.push(cell + text.slice(at, end));
      at = (inRow ? separator : lineEnd) + 1;
      if (inRow) continue;
      this.onRow(cells, this.line);
      this.line += text.slice(start, at).split('\n').length - 1;
      return at;
    }
  }

  private unclosed(): RangeError {
    return new RangeError(`line ${this.line}: a quoted cell begins here and does not end`);
  }
}

function indexOrEnd(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found;
}
