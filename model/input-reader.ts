import type { Learner } from './learners/learner';
import { LruCache } from './lru-cache';
import type { ObjectReader } from './s3-objects';

/** What a request or a manifest line says about an object. */
export interface ObjectLine {
  source?: unknown;
  'source-ref'?: unknown;
}

/** Turns a line into what the learner takes. Throws with the reason, naming the object when there is one. */
export type InputReader = (line: ObjectLine) => Promise<unknown>;

/**
 * `cacheBytes` keeps prepared files by URI, checked against S3 by ETag: the labeling loop scores the same pool every round, and
 * fetching and decoding a picture costs more than scoring it.
 */
export function inputReader(learner: Learner, read: ObjectReader, cacheBytes = 0): InputReader {
  const cache = new LruCache<{ etag: string; input: unknown }>(cacheBytes);
  return async (line) => {
    const uri = line['source-ref'];
    if (uri === undefined) {
      if (typeof line.source !== 'string') throw new Error('the line has neither "source" nor "source-ref" as text');
      return learner.fromText(line.source);
    }
    if (typeof uri !== 'string') throw new Error('"source-ref" is not text');
    const known = cache.get(uri);
    const fetched = await read(uri, known?.etag);
    if (!fetched.changed) return known!.input;
    let input: unknown;
    try {
      input = await learner.fromFile(fetched.bytes);
    } catch (error) {
      throw new Error(`${uri}: ${(error as Error).message}`, { cause: error });
    }
    if (fetched.etag) cache.set(uri, { etag: fetched.etag, input }, sizeOf(input) + uri.length * 2 + 200);
    return input;
  };
}

const sizeOf = (input: unknown): number =>
  ArrayBuffer.isView(input) ? input.byteLength : typeof input === 'string' ? input.length * 2 : 1000;
