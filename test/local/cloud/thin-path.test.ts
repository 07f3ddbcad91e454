import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cloud } from '../../../local/cloud';
import { clientOptions, codeOf, lambdaRole, startTiny } from './tiny-assembly';

const handler = `
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
const table = new DynamoDBClient({});
const s3 = new S3Client({});
export const handler = async (event, context) => {
  const object = await s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: event.key }));
  const text = await object.Body.transformToString();
  await table.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { pk: { S: event.key }, text: { S: text } } }));
  console.log('copied', event.key);
  return { copied: text.length, function: context.functionName === process.env.AWS_LAMBDA_FUNCTION_NAME };
};
`;

const template = {
  Parameters: {
    BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
  },
  Resources: {
    Copy: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: codeOf('copy'),
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Timeout: 10,
        MemorySize: 256,
        Environment: { Variables: { BUCKET: { Ref: 'Files' }, TABLE: { Ref: 'Items' } } },
      },
    },
    Role: lambdaRole(
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Files', 'Arn'] }, '/in/*']] },
      },
      { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: { 'Fn::GetAtt': ['Items', 'Arn'] } },
    ),
    Files: { Type: 'AWS::S3::Bucket' },
    Items: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
  },
  Outputs: {
    BucketName: { Value: { Ref: 'Files' } },
    TableName: { Value: { Ref: 'Items' } },
    FunctionName: { Value: { Ref: 'Copy' } },
    Place: { Value: { 'Fn::Sub': '${AWS::Region}/${AWS::AccountId}' } },
  },
};

describe('a stack of a bucket, a table and a function', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startTiny(template, { assets: { copy: { 'index.mjs': handler } } });
  });
  afterAll(() => cloud?.stop());

  const put = (key: string, text: string) =>
    new S3Client(clientOptions(cloud)).send(
      new PutObjectCommand({ Bucket: cloud.outputs.BucketName!, Key: key, Body: text, ContentType: 'text/plain' }),
    );
  const invoke = async (payload: object) => {
    const result = await new LambdaClient(clientOptions(cloud)).send(
      new InvokeCommand({ FunctionName: cloud.outputs.FunctionName!, Payload: Buffer.from(JSON.stringify(payload)) }),
    );
    return { error: result.FunctionError, payload: JSON.parse(Buffer.from(result.Payload!).toString()) };
  };

  test('runs the function with its role, from object to item', async () => {
    await put('in/a.txt', 'hello');
    expect(await invoke({ key: 'in/a.txt' })).toEqual({ error: undefined, payload: { copied: 5, function: true } });
    const { Item } = await new DynamoDBClient(clientOptions(cloud)).send(
      new GetItemCommand({ TableName: cloud.outputs.TableName!, Key: { pk: { S: 'in/a.txt' } } }),
    );
    expect(Item?.text?.S).toBe('hello');
  });

  test('refuses the function what its role does not allow, in the words of AWS', async () => {
    await put('out/b.txt', 'secret');
    const { error, payload } = await invoke({ key: 'out/b.txt' });
    const role = cloud.denials.at(-1)!.role;
    expect(error).toBe('Unhandled');
    expect(payload.errorType).toBe('AccessDenied');
    expect(payload.errorMessage).toBe(
      `User: arn:aws:sts::${cloud.accountId}:assumed-role/${role}/${cloud.outputs.FunctionName} is not authorized to perform: ` +
        `s3:GetObject on resource: arn:aws:s3:::${cloud.outputs.BucketName}/out/b.txt because no identity-based policy allows the s3:GetObject action`,
    );
    expect(cloud.denials.at(-1)).toMatchObject({ action: 's3:GetObject' });
  });

  test('tells its outputs through CloudFormation', async () => {
    const { Stacks } = await new CloudFormationClient(clientOptions(cloud)).send(
      new DescribeStacksCommand({ StackName: 'Tiny' }),
    );
    const outputs = Object.fromEntries(
      Stacks![0]!.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    );
    expect(outputs).toEqual(cloud.outputs);
    expect(outputs.Place).toBe('us-east-1/111122223333');
  });

  test('reads back what was put, with its type', async () => {
    await put('in/c d+é:.txt', 'ü');
    const object = await new S3Client(clientOptions(cloud)).send(
      new GetObjectCommand({ Bucket: cloud.outputs.BucketName!, Key: 'in/c d+é:.txt' }),
    );
    expect([await object.Body!.transformToString(), object.ContentType]).toEqual(['ü', 'text/plain']);
  });
});
