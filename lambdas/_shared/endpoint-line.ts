import { InvokeCommand } from '@aws-sdk/client-lambda';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { type EndpointReply, type EndpointRequest, ObjectProblem } from '../../core/endpoint/adapter';
import { type EndpointLine, RequestRefused } from '../../core/endpoint/ask';
import { functionEvent, functionReply } from '../../core/endpoint/function-event';
import { ValidationException } from '../../core/errors';
import { lambda, sagemakerRuntime } from './clients';
import { locationOf, readStream } from './work-store';

/** SageMaker ends an invocation after 60 seconds, a function may be allowed longer; pauses for throttling come on top. */
const PATIENCE_MS = { endpoint: 150_000, function: 200_000 };
/** Longest piece of a service's or model's message that is passed on. */
const QUOTED = 500;

export const isFunctionArn = (endpoint: string): boolean => /^arn:[^:]*:lambda:/.test(endpoint);

/** Reaches a SageMaker endpoint by name or a Lambda function by ARN. */
export function endpointLine(endpoint: string): EndpointLine {
  const send = isFunctionArn(endpoint) ? invokeFunction : invokeEndpoint;
  return {
    readFile,
    async send(request) {
      try {
        return await send(endpoint, request);
      } catch (error) {
        throw refusalOf(error as ServiceFailure) ?? named(error as Error, endpoint);
      }
    },
  };
}

async function invokeEndpoint(EndpointName: string, request: EndpointRequest): Promise<EndpointReply> {
  const { Body, ContentType } = await sagemakerRuntime().send(
    new InvokeEndpointCommand({
      EndpointName,
      ContentType: request.contentType,
      Accept: request.accept,
      Body: typeof request.body === 'string' ? Buffer.from(request.body) : request.body,
    }),
    { abortSignal: AbortSignal.timeout(PATIENCE_MS.endpoint) },
  );
  return { body: Body ?? new Uint8Array(), contentType: ContentType };
}

async function invokeFunction(FunctionName: string, request: EndpointRequest): Promise<EndpointReply> {
  const { Payload, FunctionError } = await lambda().send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(functionEvent(request)) }),
    { abortSignal: AbortSignal.timeout(PATIENCE_MS.function) },
  );
  const text = Buffer.from(Payload ?? []).toString('utf8');
  if (FunctionError)
    throw new RequestRefused(`the function failed: ${text.slice(0, QUOTED)}`, /Task timed out/.test(text));
  return functionReply(text);
}

/** What the SDK's errors of both services carry. */
interface ServiceFailure extends Error {
  $metadata?: { httpStatusCode?: number };
  OriginalStatusCode?: number;
  OriginalMessage?: string;
}

/** The error as that of one request, where another request may fare better. */
function refusalOf(error: ServiceFailure): RequestRefused | undefined {
  if (error instanceof RequestRefused) return error;
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return new RequestRefused('it did not answer in time', true);
  if (error.name === 'ModelError') {
    const { OriginalStatusCode: status, OriginalMessage = error.message } = error;
    const late = !status && /timed out|did not respond/i.test(OriginalMessage);
    return new RequestRefused(`the model answered ${status || 'nothing'}: ${OriginalMessage.slice(0, QUOTED)}`, late);
  }
  const tooLarge =
    error.$metadata?.httpStatusCode === 413 ||
    (error.name === 'ValidationError' && /exceed|too large|length less than or equal/i.test(error.message));
  return tooLarge ? new RequestRefused(`the request is too large: ${error.message.slice(0, QUOTED)}`) : undefined;
}

/** The service's error, kept with its name, which is what the state machine's retries go by. */
function named(error: Error, endpoint: string): Error {
  error.message = `endpoint ${endpoint}: ${error.message}`;
  return error;
}

async function readFile(uri: string): Promise<Uint8Array> {
  try {
    const stream = await readStream(locationOf(uri));
    if (!stream) throw new ObjectProblem(`there is no object ${uri}`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof ObjectProblem) throw error;
    const { name, message, $metadata } = error as ServiceFailure;
    const status = error instanceof ValidationException ? 400 : ($metadata?.httpStatusCode ?? 0);
    // why: S3 that is throttled or down says nothing about this object, and the state machine comes again.
    if (status < 400 || status > 499 || status === 429) throw error;
    throw new ObjectProblem(`${uri} cannot be read: ${name}: ${message}`);
  }
}
