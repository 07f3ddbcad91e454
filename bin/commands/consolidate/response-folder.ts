import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CommandFailure } from '../failure';
import type { AnswerSink } from './answer-sink';
import { readResponseDocument } from './response-documents';

/** Where answers are below a folder somebody points at, likeliest first: a job's output, its annotations, or the answers themselves. */
const ROOTS = [
  'annotations/worker-response',
  'worker-response',
  'annotations/consolidated-annotation/consolidation-request',
  'consolidated-annotation/consolidation-request',
  'consolidation-request',
  '.',
];

/**
 * Reads a folder of Ground Truth's answers: `worker-response/iteration-<n>/<datasetObjectId>/<time>.json`, or of consolidation requests. Each
 * worker-response file holds all answers to its object so far, so only the latest readable one of an iteration counts.
 * Synchronous: for many small files that is several times faster, and nothing else waits.
 */
export function readResponseFolder(folder: string, sink: AnswerSink, onRead: (share: number) => void): void {
  const root = firstFolder(ROOTS.map((path) => join(folder, path)));
  const { files, folders } = listing(root);
  // Somebody points at one object's folder.
  if (/^\d+$/.test(basename(resolve(root))) && files.length > 0 && readObject(root, basename(resolve(root)), sink) > 0)
    return;
  const iterations = folders.filter((name) => /^iteration-\d+$/.test(name));
  let found = 0;
  const levels = iterations.length > 0 ? iterations.map((name) => join(root, name)) : [root];
  for (const [index, level] of levels.entries()) {
    found += readIteration(level, sink, (share) => onRead((index + share) / levels.length));
  }
  if (iterations.length > 0) found += readEach(root, files, sink);
  if (found > 0) return;
  throw new CommandFailure(
    `${folder}: holds no worker responses; expected a folder such as annotations/worker-response/iteration-1/0/<time>.json or consolidation requests`,
  );
}

/** One iteration: a folder per object with worker responses, or consolidation requests beside each other. Returns the number of files read. */
function readIteration(folder: string, sink: AnswerSink, onRead: (share: number) => void): number {
  const { files, folders } = listing(folder);
  let found = readEach(folder, files, sink);
  for (const [index, object] of folders.entries()) {
    found += readObject(join(folder, object), object, sink);
    onRead((index + 1) / folders.length);
  }
  return found;
}

/** The latest file of an object that can be read; the file's name is its time. Of video, a folder per answer with a file per frame. */
function readObject(folder: string, object: string, sink: AnswerSink): number {
  const { files, folders } = listing(folder);
  const videos = folders.filter((answer) => readFrames(join(folder, answer), object, answer, sink)).length;
  if (videos > 0) return videos;
  for (const name of files.reverse()) if (readDocument(join(folder, name), object, sink)) return 1;
  return 0;
}

/** The frames of one answer to a video. Who gave it is not in the files; the folder's name stands for the worker. */
function readFrames(folder: string, object: string, worker: string, sink: AnswerSink): boolean {
  const frames: unknown[] = [];
  for (const name of listing(folder).files) {
    const place = { file: join(folder, name), line: 0 };
    const frame = (parsed(place.file) as { trackingAnnotations?: unknown } | null | undefined)?.trackingAnnotations;
    if (frame === undefined) sink.setAside(place, 'no JSON with "trackingAnnotations"');
    else frames.push(frame);
  }
  if (frames.length > 0)
    sink.answer(object, worker, { trackingAnnotations: frames }, undefined, { file: folder, line: 0 });
  return frames.length > 0;
}

function readEach(folder: string, files: string[], sink: AnswerSink): number {
  let found = 0;
  for (const name of files) if (readDocument(join(folder, name), basename(name, '.json'), sink)) found++;
  return found;
}

/** Reads one JSON file whole; what cannot be read is set aside. */
function readDocument(path: string, object: string, sink: AnswerSink): boolean {
  const place = { file: path, line: 0 };
  const document = parsed(path);
  if (document !== undefined && readResponseDocument(document, object, place, sink)) return true;
  sink.setAside(place, document === undefined ? 'not JSON' : 'neither a worker response nor a consolidation request');
  return false;
}

/** Undefined where a file is no JSON in UTF-8. */
function parsed(path: string): unknown {
  const bytes = readFileSync(path);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function firstFolder(paths: string[]): string {
  for (const path of paths) if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  return paths.at(-1)!;
}

/** JSON files and folders of a folder, numbers in names in their order. */
function listing(folder: string): { files: string[]; folders: string[] } {
  const entries = readdirSync(folder, { withFileTypes: true });
  const sorted = (names: string[]) => names.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return {
    files: sorted(entries.filter((entry) => entry.isFile() && /\.json$/i.test(entry.name)).map(({ name }) => name)),
    folders: sorted(
      entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name),
    ),
  };
}
