import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { type CloudContext, type InvocationResult, type Principal, ServiceError } from '../../../local/contract';
import type { Timers } from '../../../local/states/engine/timers';
import { createStates } from '../../../local/states/index';

/** What DescribeExecution tells of an ended execution, and its history. */
export interface Result {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: string;
  output: string;
  error?: string;
  cause: string;
  history: any[];
}

export type FunctionBody = (event: any, callCount: number) => unknown | Promise<unknown>;

/** A failure as a function's runtime reports it. */
export class FunctionFailure extends Error {
  constructor(
    readonly errorType: string | undefined,
    message: string,
  ) {
    super(message);
  }
}

export interface WorldOptions {
  functions?: Record<string, FunctionBody>;
  /** Other services: answers by `<service>:<Operation>`. */
  services?: Record<string, (input: any) => unknown>;
  /** Actions the role may not do. */
  denied?: string[];
  folder?: string;
  timers?: Timers;
  random?: () => number;
}

export const roleArn = 'arn:aws:iam::123456789012:role/machine';
export const functionArn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;

/**
 * The world a Step Functions service stands in: functions are a table of plain functions, other services a table of answers. Nothing
 * of the service itself is replaced.
 */
export function createWorld(options: WorldOptions = {}) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'states-'));
  const invocations: { name: string; event: any }[] = [];
  const calls: { service: string; operation: string; input: any }[] = [];
  const published: any[] = [];
  const logs: string[] = [];
  const objects = new Map<string, string>();
  const denied = new Set(options.denied);
  let alive = true;

  function authorize(principal: Principal, action: string, resource: string): void {
    if (principal.kind !== 'role' || !denied.has(action)) return;
    const session = `arn:aws:sts::123456789012:assumed-role/machine/${principal.sessionName}`;
    const why = `because no identity-based policy allows the ${action} action`;
    throw new ServiceError(
      'AccessDeniedException',
      `User: ${session} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
      403,
    );
  }

  async function invokeFunction(principal: Principal, arn: string, payload: string): Promise<InvocationResult> {
    const name = arn
      .split(':')
      .filter((part) => part !== '$LATEST')
      .at(-1)!;
    authorize(principal, 'lambda:InvokeFunction', arn);
    const body = options.functions?.[name];
    if (!body) throw new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
    const event = JSON.parse(payload);
    invocations.push({ name, event });
    const count = invocations.filter((one) => one.name === name).length;
    // why: a call under way when the process is killed never answers it.
    const answer = await Promise.resolve()
      .then(() => body(event, count))
      .then(
        (value) => ({ payload: value === undefined ? 'null' : JSON.stringify(value) }),
        (error) => {
          if (error instanceof ServiceError) throw error;
          const errorType = error instanceof FunctionFailure ? error.errorType : error.name;
          return {
            payload: JSON.stringify({ errorType, errorMessage: error.message, trace: [] }),
            functionError: 'Unhandled',
          };
        },
      );
    if (!alive) await new Promise(() => {});
    return answer;
  }

  const s3: Record<string, (input: any) => unknown> = {
    's3:GetObject': ({ Bucket, Key }) => {
      const text = objects.get(`${Bucket}/${Key}`);
      if (text === undefined) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
      return { Body: text, ContentLength: text.length };
    },
    's3:PutObject': ({ Bucket, Key, Body }) => {
      objects.set(`${Bucket}/${Key}`, String(Body));
      return { ETag: '"etag"' };
    },
    's3:ListObjectsV2': ({ Bucket, Prefix = '', ContinuationToken }) => {
      const keys = [...objects.keys()].filter((key) => key.startsWith(`${Bucket}/${Prefix}`)).sort();
      const from = Number(ContinuationToken ?? 0);
      const Contents = keys.slice(from, from + 2).map((key) => ({
        Key: key.slice(Bucket.length + 1),
        ETag: '"etag"',
        Size: objects.get(key)!.length,
        LastModified: new Date(1_700_000_000_000),
        StorageClass: 'STANDARD',
      }));
      const IsTruncated = from + 2 < keys.length;
      return { Contents, IsTruncated, ...(IsTruncated ? { NextContinuationToken: String(from + 2) } : {}) };
    },
  };

  const context = {
    region: 'eu-west-1',
    accountId: '123456789012',
    dataDir: folder,
    assemblyDir: folder,
    endpointUrl: 'http://127.0.0.1:1',
    apiUrl: 'http://127.0.0.1:1',
    denials: [],
    now: () => options.timers?.now() ?? Date.now(),
    authorize,
    assumeRole(arn: string, servicePrincipal: string, sessionName: string): Principal {
      if (arn !== roleArn || servicePrincipal !== 'states.amazonaws.com')
        throw new ServiceError('AccessDenied', `cannot assume ${arn}`, 403);
      return { kind: 'role', roleArn: arn, sessionName };
    },
    async call(principal: Principal, service: string, operation: string, input: Record<string, unknown>) {
      if (service === 'states')
        return (await states.handle(request(operation, input, principal))).body as Record<string, any>;
      authorize(principal, `${service}:${operation}`, '*');
      calls.push({ service, operation, input });
      const answer = options.services?.[`${service}:${operation}`] ?? s3[`${service}:${operation}`];
      if (!answer) throw new ServiceError('UnknownOperationException', `${service} does not do ${operation}`);
      return (await answer(input)) as Record<string, any>;
    },
    invokeFunction,
    invokeFunctionAsync: async () => {},
    publishEvent: async (event: any) => {
      published.push(event);
    },
    meter: () => {},
    log: (_service: string, message: string) => {
      logs.push(message);
    },
    service: (name: string) => ({ name }),
  } as unknown as CloudContext;

  const states = createStates(context, { timers: options.timers, random: options.random });

  function request(operation: string, input: Record<string, unknown>, principal: Principal = { kind: 'root' }) {
    const rest = {
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: {},
      requestId: 'r',
      body: Buffer.alloc(0),
    };
    return { operation, input, principal, ...rest };
  }

  const api = async (operation: string, input: Record<string, unknown> = {}): Promise<any> =>
    (await states.handle(request(operation, input))).body;

  let machines = 0;
  /** Creates a machine of the definition. */
  const machine = async (definition: object, more: Record<string, unknown> = {}): Promise<string> => {
    machines += 1;
    const name = `machine-${machines}`;
    return (await api('CreateStateMachine', { name, roleArn, definition: JSON.stringify(definition), ...more }))
      .stateMachineArn;
  };

  /** Creates a machine and starts it; `end` waits for its end. */
  const start = async (definition: object, input: unknown = {}, name?: string) => {
    const stateMachineArn = await machine(definition);
    const { executionArn } = await api('StartExecution', {
      stateMachineArn,
      input: JSON.stringify(input),
      ...(name ? { name } : {}),
    });
    return executionArn as string;
  };

  const end = async (executionArn: string) => {
    await states.engine.ended(executionArn);
    return api('DescribeExecution', { executionArn });
  };

  const history = async (executionArn: string): Promise<any[]> => {
    const events: any[] = [];
    let nextToken: string | undefined;
    do {
      const page = await api('GetExecutionHistory', {
        executionArn,
        maxResults: 1000,
        ...(nextToken ? { nextToken } : {}),
      });
      events.push(...page.events);
      nextToken = page.nextToken;
    } while (nextToken);
    return events;
  };

  const run = async (definition: object, input: unknown = {}): Promise<Result> => {
    const executionArn = await start(definition, input);
    const described = await end(executionArn);
    return { ...described, executionArn, history: await history(executionArn) };
  };

  return {
    folder,
    context,
    states,
    api,
    machine,
    start,
    end,
    history,
    run,
    invocations,
    calls,
    published,
    logs,
    objects,
    /** Stops as a killed process does: nothing more is written, nothing more is answered. */
    kill: () => {
      alive = false;
      states.engine.close();
    },
    close: async (keep = false) => {
      await states.stop?.();
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type World = ReturnType<typeof createWorld>;

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const world = createWorld(options);
  await world.states.start?.();
  return world;
}

/** Time that moves only when there is nothing left to do but wait: long waits take no time, and their lengths can be looked at. */
export function virtualTimers(begin = 1_700_000_000_000) {
  let now = begin;
  const pending = new Map<number, { moment: number; callback: () => void }>();
  let sequence = 0;
  let idle: NodeJS.Timeout | undefined;
  const sleeps: number[] = [];
  let asked = 0;
  // Whoever works asks for the time: while it is asked for, nobody is only waiting.
  const advance = (askedBefore: number) => {
    idle = undefined;
    if (asked !== askedBefore) return arm();
    const [id, next] = [...pending].sort(([a, x], [b, y]) => x.moment - y.moment || a - b)[0] ?? [];
    if (!next) return;
    pending.delete(id!);
    now = Math.max(now, next.moment);
    next.callback();
    arm();
  };
  const arm = () => {
    const before = asked;
    if (!idle && pending.size > 0) idle = setTimeout(() => setImmediate(() => setImmediate(advance, before)), 4);
  };
  const timers: Timers = {
    now: () => {
      asked += 1;
      return now;
    },
    at(moment, callback) {
      sequence += 1;
      const id = sequence;
      sleeps.push(moment - now);
      pending.set(id, { moment, callback });
      arm();
      return () => pending.delete(id);
    },
  };
  return { timers, sleeps, pending };
}

/** A real SDK client against the service over HTTP. */
export async function serve(world: World) {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1]!;
    const send = (status: number, body: unknown, headers = {}) => {
      outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers });
      outgoing.end(JSON.stringify(body));
    };
    try {
      send(200, await world.api(operation, JSON.parse(Buffer.concat(chunks).toString() || '{}')));
    } catch (error) {
      const { code, message, status } = error as ServiceError;
      send(status ?? 500, { __type: `com.amazonaws.states#${code}`, message }, { 'x-amzn-errortype': code });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new SFNClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    client,
    close: async () => {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
