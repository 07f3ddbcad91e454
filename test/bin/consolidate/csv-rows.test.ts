import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CsvRows } from '../../../bin/commands/consolidate/csv-rows';

function parse(pieces: string[], separator = ',') {
  const rows: { cells: string[]; line: number }[] = [];
  const parser = new CsvRows((cells, line) => void rows.push({ cells, line }), separator);
  for (const piece of pieces) parser.push(piece);
  parser.end();
  return rows;
}

const cellsOf = (text: string) => parse([text]).map(({ cells }) => cells);

/** Cuts a text at the places given as shares of its length. */
function cut(text: string, shares: number[]): string[] {
  const places = [0, ...shares.map((share) => Math.floor(share * text.length)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((to, i) => text.slice(places[i], to));
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

describe('CSV rows', () => {
  test('what was written is read, however it is quoted, ended and cut into pieces', () => {
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', ';', '物', '😀'), maxLength: 8 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
        (rows, lineEnd, endsInLineEnd, shares) => {
          const lines: number[] = [];
          let line = 1;
          const texts = rows.map((row) => {
            const text = row
              .map(([text, always]) => (always || row.length === 1 || /[",\r\n]/.test(text) ? quoted(text) : text))
              .join(',');
            lines.push(line);
            line += text.split('\n').length;
            return text;
          });
          const file = texts.join(lineEnd) + (endsInLineEnd ? lineEnd : '');
          expect(parse(cut(file, shares))).toEqual(
            rows.map((row, i) => ({ cells: row.map(([text]) => text), line: lines[i] })),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  test('empty lines are no rows, but count as lines', () => {
    expect(parse(['a,b\r\n\r\n\nc,d\n\n'])).toEqual([
      { cells: ['a', 'b'], line: 1 },
      { cells: ['c', 'd'], line: 4 },
    ]);
  });

  test('takes quotes that are not RFC 4180 as they stand', () => {
    expect(cellsOf('5" nail,"a"b,c"\n"x" ,y,z\n')).toEqual([
      ['5" nail', 'ab', 'c"'],
      ['x ', 'y', 'z'],
    ]);
  });

  test('takes other separators', () => {
    expect(parse(['a;"b;c"\n'], ';')).toEqual([{ cells: ['a', 'b;c'], line: 1 }]);
  });

  test('names the line where a quoted cell begins that does not end', () => {
    expect(() => parse(['a,b\n"c,d\ne', ',f\n'])).toThrow(
      new RangeError('line 2: a quoted cell begins here and does not end'),
    );
  });

  test('a doubled quote cut in two is one quote', () => {
    expect(parse(['"a"', '"b"\n'])).toEqual([{ cells: ['a"b'], line: 1 }]);
  });

  test('reads a row of ten megabytes', () => {
    const long = 'ten megabytes of "text", line by line\n'.repeat(290_000);
    const file = `a,${quoted(long)}\nb,c\n`;
    const pieces = Array.from({ length: Math.ceil(file.length / 2 ** 20) }, (_, i) =>
      file.slice(i * 2 ** 20, (i + 1) * 2 ** 20),
    );
    const rows = parse(pieces);
    expect(rows).toHaveLength(2);
    expect(rows[0]!.cells[1] === long).toBe(true);
    expect(rows[1]).toEqual({ cells: ['b', 'c'], line: 290_002 });
  });
});
