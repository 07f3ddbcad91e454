import { declareProperties } from '../cloudformation/declare-properties';
import type { CloudContext, ResourceHandler } from '../contract';
import type { CodeStore } from './code';
import type { EventSource } from './event-source';
import type { Destinations, LambdaFunction } from './function';

export interface FunctionRegistry {
  functions: Map<string, LambdaFunction>;
  find(reference: string): LambdaFunction | undefined;
  addEventSource(source: EventSource, fn: LambdaFunction): void;
}

const tags = { Tags: 'no tag-based access control here' };

/** Which of AWS's checks at CreateFunction a function would not pass. */
export function checkRole(
  context: CloudContext,
  roleArn: string,
  name: string,
  deadLetterArn: string | undefined,
): void {
  try {
    context.assumeRole(roleArn, 'lambda.amazonaws.com', name);
  } catch (error) {
    throw new Error('The role defined for the function cannot be assumed by Lambda.', { cause: error });
  }
  if (!deadLetterArn) return;
  const [action, verb, service] = deadLetterArn.startsWith('arn:aws:sns:')
    ? ['sns:Publish', 'Publish', 'SNS']
    : ['sqs:SendMessage', 'SendMessage', 'SQS'];
  try {
    context.authorize({ kind: 'role', roleArn, sessionName: name }, action!, deadLetterArn);
  } catch (error) {
    throw new Error(`The provided execution role does not have permissions to call ${verb} on ${service}`, {
      cause: error,
    });
  }
}

/** AWS refuses a queue whose messages would come back while the function may still be at work on them. */
async function checkVisibility(context: CloudContext, queueArn: string, fn: LambdaFunction): Promise<void> {
  const [, , , , account, name] = queueArn.split(':');
  const { Attributes } = await context.call({ kind: 'root' }, 'sqs', 'GetQueueAttributes', {
    QueueUrl: `${context.endpointUrl}/${account}/${name}`,
    AttributeNames: ['VisibilityTimeout'],
  });
  if (Number(Attributes.VisibilityTimeout) < fn.timeoutSeconds) {
    throw new Error(
      `Queue visibility timeout: ${Attributes.VisibilityTimeout} seconds is less than Function timeout: ${fn.timeoutSeconds} seconds`,
    );
  }
}

function targetOf(logicalId: string, destination: { Destination?: string } | undefined): string | undefined {
  const arn = destination?.Destination;
  if (arn && !/^arn:aws:(sqs|sns|lambda):/.test(arn)) {
    throw new Error(`${logicalId}: results can go to a queue, a topic or a function here, not to ${arn}`);
  }
  return arn;
}

