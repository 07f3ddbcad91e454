import { type CloudContext, ServiceError, type ServiceRequest, type ServiceResponse } from '../contract';
import type { CodeStore } from './code';
import type { LambdaFunction } from './function';
import { checkRole, type FunctionRegistry } from './resources';

const notFound = (reference: string) =>
  new ServiceError('ResourceNotFoundException', `Function not found: ${reference}`, 404, { Type: 'User' });

export function configurationOf(fn: LambdaFunction): Record<string, unknown> {
  return {
    FunctionName: fn.name,
    FunctionArn: fn.arn,
    Runtime: fn.runtime,
    Role: fn.roleArn,
    Handler: fn.handler,
    Description: fn.description ?? '',
    Timeout: fn.timeoutSeconds,
    MemorySize: fn.memoryMb,
    LastModified: new Date(fn.modified).toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    Environment: { Variables: fn.environment },
    DeadLetterConfig: fn.deadLetterArn ? { TargetArn: fn.deadLetterArn } : undefined,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [fn.architecture],
    LoggingConfig: { LogFormat: fn.logFormat, LogGroup: fn.logGroup },
  };
}

interface RestTools {
  context: CloudContext;
  registry: FunctionRegistry;
  code: CodeStore;
  save: () => void;
}

/** Lambda's REST interface, but for Invoke. */
export function manageFunctions({ context, registry, code, save }: RestTools) {
  const existing = (reference: string, action: string, request: ServiceRequest): LambdaFunction => {
    const fn = registry.find(reference);
    const arn = fn?.arn ?? `arn:aws:lambda:${context.region}:${context.accountId}:function:${reference}`;
    context.authorize(request.principal, `lambda:${action}`, arn);
    if (!fn) throw notFound(arn);
    return fn;
  };

  function create(request: ServiceRequest): ServiceResponse {
    const input = JSON.parse(request.body.toString());
    const name: string = input.FunctionName;
    const arn = `arn:aws:lambda:${context.region}:${context.accountId}:function:${name}`;
    context.authorize(request.principal, 'lambda:CreateFunction', arn);
    if (registry.functions.has(name)) {
      throw new ServiceError('ResourceConflictException', `Function already exist: ${name}`, 409, { Type: 'User' });
    }
    const deadLetterArn = input.DeadLetterConfig?.TargetArn;
    if (!input.Code?.ZipFile || !String(input.Runtime).startsWith('nodejs')) {
      throw new ServiceError(
        'InvalidParameterValueException',
        'The embedded Lambda takes Node.js functions with Code.ZipFile only.',
      );
    }
    try {
      checkRole(context, input.Role, name, deadLetterArn);
    } catch (error) {
      throw new ServiceError('InvalidParameterValueException', (error as Error).message);
    }
    const fn: LambdaFunction = {
      name,
      arn,
      roleArn: input.Role,
      code: code.archive(Buffer.from(input.Code.ZipFile, 'base64')),
      handler: input.Handler,
      runtime: input.Runtime,
      architecture: input.Architectures?.[0] ?? 'x86_64',
      memoryMb: input.MemorySize ?? 128,
      timeoutSeconds: input.Timeout ?? 3,
      environment: input.Environment?.Variables ?? {},
      deadLetterArn,
      logGroup: input.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
      logFormat: input.LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : 'Text',
      description: input.Description,
      permissions: new Map(),
      aliases: new Set(),
      origin: 'api',
      modified: context.now(),
    };
    registry.functions.set(name, fn);
    save();
    return { status: 201, body: configurationOf(fn) };
  }

  return async (request: ServiceRequest, reference: string, rest: string): Promise<ServiceResponse> => {
    const { method } = request;
    if (!reference && method === 'GET') {
      context.authorize(request.principal, 'lambda:ListFunctions', '*');
      return { status: 200, body: { Functions: [...registry.functions.values()].map(configurationOf) } };
    }
    if (!reference && method === 'POST') return create(request);
    if (rest === 'configuration' && method === 'GET') {
      return { status: 200, body: configurationOf(existing(reference, 'GetFunctionConfiguration', request)) };
    }
    if (rest === '' && method === 'GET') {
      const fn = existing(reference, 'GetFunction', request);
      const reserved = fn.reservedConcurrency;
      return {
        status: 200,
        body: {
          Configuration: configurationOf(fn),
          Code: { RepositoryType: 'S3' },
          ...(reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
        },
      };
    }
    if (rest === '' && method === 'DELETE') {
      const fn = existing(reference, 'DeleteFunction', request);
      registry.functions.delete(fn.name);
      save();
      return { status: 204 };
    }
    throw new ServiceError(
      'UnknownOperationException',
      `The embedded Lambda does not do ${method} ${request.path}.`,
      404,
    );
  };
}

export { notFound as functionNotFound };
