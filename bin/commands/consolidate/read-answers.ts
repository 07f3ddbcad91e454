import { statSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { CommandFailure } from '../failure';
import type { AnswerSink } from './answer-sink';
import { readCsvAnswers } from './csv-answers';
import { readJsonLinesAnswers } from './json-lines-answers';
import { readResponseDocument } from './response-documents';
import { readResponseFolder } from './response-folder';
import { textPieces, unreadable } from './text-pieces';

export interface ReadAnswersOptions {
  /** False for gold: there nobody is named. */
  needsWorker: boolean;
  /** Called as reading goes on, 0…1. */
  onRead?: (share: number) => void;
}

/** Hands every answer of a CSV file, a JSON Lines file, or Ground Truth's output to `sink`. @throws CommandFailure with what is wrong. */
export async function readAnswers(
  path: string,
  sink: AnswerSink,
  { needsWorker, onRead = () => {} }: ReadAnswersOptions,
): Promise<void> {
  if (checkReadable(path) === 'folder') return readResponseFolder(path, sink, onRead);
  const pieces = textPieces(path, onRead);
  const first = await pieces.next();
  const all = startingWith(first.done ? '' : first.value, pieces);
  switch (formatOf(path, first.done ? '' : first.value)) {
    case 'json':
      return readJson(all, path, sink);
    case 'jsonl':
      return readJsonLinesAnswers(all, path, sink, needsWorker);
    case 'csv':
      return readCsvAnswers(all, path, sink, needsWorker);
  }
}

/** @throws CommandFailure when there is nothing at the path. */
export function checkReadable(path: string): 'file' | 'folder' {
  if (/^s3:\/\//i.test(path))
    throw new CommandFailure(`${path}: what is in S3 is not read from here; copy it first (aws s3 sync)`);
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** By the file's name; else by how it begins. */
function formatOf(path: string, beginning: string): 'csv' | 'jsonl' | 'json' {
  const extension = extname(path).toLowerCase();
  if (extension === '.csv' || extension === '.tsv') return 'csv';
  if (extension === '.jsonl' || extension === '.ndjson') return 'jsonl';
  const character = beginning.trimStart()[0];
  if (extension === '.json') return 'json';
  return character === '[' ? 'json' : character === '{' ? 'jsonl' : 'csv';
}

/** A single file of Ground Truth's output. The object of a worker response is named by its folder there. */
async function readJson(pieces: AsyncIterable<string>, path: string, sink: AnswerSink): Promise<void> {
  let text = '';
  for await (const piece of pieces) text += piece;
  if (text.trim() === '') throw new CommandFailure(`${path}: is empty`);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new CommandFailure(`${path}: not JSON (${(error as Error).message.slice(0, 120)})`);
  }
  const folder = basename(dirname(path));
  const object = /^\d+$/.test(folder) ? folder : basename(path, extname(path));
  if (!readResponseDocument(document, object, { file: path, line: 0 }, sink))
    throw new CommandFailure(
      `${path}: neither a worker response nor a consolidation request; for JSON Lines name it .jsonl`,
    );
}

async function* startingWith(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  if (first !== '') yield first;
  yield* rest;
}
