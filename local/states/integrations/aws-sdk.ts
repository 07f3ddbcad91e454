import type { Readable } from 'node:stream';
import type { Integration } from './integration';
import { sdkStyle, toFailure } from './service-error';

interface SdkService {
  /** The service's name in error names. */
  sdk: string;
  /** Its name in the embedded cloud. */
  name: string;
  /** The API's own members begin with a small letter, as the SDK's do not. */
  camelCase?: boolean;
}

/** Services by the name `aws-sdk:<name>:<action>` uses. */
const services: Readonly<Record<string, SdkService>> = {
  cloudwatch: { sdk: 'CloudWatch', name: 'cloudwatch' },
  cloudwatchlogs: { sdk: 'CloudWatchLogs', name: 'logs', camelCase: true },
  codebuild: { sdk: 'CodeBuild', name: 'codebuild', camelCase: true },
  cognitoidentityprovider: { sdk: 'CognitoIdentityProvider', name: 'cognito' },
  dynamodb: { sdk: 'DynamoDb', name: 'dynamodb' },
  eventbridge: { sdk: 'EventBridge', name: 'events' },
  kms: { sdk: 'Kms', name: 'kms' },
  lambda: { sdk: 'Lambda', name: 'lambda' },
  s3: { sdk: 'S3', name: 's3' },
  sagemaker: { sdk: 'SageMaker', name: 'sagemaker' },
  sagemakerruntime: { sdk: 'SageMakerRuntime', name: 'sagemaker-runtime' },
  sfn: { sdk: 'Sfn', name: 'states', camelCase: true },
  sns: { sdk: 'Sns', name: 'sns' },
  sqs: { sdk: 'Sqs', name: 'sqs' },
};

export function awsSdk(service: string, action: string, token: boolean): Integration | undefined {
  const found = Object.hasOwn(services, service) ? services[service] : undefined;
  if (!found || !/^[a-z][A-Za-z0-9]*$/.test(action)) return undefined;
  const operation = action[0]!.toUpperCase() + action.slice(1);
  return {
    resourceType: `aws-sdk:${service}`,
    resource: token ? `${action}.waitForTaskToken` : action,
    pattern: token ? 'token' : 'request',
    service: found.name,
    required: [],
    async request({ context, principal, arguments: input }) {
      try {
        const members = found.camelCase ? recase(texts(input, found.name), 'toLowerCase') : texts(input, found.name);
        const response = await readable(await context.call(principal, found.name, operation, members));
        return found.camelCase ? recase(response, 'toUpperCase') : response;
      } catch (error) {
        throw toFailure(error, sdkStyle(found.sdk));
      }
    },
  };
}

/** Members the API takes as text and Step Functions also takes as JSON. */
function texts(input: any, service: string): any {
  if (input === null || typeof input !== 'object') return input;
  const names: Record<string, readonly string[]> = { states: ['Input', 'Output'], s3: ['Body'], lambda: ['Payload'] };
  const result = { ...input };
  for (const name of names[service] ?? []) {
    if (name in result && typeof result[name] !== 'string') result[name] = JSON.stringify(result[name]);
  }
  return result;
}

function recase(value: any, how: 'toLowerCase' | 'toUpperCase'): any {
  if (Array.isArray(value)) return value.map((element) => recase(element, how));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name[0]![how]() + name.slice(1), recase(member, how)]),
  );
}

/** Bodies are read, dates are written out. */
async function readable(value: any): Promise<any> {
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value) || value instanceof Uint8Array) return Buffer.from(value).toString();
  if (Array.isArray(value)) return Promise.all(value.map(readable));
  if (value === null || typeof value !== 'object') return value;
  if (typeof (value as Readable).pipe === 'function') {
    const chunks: Buffer[] = [];
    for await (const chunk of value as Readable) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
  }
  const entries = await Promise.all(
    Object.entries(value).map(async ([name, member]) => [name, await readable(member)]),
  );
  return Object.fromEntries(entries.filter(([, member]) => member !== undefined));
}
