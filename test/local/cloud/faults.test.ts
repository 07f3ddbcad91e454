import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { FaultInjector, type FaultRule } from '../../../local/faults/injector';
import { clientOptions, startTiny } from './tiny-assembly';

const template = {
  Resources: {
    Items: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
  },
  Outputs: { Table: { Value: { Ref: 'Items' } } },
};

async function withFault<T>(
  rule: FaultRule,
  act: (client: DynamoDBClient, table: string, options: ReturnType<typeof clientOptions>) => Promise<T>,
): Promise<T> {
  const cloud = await startTiny(template, { faults: { seed: 1, rules: [rule] } });
  try {
    return await act(new DynamoDBClient(clientOptions(cloud)), cloud.outputs.Table!, clientOptions(cloud));
  } finally {
    await cloud.stop();
  }
}

const count = (TableName: string) =>
  new UpdateItemCommand({
    TableName,
    Key: { pk: { S: 'a' } },
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  });
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error) => error.name,
  );
const counted = async (client: DynamoDBClient, TableName: string) =>
  (await client.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' } } }))).Item?.n?.N;

describe('injected faults', () => {
  test('an error and a throttle do not run the call', async () => {
    for (const [kind, name] of [
      ['error', 'InternalServerError'],
      ['throttle', 'ProvisionedThroughputExceededException'],
    ] as const) {
      await withFault({ service: 'dynamodb', operation: 'UpdateItem', kind, rate: 1 }, async (client, table) => {
        expect(await outcome(client.send(count(table)))).toBe(name);
        expect(await counted(client, table)).toBeUndefined();
      });
    }
  });

  test('a lost reply has run the call', async () => {
    await withFault(
      { service: 'dynamodb', operation: 'UpdateItem', kind: 'lostReply', rate: 1 },
      async (client, table) => {
        expect(await outcome(client.send(count(table)))).not.toBe('answered');
        expect(await counted(client, table)).toBe('1');
      },
    );
  });

  test('a duplicate runs the call twice and answers once', async () => {
    await withFault(
      { service: 'dynamodb', operation: 'UpdateItem', kind: 'duplicate', rate: 1 },
      async (client, table) => {
        expect(await outcome(client.send(count(table)))).toBe('answered');
        expect(await counted(client, table)).toBe('2');
      },
    );
  });

  test('the SDK’s own retries get over a limited number of them', async () => {
    await withFault({ service: '*', kind: 'throttle', rate: 1, limit: 2 }, async (client, TableName, options) => {
      const patient = new DynamoDBClient({ ...options, maxAttempts: 3 });
      const put = new PutItemCommand({ TableName, Item: { pk: { S: 'x' } } });
      expect(await outcome(patient.send(put))).toBe('answered');
      expect((await client.send(new ScanCommand({ TableName }))).Count).toBe(1);
    });
  });

  test('are chosen by the seed, at about the rate asked for', () => {
    const draw = (seed: number) => {
      const injector = new FaultInjector({
        seed,
        rules: [{ service: 's3', operation: 'PutObject', kind: 'error', rate: 0.2 }],
      });
      return Array.from({ length: 1000 }, () => injector.choose('s3', 'PutObject').has('error'));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    const hits = draw(7).filter(Boolean).length;
    expect(hits).toBeGreaterThan(150);
    expect(hits).toBeLessThan(250);
    const other = new FaultInjector({
      seed: 7,
      rules: [{ service: 's3', operation: 'PutObject', kind: 'error', rate: 1 }],
    });
    expect(other.choose('s3', 'GetObject').size + other.choose('sqs', 'PutObject').size).toBe(0);
  });
});
