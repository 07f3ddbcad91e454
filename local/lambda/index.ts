import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type FileAsset, readAssets } from '../cloudformation/assembly';
import { type CloudContext, type CloudService, type Principal, ServiceError, type ServiceRequest } from '../contract';
import { RecordStore } from '../storage/record-store';
import { AsyncQueue } from './async-queue';
import { CodeStore } from './code';
import { QueuePoller } from './event-source';
import { asyncPayloadLimit, type LambdaFunction, syncPayloadLimit } from './function';
import { LogWriter } from './log-writer';
import { SandboxPool } from './pool';
import { type FunctionRegistry, lambdaResources } from './resources';
import { functionNotFound, manageFunctions } from './rest';
import { Sandbox } from './sandbox';

export interface LambdaService extends CloudService {
  /** Takes an invocation by an AWS service, admitted by the function's resource policy, onto the durable queue. */
  enqueue(principal: Principal, functionArn: string, payload: string): void;
}

const functionsPath = '/2015-03-31/functions';

/** Lambda: bundles of the assembly in worker threads. */
export function createLambdaService(context: CloudContext): LambdaService {
  let assets: ReadonlyMap<string, FileAsset> | undefined;
  const code = new CodeStore(join(context.dataDir, 'lambda', 'code'), () => {
    assets ??= readAssets(context.assemblyDir, context.accountId, context.region);
    return assets;
  });
  const pollers: QueuePoller[] = [];
  const writers = new Map<Sandbox, LogWriter>();
  const kept = new RecordStore<Omit<LambdaFunction, 'permissions' | 'aliases'>>(
    join(context.dataDir, 'lambda', 'functions.jsonl'),
  );

  const registry: FunctionRegistry = {
    functions: new Map(),
    find(reference) {
      // why: a function may be named by name, ARN or partial ARN, each with or without a version or alias.
      const match = /^(?:arn:[^:]*:lambda:[^:]*:)?(?:\d{12}:)?(?:function:)?([\w-]+)(?::([\w$-]+))?$/.exec(reference);
      const fn = registry.functions.get(match?.[1] ?? '');
      const qualifier = match?.[2];
      return fn && (!qualifier || qualifier === '$LATEST' || fn.aliases.has(qualifier)) ? fn : undefined;
    },
    addEventSource(source, fn) {
      pollers.push(new QueuePoller(context, source, { kind: 'role', roleArn: fn.roleArn, sessionName: fn.name }));
    },
  };
  for (const saved of kept.values()) {
    registry.functions.set(saved.name, { ...saved, permissions: new Map(), aliases: new Set() });
  }

  const pool = new SandboxPool((fn) => {
    const role: Principal = { kind: 'role', roleArn: fn.roleArn, sessionName: fn.name };
    const writer: LogWriter = new LogWriter(context, role, fn.logGroup, () => sandbox.streamName);
    const sandbox: Sandbox = new Sandbox(fn, {
      endpointUrl: context.endpointUrl,
      region: context.region,
      credentials: context.credentialsFor(role),
      onLog: (text) => writer.write(text),
    });
    writers.set(sandbox, writer);
    return sandbox;
  });

  async function run(fn: LambdaFunction, payload: string, invokedArn: string, requestId: string) {
    const result = await pool.invoke(fn, payload, invokedArn, requestId);
    context.meter('lambda', 'Requests', 1);
    context.meter(
      'lambda',
      `GBSeconds.${fn.architecture}`,
      (Math.max(result.billedMs, 1) / 1000) * (fn.memoryMb / 1024),
    );
    for (const [sandbox, writer] of writers) {
      if (!sandbox.dead) continue;
      writers.delete(sandbox);
      void writer.flush();
    }
    return result;
  }

  const queue = new AsyncQueue({
    context,
    find: (name) => registry.functions.get(name),
    run: (fn, { payload, invokedArn, id }) => run(fn, payload, invokedArn, id),
  });

  function checkPayload(payload: string, limit: number, type: string): void {
    const size = Buffer.byteLength(payload);
    if (size > limit) {
      throw new ServiceError(
        'RequestTooLargeException',
        `${size} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
        413,
      );
    }
    try {
      JSON.parse(payload);
    } catch (error) {
      throw new ServiceError(
        'InvalidRequestContentException',
        `Could not parse request body into json: ${(error as Error).message}`,
      );
    }
  }

  interface InvokeInput {
    reference: string;
    qualifier?: string;
    type: string;
    payload: string;
  }

  async function invoke(principal: Principal, input: InvokeInput, requestId: string) {
    const reference = input.qualifier ? `${input.reference}:${input.qualifier}` : input.reference;
    const fn = registry.find(reference);
    const arn =
      fn?.arn ??
      `arn:aws:lambda:${context.region}:${context.accountId}:function:${input.reference.split(':function:').at(-1)}`;
    const suffix = /:function:[^:]+(:.+)$/.exec(reference)?.[1] ?? (input.qualifier ? `:${input.qualifier}` : '');
    context.authorize(principal, 'lambda:InvokeFunction', `${arn}${suffix}`);
    if (!fn) throw functionNotFound(`${arn}${suffix}`);
    if (input.type === 'DryRun') return { status: 204 } as const;
    const payload = input.payload === '' ? '{}' : input.payload;
    if (input.type === 'Event') {
      checkPayload(payload, asyncPayloadLimit, 'Event');
      queue.add(fn, `${arn}${suffix}`, payload);
      return { status: 202 } as const;
    }
    checkPayload(payload, syncPayloadLimit, 'RequestResponse');
    const result = await run(fn, payload, `${arn}${suffix}`, requestId);
    return { status: 200, ...result } as const;
  }

  const manage = manageFunctions({
    context,
    registry,
    code,
    save() {
      for (const name of [...kept.keys()]) if (!registry.functions.has(name)) kept.delete(name);
      for (const fn of registry.functions.values()) {
        const { permissions: _, aliases: __, ...plain } = fn;
        if (fn.origin === 'api') kept.put(fn.name, plain);
      }
    },
  });

  async function invokeOverHttp(request: ServiceRequest, reference: string) {
    const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
    const result = await invoke(
      request.principal,
      { reference, qualifier: request.query.get('Qualifier') ?? undefined, type, payload: request.body.toString() },
      request.requestId,
    );
    if (result.status !== 200) return { status: result.status };
    const headers: Record<string, string> = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' };
    if (result.functionError) headers['x-amz-function-error'] = result.functionError;
    return { status: 200, headers, body: result.payload };
  }

  return {
    name: 'lambda',
    signingNames: ['lambda'],
    resources: lambdaResources(registry, code),
    operationOf: ({ method, path }) => (path.endsWith('/invocations') ? 'Invoke' : `${method} function`),
    resourcePolicy(arn) {
      if (!arn.startsWith('arn:aws:lambda:')) return undefined;
      const fn = registry.find(arn);
      return fn && fn.permissions.size > 0
        ? { Version: '2012-10-17', Statement: [...fn.permissions.values()].flat() as Record<string, unknown>[] }
        : undefined;
    },
    enqueue(principal, functionArn, payload) {
      const fn = registry.find(functionArn);
      context.authorize(principal, 'lambda:InvokeFunction', functionArn);
      if (!fn) throw functionNotFound(functionArn);
      checkPayload(payload, asyncPayloadLimit, 'Event');
      queue.add(fn, functionArn, payload);
    },
    async handle(request) {
      if (request.operation === 'Invoke') {
        const {
          FunctionName,
          Qualifier,
          InvocationType = 'RequestResponse',
          Payload = '',
        } = request.input as Record<string, any>;
        const payload = typeof Payload === 'string' ? Payload : JSON.stringify(Payload);
        const input = { reference: String(FunctionName), qualifier: Qualifier, type: InvocationType, payload };
        const result = await invoke(request.principal, input, request.requestId || randomUUID());
        const body: Record<string, unknown> = { StatusCode: result.status };
        if (result.status === 200)
          Object.assign(body, {
            Payload: result.payload,
            FunctionError: result.functionError,
            ExecutedVersion: '$LATEST',
          });
        return { status: 200, body };
      }
      if (!request.path.startsWith(functionsPath)) {
        throw new ServiceError(
          'UnknownOperationException',
          `The embedded Lambda does not do ${request.operation ?? `${request.method} ${request.path}`}.`,
          404,
        );
      }
      const [reference = '', rest = ''] = request.path.slice(functionsPath.length + 1).split(/\/(.*)/s);
      if (rest === 'invocations' && request.method === 'POST') return invokeOverHttp(request, reference);
      return manage(request, reference, rest);
    },
    async start() {
      queue.start();
      for (const poller of pollers) poller.start();
    },
    async stop() {
      queue.stop();
      for (const poller of pollers) poller.stop();
      await pool.stop();
      await Promise.all([...writers.values()].map((writer) => writer.flush()));
      kept.close();
    },
  };
}
