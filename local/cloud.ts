import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { readAssembly } from './cloudformation/assembly';
import { createCloudFormationService } from './cloudformation/index';
import { standUpStack } from './cloudformation/stack';
import { type CloudContext, type CloudService, type Principal, ServiceError } from './contract';
import { DataFolder } from './data-folder';
import { FaultInjector, type FaultSpec } from './faults/injector';
import { authenticate } from './gateway/authenticate';
import { createDispatch, LostReply } from './gateway/dispatch';
import { createGateway } from './gateway/server';
import { parseSignature } from './gateway/sigv4';
import { Authorizer, type Denial } from './iam/authorizer';
import { CredentialAuthority } from './iam/credentials';
import { createIamService } from './iam/index';
import { RoleStore } from './iam/roles';
import { createStsService } from './iam/sts';
import type { LambdaService } from './lambda/index';
import { listen } from './listen';
import { openLog } from './log';
import { Meter, type MeterSnapshot } from './metering/meter';
import { serviceFactories } from './services';

export interface Failure {
  service: string;
  resource: string;
  reason: string;
  at: number;
}

export interface CloudOptions {
  /** `cdk.out`. */
  assemblyDir: string;
  /** Where the state is kept; one cloud at a time. */
  dataDir: string;
  /** Fixed ports; default: those used before in this data folder, or any that are free. */
  awsPort?: number;
  apiPort?: number;
  /** Which stack of the assembly; needed when there are several. */
  stackName?: string;
  verbose?: boolean;
  faults?: FaultSpec;
  now?: () => number;
  onDenial?: (denial: Denial) => void;
  onFailure?: (failure: Failure) => void;
}

export interface Cloud {
  endpointUrl: string;
  apiUrl: string;
  outputs: Record<string, string>;
  /** The root user's. */
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  region: string;
  accountId: string;
  meter: { snapshot(): MeterSnapshot };
  /** Calls IAM refused, in order. */
  denials: readonly Denial[];
  /** Asynchronous invocations given up, services that crashed. */
  failures: readonly Failure[];
  faults: FaultInjector['injected'];
  on(event: 'denial', listener: (denial: Denial) => void): void;
  on(event: 'failure', listener: (failure: Failure) => void): void;
  stop(): Promise<void>;
}

const region = 'us-east-1';
const accountId = '111122223333';

/** Names under which services are asked for besides their own and their signing names. */
const aliases: Record<string, string> = {
  sfn: 'states',
  eventbridge: 'events',
  'cognito-idp': 'cognito',
  cognitoidentityprovider: 'cognito',
  cloudwatchlogs: 'logs',
  sagemakerruntime: 'sagemaker',
  'sagemaker-runtime': 'sagemaker',
};

/** Stands up the stack of a cloud assembly on loopback and answers AWS's APIs for it. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const assemblyDir = resolve(options.assemblyDir);
  // why: read before anything is created, so that a wrong path leaves no trace.
  const assembly = readAssembly(assemblyDir, options.stackName);
  const folder = new DataFolder(options.dataDir);
  const closers: (() => Promise<void> | void)[] = [() => folder.release()];
  try {
    return await start(options, assemblyDir, assembly, folder, closers);
  } catch (error) {
    await closeAll(closers).catch(() => undefined);
    throw error;
  }
}

/** Closes what is open, last first, all of it even when one fails; then reports the first failure. */
async function closeAll(closers: (() => Promise<void> | void)[]): Promise<void> {
  let first: unknown;
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      first ??= error;
    }
  }
  if (first) throw first;
}

