import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { z } from 'zod';
import { PlumblineError } from '../../core/errors';
import { sagemakerRuntime } from './clients';

/** The endpoint answered, but not by the contract (docs/architecture.md §6). */
export class EndpointContractError extends PlumblineError {}

/** What an endpoint is asked about one object. */
export interface EndpointInput {
  id: number;
  source?: string;
  'source-ref'?: string;
}

const prediction = z.object({ id: z.number(), label: z.string(), confidence: z.number().nullable() });
const refusal = z.object({ id: z.number(), error: z.string() });
const outputLine = z.union([prediction, refusal]);

export type EndpointOutput = z.infer<typeof outputLine>;

/** Requests stay under serverless inference's 4 MB with room for the answer. */
const MAX_LINES = 250;
const MAX_CHARACTERS = 1_000_000;

/** Cuts inputs into requests. */
export function* requests(inputs: Iterable<EndpointInput>): Generator<EndpointInput[]> {
  let batch: EndpointInput[] = [];
  let characters = 0;
  for (const input of inputs) {
    const length = (input.source?.length ?? 0) + 200;
    if (batch.length && (batch.length >= MAX_LINES || characters + length > MAX_CHARACTERS)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(input);
    characters += length;
  }
  if (batch.length) yield batch;
}

/** Asks the endpoint: one JSON line per object in, one out, in the same order. */
export async function invokeEndpoint(endpointName: string, inputs: EndpointInput[]): Promise<EndpointOutput[]> {
  const { Body } = await sagemakerRuntime().send(
    new InvokeEndpointCommand({
      EndpointName: endpointName,
      ContentType: 'application/jsonlines',
      Accept: 'application/jsonlines',
      Body: Buffer.from(inputs.map((input) => JSON.stringify(input)).join('\n')),
    }),
  );
  const lines = Buffer.from(Body!).toString('utf8').split('\n').filter(Boolean);
  if (lines.length !== inputs.length)
    throw new EndpointContractError(
      `endpoint ${endpointName} answered ${lines.length} lines to ${inputs.length} objects`,
    );
  return lines.map((line, i) => {
    const parsed = outputLine.safeParse(parse(line));
    if (!parsed.success || parsed.data.id !== inputs[i]!.id)
      throw new EndpointContractError(
        `endpoint ${endpointName}: expected {"id":${inputs[i]!.id},"label","confidence"} or {"id","error"}, found ${line.slice(0, 200)}`,
      );
    return parsed.data;
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
