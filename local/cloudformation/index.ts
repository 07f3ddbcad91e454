import { type CloudContext, type CloudService, ServiceError } from '../contract';
import { CustomResources } from './custom-resources';
import { type StoodStack, stackIdOf } from './stack';

export interface CloudFormationService extends CloudService {
  readonly custom: CustomResources;
  /** The stack, once it stands. */
  show(stack: StoodStack): void;
}

/** CloudFormation as far as tools ask it: what stands, and the outputs. */
export function createCloudFormationService(context: CloudContext, stackName: string): CloudFormationService {
  const custom = new CustomResources(context, stackIdOf(context, stackName));
  let stood: StoodStack | undefined;

  function stackNamed(name: unknown): StoodStack {
    if (stood && (name === undefined || name === stood.stackName || name === stood.stackId)) return stood;
    throw new ServiceError('ValidationError', `Stack with id ${name ?? stackName} does not exist`);
  }

  const describe = (stack: StoodStack) => ({
    StackId: stack.stackId,
    StackName: stack.stackName,
    CreationTime: new Date(stack.createdAt).toISOString(),
    StackStatus: 'CREATE_COMPLETE',
    DisableRollback: false,
    Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({
      OutputKey,
      OutputValue,
      Description: stack.descriptions[OutputKey],
    })),
  });

  const resource = (stack: StoodStack, id: string) => {
    const entry = stack.resources.get(id);
    if (!entry) throw new ServiceError('ValidationError', `Resource ${id} does not exist for stack ${stack.stackName}`);
    return {
      StackName: stack.stackName,
      StackId: stack.stackId,
      LogicalResourceId: id,
      PhysicalResourceId: entry.ref,
      ResourceType: entry.type,
      ResourceStatus: 'CREATE_COMPLETE',
      Timestamp: new Date(stack.createdAt).toISOString(),
      LastUpdatedTimestamp: new Date(stack.createdAt).toISOString(),
    };
  };

  const operations: Record<string, (input: any) => Record<string, unknown>> = {
    DescribeStacks: (input) => ({ Stacks: [describe(stackNamed(input.StackName))] }),
    ListStackResources: (input) => {
      const stack = stackNamed(input.StackName);
      return { StackResourceSummaries: [...stack.resources.keys()].map((id) => resource(stack, id)) };
    },
    DescribeStackResources: (input) => {
      const stack = stackNamed(input.StackName);
      const ids = input.LogicalResourceId ? [input.LogicalResourceId] : [...stack.resources.keys()];
      return { StackResources: ids.map((id) => resource(stack, id)) };
    },
    DescribeStackResource: (input) => ({
      StackResourceDetail: resource(stackNamed(input.StackName), input.LogicalResourceId),
    }),
  };

  return {
    name: 'cloudformation',
    signingNames: ['cloudformation'],
    resources: {},
    custom,
    show: (stack) => {
      stood = stack;
    },
    publicPaths: (path, method) => custom.isReplyPath(path, method),
    async handle(request) {
      if (!request.operation) return custom.takeReply(request);
      const operation = operations[request.operation];
      if (!operation) {
        throw new ServiceError('InvalidAction', `Could not find operation ${request.operation} for version 2010-05-15`);
      }
      const stackId = stood?.stackId ?? `arn:aws:cloudformation:${context.region}:${context.accountId}:stack/*`;
      context.authorize(request.principal, `cloudformation:${request.operation}`, stackId);
      return { status: 200, body: operation(request.input ?? {}) };
    },
  };
}
