import { CommandFailure } from '../failure';

/** What the members of an answer may be called, in a CSV header and in JSON Lines. */
export const NAMES = {
  object: ['object', 'item', 'task', 'datasetobjectid'],
  worker: ['worker', 'workerid'],
  label: ['label', 'answer', 'answercontent'],
  seconds: ['seconds', 'timespentinseconds'],
} as const;

export interface Columns {
  object: number;
  /** -1 where the file needs none and has none. */
  worker: number;
  label: number;
  seconds: number;
  count: number;
}

/** Where a CSV header has its columns. @throws CommandFailure naming the column that is missing and what was there. */
export function columnsOf(header: string[], file: string, needsWorker: boolean): Columns {
  const cells = header.map((cell) => cell.trim().toLowerCase());
  const find = (role: keyof typeof NAMES): number => {
    for (const name of NAMES[role]) {
      const at = cells.indexOf(name);
      if (at < 0) continue;
      if (cells.indexOf(name, at + 1) >= 0) throw new CommandFailure(`${file}: the header has two columns "${name}"`);
      return at;
    }
    return -1;
  };
  const columns = {
    object: find('object'),
    worker: find('worker'),
    label: find('label'),
    seconds: find('seconds'),
    count: header.length,
  };
  const needed = ['object', ...(needsWorker ? ['worker'] : []), 'label'] as ('object' | 'worker' | 'label')[];
  const missing = needed.find((role) => columns[role] < 0);
  if (missing !== undefined) {
    const shown = header
      .slice(0, 12)
      .map((cell) => JSON.stringify(cell.slice(0, 40)))
      .join(', ');
    const also = missing === 'object' ? ' (or item, task)' : missing === 'label' ? ' (or answer)' : '';
    throw new CommandFailure(`${file}: the header has no column "${missing}"${also}; it has ${shown}`);
  }
  return columns;
}

/** The separator of a header: a comma, else a tab or a semicolon, as spreadsheets write in some countries. */
export function separatorOf(firstLine: string): string {
  const unquoted = firstLine.replace(/"(?:[^"]|"")*"/g, '');
  return [',', '\t', ';'].find((separator) => unquoted.includes(separator)) ?? ',';
}
