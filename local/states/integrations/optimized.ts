import { StateFailure } from '../errors';
import type { Integration } from './integration';
import { sdkMetadata } from './sdk-metadata';
import { type ErrorStyle, optimizedStyle, toFailure } from './service-error';

interface Operation {
  service: string;
  resourceType: string;
  operation: string;
  style: ErrorStyle;
  required: readonly string[];
  /** Turns objects into the text the API takes. */
  prepare?(input: any): any;
  /** Whether the response carries the HTTP exchange. */
  metadata: boolean;
  check?(response: any): void;
}

const dynamoDb = optimizedStyle('DynamoDB', 'AmazonDynamoDBException', 'AmazonDynamoDBv2');
const sqs = optimizedStyle('SQS', 'AmazonSQSException', 'AmazonSQS');
const sns = optimizedStyle('SNS', 'AmazonSNSException', 'AmazonSNS');
const events = optimizedStyle('EventBridge', 'AmazonEventBridgeException', 'AmazonEventBridge');
export const sageMaker = optimizedStyle('SageMaker', 'AmazonSageMakerException', 'AmazonSageMaker');

const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

const operations: Readonly<Record<string, Operation>> = {
  'dynamodb:getItem': item('GetItem', ['TableName', 'Key']),
  'dynamodb:putItem': item('PutItem', ['TableName', 'Item']),
  'dynamodb:updateItem': item('UpdateItem', ['TableName', 'Key']),
  'dynamodb:deleteItem': item('DeleteItem', ['TableName', 'Key']),
  'sqs:sendMessage': {
    service: 'sqs',
    resourceType: 'sqs',
    operation: 'SendMessage',
    style: sqs,
    required: ['QueueUrl', 'MessageBody'],
    prepare: (input) => ({ ...input, MessageBody: text(input.MessageBody) }),
    metadata: true,
  },
  'sns:publish': {
    service: 'sns',
    resourceType: 'sns',
    operation: 'Publish',
    style: sns,
    required: ['Message'],
    prepare: (input) => ({ ...input, Message: text(input.Message) }),
    metadata: true,
  },
  'events:putEvents': {
    service: 'events',
    resourceType: 'events',
    operation: 'PutEvents',
    style: events,
    required: ['Entries'],
    prepare: (input) => ({
      ...input,
      Entries: input.Entries?.map((entry: any) => ({ ...entry, Detail: text(entry.Detail) })),
    }),
    metadata: true,
    check(response) {
      if (response.FailedEntryCount > 0) throw new StateFailure('EventBridge.FailedEntry', JSON.stringify(response));
    },
  },
  'sagemaker:createTrainingJob': job('CreateTrainingJob', ['TrainingJobName']),
  'sagemaker:createModel': job('CreateModel', ['ModelName']),
  'sagemaker:createEndpointConfig': job('CreateEndpointConfig', ['EndpointConfigName', 'ProductionVariants']),
  'sagemaker:createEndpoint': job('CreateEndpoint', ['EndpointName', 'EndpointConfigName']),
  'sagemaker:updateEndpoint': job('UpdateEndpoint', ['EndpointName', 'EndpointConfigName']),
};

function item(operation: string, required: readonly string[]): Operation {
  return { service: 'dynamodb', resourceType: 'dynamodb', operation, style: dynamoDb, required, metadata: true };
}

function job(operation: string, required: readonly string[]): Operation {
  return { service: 'sagemaker', resourceType: 'sagemaker', operation, style: sageMaker, required, metadata: true };
}

/** What `<service>:<action>` needs of the service, or undefined when there is no such optimized integration here. */
export function optimized(action: string, suffix: string, pattern: Integration['pattern']): Integration | undefined {
  const found = Object.hasOwn(operations, action) ? operations[action] : undefined;
  if (!found) return undefined;
  if (pattern === 'token' && found.service !== 'sqs' && found.service !== 'sns' && found.service !== 'events')
    return undefined;
  return {
    resourceType: found.resourceType,
    resource: `${action.split(':')[1]}${suffix}`,
    pattern,
    service: found.service,
    required: found.required,
    async request({ context, principal, arguments: input }) {
      let response: Record<string, any>;
      try {
        response = await context.call(
          principal,
          found.service,
          found.operation,
          found.prepare ? found.prepare(input) : input,
        );
      } catch (error) {
        throw toFailure(error, found.style);
      }
      found.check?.(response);
      return found.metadata ? { ...response, ...sdkMetadata(Buffer.byteLength(JSON.stringify(response))) } : response;
    },
  };
}
