/** Task inputs, answers and drafts: JSON text in the item when it is small, in the work bucket when it is not. */
import type { Ref } from '../../../core/workforce/task';
import { locationOf, readText, writeText } from '../work-store';

/** Bytes; nine such answers and the task input stay far below an item's 400 KB. */
const INLINE_BYTES = 8192;
/**
 * Bytes of JSON text. A mask of 24 megapixels is some hundred KB; what is beyond this is a picture that was not reduced to its colours.
 * Compressed on the way (lambdas/worker-api/transport.ts), this much passes a function's 6 MB whatever has to be escaped in it.
 */
export const MAX_CONTENT_BYTES = 6_000_000;

export const contentBytes = (content: string): number => Buffer.byteLength(content, 'utf8');
export const isLarge = (content: string): boolean => contentBytes(content) > INLINE_BYTES;

/** Keeps the content inline or puts it under the key. */
export async function storeContent(content: string, bucket: string, key: string): Promise<Ref> {
  if (!isLarge(content)) return { content };
  await writeText({ bucket, key }, content);
  return { s3Uri: `s3://${bucket}/${key}` };
}

export async function readContent<T>(ref: Ref): Promise<T> {
  if ('content' in ref) return JSON.parse(ref.content) as T;
  const text = await readText(locationOf(ref.s3Uri));
  if (text === undefined) throw new Error(`${ref.s3Uri} is gone`);
  return JSON.parse(text) as T;
}
