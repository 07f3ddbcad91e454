import type { CloudContext, Principal } from '../../contract';
import { StateFailure } from '../errors';
import { calledError, sdkStyle } from '../integrations/service-error';

/** A ResultWriter with its expressions evaluated. */
export interface WriterSettings {
  bucket?: string;
  prefix?: string;
  outputType: string;
  transformation: string;
}

/** What is written of one child execution. */
export interface ChildResult {
  ExecutionArn: string;
  Input: string;
  Name: string;
  Output?: string;
  Error?: string;
  Cause?: string;
  StartDate: string;
  StopDate?: string;
  StateMachineArn: string;
  Status: string;
}

const largestFile = 5 * 1024 ** 3;

/** Results as the writer's transformation wants them. */
export function transformed(results: readonly ChildResult[], transformation: string): unknown[] {
  if (transformation === 'NONE') {
    return results.map((result) => ({
      ...result,
      InputDetails: { Included: true },
      ...(result.Output === undefined ? {} : { OutputDetails: { Included: true } }),
      RedriveCount: 0,
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason:
        result.Status === 'SUCCEEDED'
          ? 'Execution is SUCCEEDED and cannot be redriven'
          : 'Execution was started by a map run',
    }));
  }
  const outputs = results.map(({ Output, Error: error, Cause }) =>
    Output === undefined ? { Error: error, Cause } : JSON.parse(Output),
  );
  return transformation === 'FLATTEN' ? outputs.flat() : outputs;
}

/** Writes SUCCEEDED_0.json, FAILED_0.json, PENDING_0.json and their manifest; returns what becomes the map's result. */
export async function writeResults(
  context: CloudContext,
  principal: Principal,
  mapRunArn: string,
  writer: WriterSettings,
  results: readonly ChildResult[],
): Promise<Record<string, unknown>> {
  const folder = [writer.prefix?.replace(/\/+$/, ''), mapRunArn.split(':').at(-1)].filter(Boolean).join('/');
  const lines = writer.outputType === 'JSONL';
  const put = async (Key: string, Body: string) => {
    try {
      await context.call(principal, 's3', 'PutObject', {
        Bucket: writer.bucket,
        Key,
        Body,
        ContentType: 'application/json',
      });
    } catch (error) {
      throw new StateFailure('States.ResultWriterFailed', sdkStyle('S3').cause(calledError(error)));
    }
  };
  const groups: Record<string, ChildResult[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  for (const result of results) {
    const group = result.Status === 'SUCCEEDED' ? 'SUCCEEDED' : result.Status === 'PENDING' ? 'PENDING' : 'FAILED';
    groups[group]!.push(result);
  }
  const ResultFiles: Record<string, { Key: string; Size: number }[]> = {};
  for (const [status, group] of Object.entries(groups)) {
    ResultFiles[status] = [];
    const texts = transformed(group, writer.transformation).map((entry) => JSON.stringify(entry));
    for (const part of parts(texts)) {
      const body = lines ? `${part.join('\n')}\n` : `[${part.join(',')}]`;
      const Key = `${folder}/${status}_${ResultFiles[status].length}.${lines ? 'jsonl' : 'json'}`;
      await put(Key, body);
      ResultFiles[status].push({ Key, Size: Buffer.byteLength(body) });
    }
  }
  const Key = `${folder}/manifest.json`;
  await put(Key, JSON.stringify({ DestinationBucket: writer.bucket, MapRunArn: mapRunArn, ResultFiles }));
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: writer.bucket, Key } };
}

function* parts(texts: readonly string[]): Generator<string[]> {
  let part: string[] = [];
  let size = 0;
  for (const text of texts) {
    if (size + text.length > largestFile && part.length > 0) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(text);
    size += text.length + 1;
  }
  if (part.length > 0) yield part;
}
