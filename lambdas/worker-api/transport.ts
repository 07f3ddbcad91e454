/** Bodies of requests and responses, compressed where that pays: a function takes and gives 6 MB at most. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { MAX_CONTENT_BYTES } from '../_shared/tasks/contents';
import { ApiError, tooLarge } from './errors';

/** As a type of its own and not as an encoding of JSON, which the gateway would hand on as text. */
const COMPRESSED = 'application/gzip';
const COMPRESS_FROM_BYTES = 2048;
/** An answer and what is sent beside it; nothing longer is unpacked. */
const LARGEST_BODY = MAX_CONTENT_BYTES + 100_000;

type Event = Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded' | 'headers'>;

/** The request's JSON; undefined when it has none. */
export function bodyOf(event: Event): unknown {
  const text = textOf(event);
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError('ValidationException', `The request is not JSON: ${(error as Error).message}`);
  }
}

function textOf({ body, isBase64Encoded, headers }: Event): string | undefined {
  if (!body) return undefined;
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (!headers['content-type']?.startsWith(COMPRESSED)) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_BODY }).toString('utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(LARGEST_BODY);
    throw new ApiError('ValidationException', `The request cannot be unpacked: ${(error as Error).message}`);
  }
}

export function respond(
  statusCode: number,
  body: unknown,
  acceptEncoding: string | undefined,
): APIGatewayProxyStructuredResultV2 {
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  if (body === undefined) return { statusCode, headers };
  headers['content-type'] = 'application/json';
  const text = JSON.stringify(body);
  if (text.length < COMPRESS_FROM_BYTES || !/\bgzip\b/.test(acceptEncoding ?? ''))
    return { statusCode, headers, body: text };
  headers['content-encoding'] = 'gzip';
  return { statusCode, headers, body: gzipSync(text).toString('base64'), isBase64Encoded: true };
}
