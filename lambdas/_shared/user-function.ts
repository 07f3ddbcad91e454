import { InvokeCommand } from '@aws-sdk/client-lambda';
import { PlumblineError } from '../../core/errors';
import { lambda } from './clients';

/** A user's own Lambda failed; the message is the function's. */
export class UserFunctionError extends PlumblineError {}

/** Invokes a user's annotation function and parses what it returns. */
export async function invokeUserFunction(functionArn: string, event: unknown): Promise<unknown> {
  const { Payload, FunctionError } = await lambda().send(
    new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  const text = Payload ? Buffer.from(Payload).toString('utf8') : 'null';
  if (FunctionError) throw new UserFunctionError(`${functionArn} failed: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}
