import { displayWidth, padTo } from './width';

/** Columns aligned with two spaces between; a column whose cells are all numbers, amounts or dashes is aligned right. */
export function table(header: string[], rows: string[][]): string[] {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => displayWidth(row[column] ?? ''))));
  const right = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[-–$]?[\d.,]*\s?%?$/.test(row[column] ?? '')),
  );
  return all.map((row) =>
    row
      .map((cell, column) => padTo(cell, widths[column]!, right[column] ? 'right' : 'left'))
      .join('  ')
      .trimEnd(),
  );
}
