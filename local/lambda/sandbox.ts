import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { InvocationResult } from '../contract';
import { type LambdaFunction, syncPayloadLimit } from './function';

const runtime = fileURLToPath(new URL('./runtime.mjs', import.meta.url));

export interface SandboxTools {
  endpointUrl: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  onLog: (text: string) => void;
}

export interface SandboxResult extends InvocationResult {
  /** Handler time, with the start of the runtime where this was the first invocation. */
  billedMs: number;
}

interface Pending {
  id: string;
  started: number;
  settle: (result: InvocationResult) => void;
  timer: NodeJS.Timeout;
}

/** One execution environment: a worker thread with the function loaded, running one invocation at a time. */
export class Sandbox {
  readonly streamName: string;
  lastUsed = Date.now();
  dead = false;
  private readonly worker: Worker;
  private readonly loaded: Promise<string | undefined>;
  private readonly created = performance.now();
  private initMs = 0;
  private markLoaded!: (initError: string | undefined) => void;
  private pending?: Pending;
  private deathReason = 'Error: Runtime exited without providing a reason';

  constructor(
    readonly fn: LambdaFunction,
    private readonly tools: SandboxTools,
  ) {
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    this.streamName = `${day}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    this.loaded = new Promise((resolve) => {
      this.markLoaded = resolve;
    });
    this.worker = new Worker(runtime, {
      // why: none of the flags of this process (TypeScript loaders, test hooks) belong into a function.
      execArgv: [],
      env: this.environment(),
      // why: V8's default for the young generation would let each of a dozen sandboxes keep some 50 MB it does not need.
      resourceLimits: { maxOldGenerationSizeMb: fn.memoryMb, maxYoungGenerationSizeMb: 8 },
      stdout: true,
      stderr: true,
      workerData: {
        code: fn.code,
        handler: fn.handler,
        context: {
          functionName: fn.name,
          functionVersion: '$LATEST',
          memoryLimitInMB: String(fn.memoryMb),
          logGroupName: fn.logGroup,
          logStreamName: this.streamName,
        },
      },
    });
    this.worker.unref();
    this.worker.on('message', (message) => this.onMessage(message));
    this.worker.on('error', (error: NodeJS.ErrnoException) => {
      this.deathReason =
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? 'Error: Runtime exited with error: signal: killed'
          : `Error: ${error.message}`;
      if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') this.tools.onLog(`${error.stack ?? error}\n`);
    });
    this.worker.on('exit', () => this.die());
    this.worker.stderr.on('data', (chunk: Buffer) => this.tools.onLog(chunk.toString()));
    this.worker.stdout.on('data', (chunk: Buffer) => this.tools.onLog(chunk.toString()));
  }

  async invoke(payload: string, invokedArn: string, requestId: string): Promise<SandboxResult> {
    const initError = await this.loaded;
    const firstInit = this.initMs;
    this.initMs = 0;
    if (initError !== undefined) return { payload: initError, functionError: 'Unhandled', billedMs: firstInit };
    if (this.dead) return { ...this.exited(requestId), billedMs: firstInit };
    const started = performance.now();
    const result = await new Promise<InvocationResult>((settle) => {
      const limit = this.fn.timeoutSeconds * 1000;
      const timer = setTimeout(() => this.timeOut(), limit);
      this.pending = { id: requestId, started, settle, timer };
      this.worker.ref();
      this.worker.postMessage({
        id: requestId,
        payload,
        deadline: Date.now() + limit,
        invokedArn,
        traceId: `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`,
      });
    });
    this.lastUsed = Date.now();
    return { ...result, billedMs: Math.ceil(performance.now() - started + firstInit) };
  }

  async terminate(): Promise<void> {
    this.dead = true;
    await this.worker.terminate();
  }

  private settle(result: InvocationResult): void {
    const { pending } = this;
    if (!pending) return;
    this.pending = undefined;
    clearTimeout(pending.timer);
    this.worker.unref();
    pending.settle(result);
  }

  private onMessage(message: any): void {
    if (message.log !== undefined) {
      this.tools.onLog(message.log);
      return;
    }
    if (message.ready || message.initError) {
      this.initMs = performance.now() - this.created;
      if (message.initError) {
        this.dead = true;
        this.tools.onLog(
          `${new Date().toISOString()}\tundefined\tERROR\tUncaught Exception\t${JSON.stringify(message.initError)}\n`,
        );
      }
      this.markLoaded(message.initError && JSON.stringify(message.initError));
      return;
    }
    if (message.id !== this.pending?.id) return;
    if (message.error) {
      this.tools.onLog(
        `${new Date().toISOString()}\t${message.id}\tERROR\tInvoke Error\t${JSON.stringify(message.error)}\n`,
      );
      this.settle({ payload: JSON.stringify(message.error), functionError: 'Unhandled' });
      return;
    }
    if (Buffer.byteLength(message.result) > syncPayloadLimit) {
      this.settle({
        payload: JSON.stringify({
          errorType: 'Function.ResponseSizeTooLarge',
          errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
        }),
        functionError: 'Unhandled',
      });
      return;
    }
    this.settle({ payload: message.result });
  }

  private timeOut(): void {
    const id = this.pending?.id;
    const text = `Task timed out after ${this.fn.timeoutSeconds.toFixed(2)} seconds`;
    this.tools.onLog(`${new Date().toISOString()} ${id} ${text}\n`);
    this.settle({
      payload: JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${id} Error: ${text}` }),
      functionError: 'Unhandled',
    });
    void this.terminate();
  }

  private exited(requestId: string): InvocationResult {
    return {
      payload: JSON.stringify({
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${requestId} ${this.deathReason}`,
      }),
      functionError: 'Unhandled',
    };
  }

  private die(): void {
    this.dead = true;
    this.markLoaded(undefined);
    if (this.pending) this.settle(this.exited(this.pending.id));
  }

  private environment(): Record<string, string> {
    const { fn, tools } = this;
    const nowhere = join(fn.code, '.no-shared-aws-configuration');
    return {
      PATH: process.env.PATH ?? '',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      // why: the person's own profiles must not reach a function that would have none on Lambda.
      AWS_CONFIG_FILE: nowhere,
      AWS_SHARED_CREDENTIALS_FILE: nowhere,
      ...fn.environment,
      AWS_REGION: tools.region,
      AWS_DEFAULT_REGION: tools.region,
      AWS_ACCESS_KEY_ID: tools.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: tools.credentials.secretAccessKey,
      AWS_SESSION_TOKEN: tools.credentials.sessionToken,
      AWS_ENDPOINT_URL: tools.endpointUrl,
      AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
      AWS_LAMBDA_FUNCTION_NAME: fn.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: this.streamName,
      AWS_LAMBDA_LOG_FORMAT: fn.logFormat,
      LAMBDA_TASK_ROOT: fn.code,
      _HANDLER: fn.handler,
    };
  }
}