export function lambdaResources(registry: FunctionRegistry, code: CodeStore): Record<string, ResourceHandler> {
  const functionNamed = (reference: string): LambdaFunction => {
    const fn = registry.find(reference);
    if (!fn) throw new Error(`function ${reference} does not exist`);
    return fn;
  };

  return {
    'AWS::Lambda::Function': declareProperties(
      {
        served: [
          'Architectures',
          'Code',
          'DeadLetterConfig',
          'Description',
          'Environment',
          'FunctionName',
          'Handler',
          'LoggingConfig',
          'MemorySize',
          'ReservedConcurrentExecutions',
          'Role',
          'Runtime',
          'Timeout',
          'PackageType',
        ],
        ignored: {
          ...tags,
          EphemeralStorage: 'functions share the laptop’s temporary folder',
          KmsKeyArn: 'environment variables are not encrypted here',
          TracingConfig: 'no traces are kept',
          RecursiveLoop: 'recursive calls are not looked for',
          RuntimeManagementConfig: 'the runtime is this Node.js',
          SnapStart: 'sandboxes start from nothing',
        },
      },
      async ({ properties, generatedName, logicalId }, context) => {
        const { Runtime: runtime = '', PackageType = 'Zip' } = properties;
        if (PackageType !== 'Zip' || !runtime.startsWith('nodejs')) {
          throw new Error(
            `only Node.js functions from archives run here, not ${PackageType === 'Zip' ? runtime : PackageType}`,
          );
        }
        const name: string = properties.FunctionName ?? generatedName ?? logicalId;
        const deadLetterArn = properties.DeadLetterConfig?.TargetArn;
        checkRole(context, properties.Role, name, deadLetterArn);
        const arn = `arn:aws:lambda:${context.region}:${context.accountId}:function:${name}`;
        const reserved = properties.ReservedConcurrentExecutions;
        registry.functions.set(name, {
          name,
          arn,
          roleArn: properties.Role,
          code: code.resolve(properties.Code),
          handler: properties.Handler,
          runtime,
          architecture: properties.Architectures?.[0] ?? 'x86_64',
          memoryMb: Number(properties.MemorySize ?? 128),
          timeoutSeconds: Number(properties.Timeout ?? 3),
          environment: Object.fromEntries(
            Object.entries(properties.Environment?.Variables ?? {}).map(([key, value]) => [key, String(value)]),
          ),
          reservedConcurrency: reserved === undefined ? undefined : Number(reserved),
          deadLetterArn,
          logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
          logFormat: properties.LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : 'Text',
          description: properties.Description,
          permissions: new Map(),
          aliases: new Set(),
          origin: 'template',
          modified: context.now(),
        });
        return { ref: name, attributes: { Arn: arn } };
      },
    ),
    'AWS::Lambda::Permission': declareProperties(
      {
        served: [
          'Action',
          'FunctionName',
          'Principal',
          'SourceArn',
          'SourceAccount',
          'PrincipalOrgID',
          'EventSourceToken',
          'FunctionUrlAuthType',
        ],
      },
      async ({ properties, logicalId }) => {
        for (const refused of ['PrincipalOrgID', 'EventSourceToken', 'FunctionUrlAuthType']) {
          if (properties[refused] !== undefined) throw new Error(`${logicalId}: ${refused} is not evaluated here`);
        }
        const fn = functionNamed(properties.FunctionName);
        const principal: string = properties.Principal;
        const condition: Record<string, unknown> = {};
        if (properties.SourceArn) condition.ArnLike = { 'AWS:SourceArn': properties.SourceArn };
        if (properties.SourceAccount) condition.StringEquals = { 'AWS:SourceAccount': properties.SourceAccount };
        fn.permissions.set(logicalId, {
          Sid: logicalId,
          Effect: 'Allow',
          Principal:
            principal === '*'
              ? '*'
              : principal.endsWith('.amazonaws.com')
                ? { Service: principal }
                : { AWS: principal },
          Action: properties.Action,
          Resource: [fn.arn, `${fn.arn}:*`],
          Condition: condition,
        });
        return { ref: logicalId, attributes: { Id: logicalId } };
      },
    ),
    'AWS::Lambda::EventInvokeConfig': declareProperties(
      {
        served: ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds', 'DestinationConfig'],
      },
      async ({ properties, logicalId }) => {
        const fn = functionNamed(properties.FunctionName);
        const destinations: Destinations = {
          maximumRetries: Number(properties.MaximumRetryAttempts ?? 2),
          maximumAgeSeconds: Number(properties.MaximumEventAgeInSeconds ?? 21_600),
          onSuccess: targetOf(logicalId, properties.DestinationConfig?.OnSuccess),
          onFailure: targetOf(logicalId, properties.DestinationConfig?.OnFailure),
        };
        fn.destinations = destinations;
        return { ref: logicalId, attributes: {} };
      },
    ),
    'AWS::Lambda::Version': declareProperties(
      { served: ['FunctionName', 'Description'], ignored: { CodeSha256: 'code comes from the assembly' } },
      async ({ properties }) => {
        const fn = functionNamed(properties.FunctionName);
        fn.aliases.add('1');
        return { ref: `${fn.arn}:1`, attributes: { Version: '1', FunctionArn: `${fn.arn}:1` } };
      },
    ),
    'AWS::Lambda::Alias': declareProperties(
      {
        served: ['FunctionName', 'Name', 'FunctionVersion', 'Description'],
        ignored: { ProvisionedConcurrencyConfig: 'sandboxes are started on demand' },
      },
      async ({ properties }) => {
        const fn = functionNamed(properties.FunctionName);
        fn.aliases.add(properties.Name);
        const arn = `${fn.arn}:${properties.Name}`;
        return { ref: arn, attributes: { AliasArn: arn } };
      },
    ),
    'AWS::Lambda::EventSourceMapping': declareProperties(
      {
        served: [
          'FunctionName',
          'EventSourceArn',
          'BatchSize',
          'MaximumBatchingWindowInSeconds',
          'FunctionResponseTypes',
          'ScalingConfig',
          'Enabled',
        ],
        ignored: tags,
      },
      async ({ properties, logicalId }, context) => {
        const fn = functionNamed(properties.FunctionName);
        const queueArn: string = properties.EventSourceArn ?? '';
        if (!queueArn.startsWith('arn:aws:sqs:'))
          throw new Error(`${logicalId}: only queues are polled here, not ${queueArn}`);
        for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
          try {
            context.authorize({ kind: 'role', roleArn: fn.roleArn, sessionName: fn.name }, `sqs:${action}`, queueArn);
          } catch (error) {
            throw new Error(`The provided execution role does not have permissions to call ${action} on SQS`, {
              cause: error,
            });
          }
        }
        await checkVisibility(context, queueArn, fn);
        if (properties.Enabled !== false) {
          registry.addEventSource(
            {
              uuid: logicalId,
              functionArn: fn.arn,
              queueArn,
              batchSize: Number(properties.BatchSize ?? 10),
              windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
              reportsFailures: (properties.FunctionResponseTypes ?? []).includes('ReportBatchItemFailures'),
              concurrency: Math.min(2, Number(properties.ScalingConfig?.MaximumConcurrency ?? 2)),
            },
            fn,
          );
        }
        return { ref: logicalId, attributes: { Id: logicalId } };
      },
    ),
  };
}
