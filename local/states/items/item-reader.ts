import type { Readable } from 'node:stream';
import type { CloudContext, Principal } from '../../contract';
import { StateFailure } from '../errors';
import { calledError, sdkStyle } from '../integrations/service-error';
import { csvItems } from './csv';

/** An ItemReader with its expressions evaluated. */
export interface ReaderSettings {
  resource: string;
  arguments: Record<string, any>;
  config: Record<string, any>;
}

/** Reads the data set of a distributed map, as the state machine's role. */
export async function readItems(context: CloudContext, principal: Principal, reader: ReaderSettings): Promise<any[]> {
  const { MaxItems = 0 } = reader.config;
  if (typeof MaxItems !== 'number' || MaxItems < 0) throw failed('field MaxItems must be positive');
  const limit = MaxItems === 0 ? Number.POSITIVE_INFINITY : MaxItems;
  const items = reader.resource.endsWith(':listObjectsV2')
    ? await listObjects(context, principal, reader.arguments, limit)
    : await objectItems(context, principal, reader, limit);
  return items.length > limit ? items.slice(0, limit) : items;
}

function failed(cause: string): StateFailure {
  return new StateFailure('States.ItemReaderFailed', cause);
}

async function s3(context: CloudContext, principal: Principal, operation: string, input: Record<string, any>) {
  try {
    return await context.call(principal, 's3', operation, input);
  } catch (error) {
    throw failed(sdkStyle('S3').cause(calledError(error)));
  }
}

async function listObjects(
  context: CloudContext,
  principal: Principal,
  input: Record<string, any>,
  limit: number,
): Promise<any[]> {
  const items: any[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3(context, principal, 'ListObjectsV2', {
      ...input,
      ...(ContinuationToken ? { ContinuationToken } : {}),
    });
    for (const { ETag, Key, LastModified, Size, StorageClass = 'STANDARD' } of page.Contents ?? []) {
      items.push({
        Etag: ETag,
        Key,
        LastModified: Math.floor(new Date(LastModified).getTime() / 1000),
        Size,
        StorageClass,
      });
    }
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (ContinuationToken && items.length < limit);
  return items;
}

async function objectItems(
  context: CloudContext,
  principal: Principal,
  reader: ReaderSettings,
  limit: number,
): Promise<any[]> {
  const { Body } = await s3(context, principal, 'GetObject', reader.arguments);
  const { InputType } = reader.config;
  if (InputType === 'JSONL') return jsonLines(Body, limit);
  const text = await wholeText(Body);
  if (InputType === 'CSV') return csvItems(text, reader.config);
  let data: any;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw failed(`Unable to parse the JSON file: ${(error as Error).message}`);
  }
  for (const name of String(reader.config.ItemsPointer ?? '')
    .split('/')
    .slice(1)) {
    data = data?.[name.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  if (!Array.isArray(data)) throw failed('Attempting to map over non-iterable node.');
  return data;
}

async function jsonLines(body: unknown, limit: number): Promise<any[]> {
  const items: any[] = [];
  let number = 0;
  for await (const line of linesOf(body)) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      items.push(JSON.parse(line));
    } catch (error) {
      throw failed(`Unable to parse line ${number} of the JSON Lines file: ${(error as Error).message}`);
    }
    if (items.length >= limit) break;
  }
  return items;
}

async function* linesOf(body: unknown): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunksOf(body)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function* chunksOf(body: unknown): AsyncGenerator<Uint8Array> {
  if (typeof body === 'string' || Buffer.isBuffer(body)) yield Buffer.from(body as string);
  else for await (const chunk of body as Readable) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

async function wholeText(body: unknown): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(body)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
