import { extname } from 'node:path';
import { formatS3Uri, type S3Location } from '../../core/manifest/s3-uri';
import { splitLines } from '../../core/manifest/split-lines';
import type { TaskType } from '../../task-types/task-type';
import { readStream } from './work-store';

/** Whether a task type takes a file with this name from an inbox or a prefix. */
export const accepts = (taskType: TaskType, key: string): boolean =>
  taskType.extensions.includes(extname(key).toLowerCase());

/**
 * The manifest lines a dropped file stands for: manifests (`.jsonl`, `.manifest`) are taken line by line as they are, a text file gives
 * one text per line, anything else is one object by reference.
 */
export async function* linesOf(file: S3Location): AsyncGenerator<string> {
  const extension = extname(file.key).toLowerCase();
  if (extension !== '.txt' && extension !== '.jsonl' && extension !== '.manifest') {
    yield JSON.stringify({ 'source-ref': formatS3Uri(file) });
    return;
  }
  const stream = await readStream(file);
  if (!stream) return;
  for await (const { text } of splitLines(stream)) yield extension === '.txt' ? JSON.stringify({ source: text }) : text;
}
