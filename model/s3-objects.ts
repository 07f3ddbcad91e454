import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { limiter } from './limiter';

export type FetchedObject = { changed: true; bytes: Uint8Array; etag: string } | { changed: false };

/** Reads an object; with `knownEtag`, says instead when it is still the one known. Throws an error whose message names the object. */
export type ObjectReader = (uri: string, knownEtag?: string) => Promise<FetchedObject>;

const largestObject = 64 * 1024 * 1024;

/** Up to `concurrency` objects at a time over all callers. */
export function s3Reader(concurrency = 16): ObjectReader {
  const client = new S3Client({ followRegionRedirects: true });
  const limited = limiter(concurrency);
  return (uri, knownEtag) =>
    limited(async () => {
      const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
      if (!Bucket || !Key) throw new Error(`${uri}: not an s3://bucket/key address`);
      try {
        const got = await client.send(new GetObjectCommand({ Bucket, Key, IfNoneMatch: knownEtag }));
        if ((got.ContentLength ?? 0) > largestObject) {
          (got.Body as { destroy?: () => void } | undefined)?.destroy?.();
          throw new Error(`${got.ContentLength} bytes, more than the ${largestObject} this container reads`);
        }
        return { changed: true, bytes: await got.Body!.transformToByteArray(), etag: got.ETag ?? '' };
      } catch (error) {
        const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
        if ($metadata?.httpStatusCode === 304) return { changed: false };
        throw new Error(`${uri}: ${name && name !== 'Error' ? `${name}: ` : ''}${message}`, { cause: error });
      }
    });
}
