import { StateFailure } from '../errors';
import type { Integration, TaskCall } from './integration';
import { sdkMetadata } from './sdk-metadata';
import { calledError, optimizedStyle, toFailure } from './service-error';

const style = optimizedStyle('Lambda', 'AWSLambdaException', 'AWSLambda');

/** `arn:aws:states:::lambda:invoke`: Arguments name the function, the result is the response of Invoke. */
export function lambdaInvoke(pattern: 'request' | 'token'): Integration {
  return {
    resourceType: 'lambda',
    resource: pattern === 'token' ? 'invoke.waitForTaskToken' : 'invoke',
    pattern,
    service: 'lambda',
    required: ['FunctionName'],
    async request(call) {
      const { FunctionName, Payload = {}, InvocationType, Qualifier } = call.arguments;
      const name =
        Qualifier && !String(FunctionName).includes(`:${Qualifier}`) ? `${FunctionName}:${Qualifier}` : FunctionName;
      if (InvocationType === 'Event') {
        const input = { FunctionName: name, InvocationType, Payload: JSON.stringify(Payload) };
        try {
          await call.context.call(call.principal, 'lambda', 'Invoke', input);
        } catch (error) {
          throw lambdaFailure(error);
        }
        return { ...sdkMetadata(0), StatusCode: 202 };
      }
      const payload = await invoke(call, String(name), Payload);
      const bytes = Buffer.byteLength(payload);
      const more = { 'X-Amz-Executed-Version': '$LATEST', 'x-amzn-Remapped-Content-Length': '0' };
      return {
        ExecutedVersion: '$LATEST',
        Payload: parsePayload(payload),
        ...sdkMetadata(bytes, more),
        StatusCode: 200,
      };
    },
  };
}

/** A function's ARN as the Resource: Arguments are the event, the result is what the function returns. */
export function bareFunction(functionArn: string): Integration {
  return {
    pattern: 'request',
    service: 'lambda',
    resource: functionArn,
    required: [],
    request: async (call) => parsePayload(await invoke(call, functionArn, call.arguments)),
  };
}

async function invoke(call: TaskCall, functionName: string, payload: unknown): Promise<string> {
  let result: { payload: string; functionError?: string };
  try {
    result = await call.context.invokeFunction(call.principal, functionName, JSON.stringify(payload));
  } catch (error) {
    throw lambdaFailure(error);
  }
  if (!result.functionError) return result.payload;
  const error = parsePayload(result.payload) as { errorType?: unknown } | null;
  if (typeof error?.errorType === 'string' && error.errorType !== '')
    throw new StateFailure(error.errorType, result.payload);
  throw new StateFailure(
    'Lambda.Unknown',
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${result.payload}`,
  );
}

function lambdaFailure(error: unknown): StateFailure {
  const { code, message, status } = calledError(error);
  if (status >= 500) return new StateFailure('Lambda.ServiceException', style.cause({ code, message, status }));
  return toFailure(error, style);
}

function parsePayload(payload: string): unknown {
  if (payload === '' || payload === undefined) return null;
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}
