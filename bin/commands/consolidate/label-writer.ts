import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { writtenExplanation } from '../../../core/consolidation/explanation';
import { CommandFailure, UsageFailure } from '../failure';
import type { LabelWithReason } from './consolidate-table';

export type LabelFormat = 'csv' | 'jsonl';

const BATCH_CHARACTERS = 2 ** 18;

/** The format a file's name asks for. @throws UsageFailure when it asks for none we write. */
export function labelFormatOf(path: string): LabelFormat {
  const extension = extname(path).toLowerCase();
  if (extension === '.csv') return 'csv';
  if (extension === '.jsonl' || extension === '.ndjson') return 'jsonl';
  throw new UsageFailure(`--output: expected a name that ends in .csv or .jsonl, got "${path}"`);
}

/** Refuses a place where no file can be written, before any work is done. */
export function checkOutput(option: string, path: string, inputs: readonly string[]): void {
  const folder = dirname(resolve(path));
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new CommandFailure(`--${option}: there is no folder ${folder}`);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new CommandFailure(`--${option}: ${path} is a folder`);
  if (inputs.some((input) => resolve(input) === resolve(path)))
    throw new CommandFailure(`--${option}: ${path} is an input; it would be overwritten`);
}

/**
 * Writes a file under its name only when it is whole: `fill` writes to a file beside it, which then takes the name. A process that dies
 * leaves the name as it was.
 */
export function writeWhole(option: string, path: string, fill: (write: (text: string) => void) => void): void {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    const file = openSync(draft, 'w');
    try {
      fill((text) => writeAll(file, text));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    if (!(error as NodeJS.ErrnoException).syscall) throw error;
    throw new CommandFailure(`--${option}: ${path} cannot be written (${(error as Error).message})`);
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** Labels one line each, handed to `write` in batches. */
export function writeLabels(
  objects: readonly string[],
  labelOf: (object: number) => LabelWithReason | undefined,
  { format, explain, write }: { format: LabelFormat; explain: boolean; write: (text: string) => void },
): void {
  let batch = format === 'csv' ? `object,label,confidence${explain ? ',explanation' : ''}\n` : '';
  for (const [number, object] of objects.entries()) {
    const decided = labelOf(number);
    if (!decided) continue;
    const { label } = decided;
    const explanation = decided.explanation && writtenExplanation(decided.explanation);
    const confidence = Number(decided.confidence.toFixed(6));
    if (format === 'jsonl') {
      batch += `${JSON.stringify({ object, label, confidence, ...(explain && { explanation }) })}\n`;
    } else {
      const cell = typeof label === 'string' ? label : JSON.stringify(label);
      const why = explain ? `,${quoted(JSON.stringify(explanation))}` : '';
      batch += `${quoted(object)},${quoted(cell)},${confidence}${why}\n`;
    }
    if (batch.length >= BATCH_CHARACTERS) {
      write(batch);
      batch = '';
    }
  }
  if (batch !== '') write(batch);
}

/** A CSV cell (RFC 4180). Spaces at an end are kept by quotes. */
const quoted = (text: string): string =>
  /[",\r\n;\t]|^\s|\s$|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