async function start(
  options: CloudOptions,
  assemblyDir: string,
  assembly: ReturnType<typeof readAssembly>,
  folder: DataFolder,
  closers: (() => Promise<void> | void)[],
): Promise<Cloud> {
  const now = options.now ?? Date.now;
  const record = folder.read();
  const log = openLog(folder.path, options.verbose ?? false);
  const events = new EventEmitter();
  const failures: Failure[] = [];
  const services: CloudService[] = [];
  const meter = new Meter(join(folder.path, 'meter.json'));
  closers.push(() => meter.save());
  const faults = new FaultInjector(options.faults);
  const authority = new CredentialAuthority(record.root, record.signingKey);
  const roles = new RoleStore(join(folder.path, 'iam', 'roles.json'));

  const recordFailure = (failure: Omit<Failure, 'at'>) => {
    const complete = { ...failure, at: now() };
    failures.push(complete);
    log(failure.service, `FAILED ${failure.resource}: ${failure.reason}`);
    options.onFailure?.(complete);
    events.emit('failure', complete);
  };

  const byArn = (arn: string): CloudService | undefined => {
    const name = arn.split(':')[2] ?? '';
    return services.find((service) => service.name === name || service.signingNames.includes(name));
  };
  const authorizer = new Authorizer({
    accountId,
    region,
    now,
    roles,
    resourcePolicy: (arn) => byArn(arn)?.resourcePolicy?.(arn),
    onDenial(denial) {
      log('iam', `DENIED ${denial.action} on ${denial.resource} for ${denial.role}`);
      options.onDenial?.(denial);
      events.emit('denial', denial);
    },
  });

  const dispatch = createDispatch({
    faults,
    meter: (...counted) => meter.add(...counted),
    onServiceCrash(service, operation, error) {
      recordFailure({ service, resource: operation, reason: (error as Error)?.stack ?? String(error) });
    },
  });

  const find = (name: string): CloudService | undefined =>
    services.find((service) => service.name === name) ??
    services.find((service) => service.signingNames.includes(name)) ??
    services.find((service) => service.name === aliases[name.toLowerCase()]);

  const gateway = createGateway({
    authority,
    services: () => services,
    dispatch,
    onUnroutable: (line) => log('gateway', line),
  });
  const api = createServer((request, response) => {
    const service = services.find((candidate) => candidate.serveApi);
    if (service) return service.serveApi!(request, response);
    response.writeHead(503, { 'content-type': 'text/plain' }).end('The stack has no HTTP API.\n');
  });
  api.keepAliveTimeout = 120_000;
  api.headersTimeout = 125_000;
  const awsPort = await listen(gateway, portsToTry(options.awsPort, record.awsPort));
  closers.push(() => closeServer(gateway));
  const apiPort = await listen(api, portsToTry(options.apiPort, record.apiPort));
  closers.push(() => closeServer(api));
  folder.write({ ...record, awsPort, apiPort });

  const context: CloudContext = {
    region,
    accountId,
    dataDir: folder.path,
    assemblyDir,
    endpointUrl: `http://127.0.0.1:${awsPort}`,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    now,
    denials: authorizer.denials,
    authorize: (...given) => authorizer.authorize(...given),
    assumeRole: (...given) => authorizer.assumeRole(...given),
    credentialsFor: (principal) => authority.issue(principal),
    authenticate({ method, url, headers, body }) {
      const parsed = parseSignature({ method, url, headers }, new URLSearchParams(url.split('?')[1] ?? ''));
      if (!parsed) throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
      return authenticate(authority, { method, url, headers }, parsed, body, 'json');
    },
    async call(principal, name, operation, input) {
      const service = find(name);
      if (!service)
        throw new ServiceError(
          'UnknownOperationException',
          `The embedded cloud has no service ${name} (asked for ${operation}).`,
          404,
        );
      const response = await dispatch(
        service,
        {
          operation,
          input,
          method: 'POST',
          path: '/',
          query: new URLSearchParams(),
          headers: {},
          principal,
          requestId: randomUUID(),
          body: Buffer.alloc(0),
        },
        operation,
      ).catch((error) => {
        if (error instanceof LostReply)
          throw new ServiceError('ServiceUnavailable', 'The reply was lost (injected fault).', 503);
        throw error;
      });
      return (response.body ?? {}) as Record<string, any>;
    },
    async invokeFunction(principal, functionArn, payload) {
      const result = await context.call(principal, 'lambda', 'Invoke', { FunctionName: functionArn, Payload: payload });
      return { payload: String(result.Payload), functionError: result.FunctionError };
    },
    async invokeFunctionAsync(servicePrincipal, sourceArn, functionArn, payload) {
      const caller: Principal = { kind: 'service', service: servicePrincipal, sourceArn };
      context.service<LambdaService>('lambda').enqueue(caller, functionArn, payload);
    },
    async publishEvent({ source, detailType, resources, detail }) {
      // why: the account's default bus takes AWS's own events whether or not a rule listens; without the service nobody could.
      if (!find('events')) return;
      const entry = { Source: source, DetailType: detailType, Resources: resources, Detail: JSON.stringify(detail) };
      await context.call({ kind: 'root' }, 'events', 'PutEvents', { Entries: [entry] });
    },
    recordFailure,
    meter: (...counted) => meter.add(...counted),
    log,
    service: <T extends CloudService>(name: string) => {
      const service = find(name);
      if (!service) throw new Error(`the embedded cloud has no service ${name}`);
      return service as T;
    },
  };

  const cloudFormation = createCloudFormationService(context, assembly.stackName);
  services.push(createIamService(context, roles), createStsService(context, roles, authority), cloudFormation);
  for (const create of serviceFactories) services.push(create(context));
  // why: the ones that feed others (rules, schedules, pollers) come last in the list, so they are stopped first.
  for (const service of services) closers.push(() => service.stop?.());

  const stack = await standUpStack(assembly, context, services, cloudFormation.custom);
  cloudFormation.show(stack);
  for (const service of services) await service.start?.();
  log(
    'cloud',
    `${assembly.stackName} stands: ${stack.resources.size} resources, ${context.endpointUrl}, ${context.apiUrl}`,
  );

  let stopping: Promise<void> | undefined;
  return {
    endpointUrl: context.endpointUrl,
    apiUrl: context.apiUrl,
    outputs: stack.outputs,
    credentials: record.root,
    region,
    accountId,
    meter: { snapshot: () => meter.snapshot() },
    denials: authorizer.denials,
    failures,
    faults: faults.injected,
    on: (event: string, listener: (value: any) => void) => void events.on(event, listener),
    stop() {
      stopping ??= closeAll(closers);
      return stopping;
    },
  };
}

function portsToTry(fixed: number | undefined, earlier: number): number[] {
  if (fixed) return [fixed];
  return earlier ? [earlier, 0] : [0];
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
