import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ServiceError } from '../contract';
import { badDigest, type ChecksumAlgorithm, declaredAlgorithm, runningChecksum } from './checksums';
import { ChunkedDecoder } from './chunked';

export interface Uploaded {
  size: number;
  md5: string;
  checksum?: { algorithm: ChecksumAlgorithm; value: string };
}

const largestPut = 5 * 1024 ** 3;

/** Streams a request's body into a file, checking every length and checksum it declares. The file is gone when this throws. */
export async function receive(
  body: Readable | Buffer | string,
  headers: Record<string, string>,
  path: string,
): Promise<Uploaded> {
  const stated = headers['x-amz-content-sha256'];
  const chunked = stated?.startsWith('STREAMING-') || headers['content-encoding']?.split(',').includes('aws-chunked');
  const algorithm = declaredAlgorithm(headers);
  const checksum = algorithm ? runningChecksum(algorithm) : undefined;
  const md5 = createHash('md5');
  const sha256 = stated && /^[0-9a-f]{64}$/.test(stated) ? createHash('sha256') : undefined;
  let size = 0;

  const decoder = chunked ? new ChunkedDecoder() : undefined;
  const source =
    Buffer.isBuffer(body) || typeof body === 'string' ? Readable.from([Buffer.from(body as string)]) : body;
  const count = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > largestPut) {
        throw new ServiceError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
      }
      md5.update(chunk);
      sha256?.update(chunk);
      checksum?.update(chunk);
      yield chunk;
    }
  };
  try {
    if (decoder) await pipeline(source, decoder, count, createWriteStream(path));
    else await pipeline(source, count, createWriteStream(path));

    const declaredLength = headers[chunked ? 'x-amz-decoded-content-length' : 'content-length'];
    if (declaredLength !== undefined && Number(declaredLength) !== size) {
      throw new ServiceError(
        'IncompleteBody',
        'You did not provide the number of bytes specified by the Content-Length HTTP header',
      );
    }
    if (sha256 && sha256.digest('hex') !== stated) {
      throw new ServiceError(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    }
    const digest = md5.digest();
    if (headers['content-md5'] && headers['content-md5'] !== digest.toString('base64')) throw badDigest('Content-MD5');
    const value = checksum?.digest();
    if (algorithm) {
      const wanted = headers[`x-amz-checksum-${algorithm}`] ?? decoder?.trailers[`x-amz-checksum-${algorithm}`];
      if (wanted !== undefined && wanted !== value) throw badDigest(algorithm);
    }
    return { size, md5: digest.toString('hex'), checksum: algorithm && { algorithm, value: value! } };
  } catch (error) {
    await rm(path, { force: true });
    if (
      (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE' ||
      (error as Error).message === 'aborted'
    ) {
      throw new ServiceError('RequestTimeout', 'The connection ended before the body did.');
    }
    throw error;
  }
}
