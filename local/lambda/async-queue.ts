import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type CloudContext, type InvocationResult, ServiceError } from '../contract';
import { RecordStore } from '../storage/record-store';
import type { LambdaFunction } from './function';

interface Invocation {
  id: string;
  functionName: string;
  invokedArn: string;
  payload: string;
  receivedAt: number;
  attempts: number;
  notBefore: number;
}

interface AsyncQueueTools {
  context: CloudContext;
  find: (name: string) => LambdaFunction | undefined;
  run: (
    fn: LambdaFunction,
    invocation: { payload: string; invokedArn: string; id: string },
  ) => Promise<InvocationResult>;
}

/** AWS waits one minute and then two; a laptop run is not made to wait that long. */
const retryDelays = [1_000, 2_000];
const throttleDelay = 500;
const concurrencyPerFunction = 3;

/**
 * Asynchronous invocations: on disk before the caller is answered, taken off when the function has answered or given up. A killed
 * process runs an unfinished one again, so delivery is at least once, as on AWS.
 */
export class AsyncQueue {
  private readonly journal: RecordStore<Invocation>;
  private readonly active = new Map<string, number>();
  private readonly running = new Set<string>();
  private timer?: NodeJS.Timeout;
  private open = false;

  constructor(private readonly tools: AsyncQueueTools) {
    this.journal = new RecordStore<Invocation>(join(tools.context.dataDir, 'lambda', 'async.jsonl'));
  }

  add(fn: LambdaFunction, invokedArn: string, payload: string): string {
    const now = Date.now();
    const invocation: Invocation = {
      id: randomUUID(),
      functionName: fn.name,
      invokedArn,
      payload,
      receivedAt: now,
      attempts: 0,
      notBefore: now,
    };
    this.journal.put(invocation.id, invocation);
    this.pump();
    return invocation.id;
  }

  start(): void {
    this.open = true;
    this.pump();
  }

  stop(): void {
    this.open = false;
    clearTimeout(this.timer);
    this.journal.close();
  }

  private pump(): void {
    if (!this.open) return;
    clearTimeout(this.timer);
    const now = Date.now();
    let next = Number.POSITIVE_INFINITY;
    for (const invocation of this.journal.values()) {
      if (this.running.has(invocation.id)) continue;
      if (invocation.notBefore > now) {
        next = Math.min(next, invocation.notBefore);
        continue;
      }
      const active = this.active.get(invocation.functionName) ?? 0;
      if (active >= concurrencyPerFunction) continue;
      this.active.set(invocation.functionName, active + 1);
      this.running.add(invocation.id);
      void this.attempt(invocation).finally(() => {
        this.active.set(invocation.functionName, (this.active.get(invocation.functionName) ?? 1) - 1);
        this.running.delete(invocation.id);
        this.pump();
      });
    }
    if (next < Number.POSITIVE_INFINITY) this.timer = setTimeout(() => this.pump(), next - now).unref();
  }

  private async attempt(invocation: Invocation): Promise<void> {
    const fn = this.tools.find(invocation.functionName);
    if (!fn) {
      this.journal.delete(invocation.id);
      return;
    }
    let result: InvocationResult;
    try {
      result = await this.tools.run(fn, invocation);
    } catch (error) {
      // why: a throttled event has not been tried; it waits without using up its attempts.
      const retryable =
        error instanceof ServiceError && (error.code === 'TooManyRequestsException' || error.status >= 500);
      if (retryable && this.open) {
        this.journal.put(invocation.id, { ...invocation, notBefore: Date.now() + throttleDelay });
        return;
      }
      result = { payload: JSON.stringify({ errorMessage: (error as Error).message }), functionError: 'Unhandled' };
    }
    // why: what was cut off by an orderly stop is tried again at the next start.
    if (!this.open) return;
    const attempts = invocation.attempts + 1;
    const { maximumRetries, maximumAgeSeconds } = fn.destinations ?? { maximumRetries: 2, maximumAgeSeconds: 21_600 };
    const tooOld = Date.now() - invocation.receivedAt > maximumAgeSeconds * 1000;
    if (result.functionError && attempts <= maximumRetries && !tooOld) {
      const notBefore = Date.now() + (retryDelays[attempts - 1] ?? retryDelays.at(-1)!);
      this.journal.put(invocation.id, { ...invocation, attempts, notBefore });
      return;
    }
    await this.finish(fn, invocation, attempts, result);
    this.journal.delete(invocation.id);
  }

  private async finish(
    fn: LambdaFunction,
    invocation: Invocation,
    attempts: number,
    result: InvocationResult,
  ): Promise<void> {
    const { context } = this.tools;
    const failed = result.functionError !== undefined;
    if (failed) {
      const { errorType = '', errorMessage = result.payload } = safeParse(result.payload);
      const reason = `${errorType ? `${errorType}: ` : ''}${errorMessage} (after ${attempts} attempts)`;
      context.recordFailure?.({ service: 'lambda', resource: fn.name, reason });
    }
    const destination = failed ? fn.destinations?.onFailure : fn.destinations?.onSuccess;
    try {
      if (destination) await this.deliver(fn, destination, JSON.stringify(envelope(fn, invocation, attempts, result)));
      if (failed && fn.deadLetterArn) {
        await this.deliver(fn, fn.deadLetterArn, invocation.payload, {
          RequestID: { DataType: 'String', StringValue: invocation.id },
          ErrorCode: { DataType: 'Number', StringValue: '200' },
          ErrorMessage: { DataType: 'String', StringValue: result.payload.slice(0, 1024) },
        });
      }
    } catch (error) {
      context.log(
        'lambda',
        `${fn.name}: the result of ${invocation.id} could not be delivered: ${(error as Error).message}`,
      );
    }
  }

  private async deliver(
    fn: LambdaFunction,
    arn: string,
    message: string,
    attributes?: Record<string, unknown>,
  ): Promise<void> {
    const { context } = this.tools;
    const role = context.assumeRole(fn.roleArn, 'lambda.amazonaws.com', fn.name);
    const [, , service, , account, name = ''] = arn.split(':');
    if (service === 'sqs') {
      const QueueUrl = `${context.endpointUrl}/${account}/${name}`;
      await context.call(role, 'sqs', 'SendMessage', { QueueUrl, MessageBody: message, MessageAttributes: attributes });
    } else if (service === 'sns') {
      await context.call(role, 'sns', 'Publish', { TopicArn: arn, Message: message, MessageAttributes: attributes });
    } else {
      await context.call(role, 'lambda', 'Invoke', { FunctionName: arn, InvocationType: 'Event', Payload: message });
    }
  }
}

function envelope(fn: LambdaFunction, invocation: Invocation, attempts: number, result: InvocationResult) {
  return {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: invocation.id,
      functionArn: `${fn.arn}:$LATEST`,
      condition: result.functionError ? 'RetriesExhausted' : 'Success',
      approximateInvokeCount: attempts,
    },
    requestPayload: safeParse(invocation.payload),
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: result.functionError },
    responsePayload: safeParse(result.payload),
  };
}

function safeParse(text: string): any {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return { errorMessage: text };
  }
}
