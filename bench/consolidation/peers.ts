import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A figure somebody else reached on a set: `value` of `measure`. */
export interface PeerFigure {
  set: string;
  method: string;
  measure: string;
  value: number;
  seconds?: number;
}

const MEASURES: Record<string, [file: string, member: string]> = {
  accuracy: ['labels.json', 'accuracy'],
  f1: ['boxes.json', 'f1'],
  meanIoU: ['masks.json', 'mean_iou'],
  strictF1: ['spans.json', 'f1'],
  wordErrorRate: ['text.json', 'wer'],
};

/** The figures measured on this class of machine, and the published ones (IBCC, EBCC, BWA) of the table of class labels. */
export function peerFigures(folder: string): PeerFigure[] {
  const measured = Object.entries(MEASURES).flatMap(([measure, [file, member]]) => {
    const path = join(folder, file);
    if (!existsSync(path)) return [];
    const rows: Record<string, unknown>[] = JSON.parse(readFileSync(path, 'utf8'));
    return rows
      .filter((row) => typeof row[member] === 'number')
      .map((row) => ({
        set: String(row.dataset),
        method: String(row.method),
        measure,
        value: row[member] as number,
        seconds: row.wall_s as number,
      }));
  });
  return [...measured, ...publishedFigures(join(folder, 'aggregation.md'))];
}

/** Columns of the first table whose heading ends in "(publ.)". */
function publishedFigures(path: string): PeerFigure[] {
  if (!existsSync(path)) return [];
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('*', '')));
  const [head = [], , ...body] = rows;
  return body
    .filter((row) => row.length === head.length)
    .flatMap((row) =>
      head.flatMap((heading, column) => {
        const value = Number(row[column]);
        if (!heading.endsWith('(publ.)') || !row[column] || Number.isNaN(value)) return [];
        return [{ set: row[1]!, method: heading.replace(' (publ.)', ', published'), measure: 'accuracy', value }];
      }),
    );
}
