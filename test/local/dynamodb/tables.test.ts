import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cloud } from '../../../local/cloud';
import { clientOptions, startTiny } from '../cloud/tiny-assembly';

const template = {
  Resources: {
    Items: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: ['pk', 'sk', 'owner'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byOwner',
            KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        Replicas: [
          { Region: { Ref: 'AWS::Region' }, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
        ],
      },
    },
  },
  Outputs: { Table: { Value: { Ref: 'Items' } }, Arn: { Value: { 'Fn::GetAtt': ['Items', 'Arn'] } } },
};

describe('DynamoDB', () => {
  let cloud: Cloud;
  let client: DynamoDBClient;
  let TableName: string;
  beforeAll(async () => {
    cloud = await startTiny(template);
    client = new DynamoDBClient(clientOptions(cloud));
    TableName = cloud.outputs.Table!;
  });
  afterAll(() => cloud?.stop());

  const put = (pk: string, sk: string, more: object = {}, options: object = {}) =>
    client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: sk }, ...more }, ...options }));
  const units = (what: string) => cloud.meter.snapshot().dynamodb?.[what] ?? 0;

  test('tells with a failed condition what it met', async () => {
    await put('c', '1', { state: { S: 'open' } });
    const update = new UpdateItemCommand({
      TableName,
      Key: { pk: { S: 'c' }, sk: { S: '1' } },
      UpdateExpression: 'SET #s = :new',
      ConditionExpression: '#s = :old',
      ExpressionAttributeNames: { '#s': 'state' },
      ExpressionAttributeValues: { ':new': { S: 'closed' }, ':old': { S: 'taken' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const error = await client.send(update).catch((caught) => caught);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error.Item).toEqual({ pk: { S: 'c' }, sk: { S: '1' }, state: { S: 'open' } });
    const silent = await put('c', '1', {}, { ConditionExpression: 'attribute_not_exists(pk)' }).catch(
      (caught) => caught,
    );
    expect([silent.name, silent.Item]).toEqual(['ConditionalCheckFailedException', undefined]);
  });

  test('lets exactly one of many win the same item', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        put('race', '1', { by: { N: String(i) } }, { ConditionExpression: 'attribute_not_exists(pk)' }).then(
          () => 'won',
          () => 'lost',
        ),
      ),
    );
    expect(results.filter((result) => result === 'won')).toHaveLength(1);
  });

  test('pages through a partition in order, both ways, beyond one chunk', async () => {
    const wanted = Array.from({ length: 230 }, (_, i) => String(i).padStart(4, '0'));
    for (let at = 0; at < wanted.length; at += 25) {
      const requests = wanted
        .slice(at, at + 25)
        .map((sk) => ({ PutRequest: { Item: { pk: { S: 'pages' }, sk: { S: sk } } } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    }
    for (const ScanIndexForward of [true, false]) {
      const seen: string[] = [];
      let ExclusiveStartKey: Record<string, any> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :p',
            ExpressionAttributeValues: { ':p': { S: 'pages' } },
            Limit: 100,
            ScanIndexForward,
            ExclusiveStartKey,
            ConsistentRead: true,
          }),
        );
        seen.push(...page.Items!.map((item) => item.sk!.S!));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      expect(seen).toEqual(ScanIndexForward ? wanted : wanted.toReversed());
    }
    const all = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: 'pages' } },
      }),
    );
    expect(all.Count).toBe(230);
    expect(all.LastEvaluatedKey).toBeUndefined();
  });

  test('answers a partition of more than a megabyte in pages', async () => {
    const text = 'x'.repeat(300_000);
    for (const sk of ['1', '2', '3', '4', '5']) await put('big', sk, { text: { S: text } });
    const key = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'big' } } };
    const first = await client.send(new QueryCommand({ TableName, ...key }));
    expect(first.Count).toBe(4);
    const rest = await client.send(new QueryCommand({ TableName, ...key, ExclusiveStartKey: first.LastEvaluatedKey }));
    expect(rest.Items!.map((item) => item.sk!.S)).toEqual(['5']);
  });

  test('keeps its index in step', async () => {
    await put('i', '1', { owner: { S: 'ann' } });
    await put('i', '2', { owner: { S: 'ann' } });
    await put('i', '1', { owner: { S: 'bob' } });
    const byOwner = async (owner: string) =>
      (
        await client.send(
          new QueryCommand({
            TableName,
            IndexName: 'byOwner',
            KeyConditionExpression: '#o = :o',
            ExpressionAttributeNames: { '#o': 'owner' },
            ExpressionAttributeValues: { ':o': { S: owner } },
          }),
        )
      ).Items!.map((item) => item.sk!.S);
    expect([await byOwner('ann'), await byOwner('bob')]).toEqual([['2'], ['1']]);
  });

  test('counts request units as AWS does', async () => {
    const written = units('WriteRequestUnits');
    await put('u', '1', { text: { S: 'x'.repeat(2500) } });
    // Three kilobytes in the table and in its index.
    expect(units('WriteRequestUnits') - written).toBe(6);
    const read = units('ReadRequestUnits');
    const Key = { pk: { S: 'u' }, sk: { S: '1' } };
    await client.send(new GetItemCommand({ TableName, Key }));
    await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    expect(units('ReadRequestUnits') - read).toBe(1.5);
    const answer = await client.send(new GetItemCommand({ TableName, Key }));
    expect(answer.ConsumedCapacity).toBeUndefined();
  });

  test('takes a table by its ARN, and scans it', async () => {
    const { ScannedCount } = await client.send(
      new ScanCommand({
        TableName: cloud.outputs.Arn,
        FilterExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: 'pages' } },
      }),
    );
    expect(ScannedCount).toBeGreaterThan(0);
    const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
  });

  test('refuses transactions by name', async () => {
    const error = await client
      .send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Delete: { TableName, Key: { pk: { S: 'a' }, sk: { S: 'b' } } } }],
        }),
      )
      .catch((caught) => caught);
    expect(error.message).toBe('The embedded DynamoDB does not do TransactWriteItems.');
  });

  test('refuses an item over 400 KB, counted in bytes', async () => {
    const error = await put('large', '1', { text: { S: 'あ'.repeat(150_000) } }).catch((caught) => caught);
    expect([error.name, error.message]).toEqual([
      'ValidationException',
      'Item size has exceeded the maximum allowed size',
    ]);
  });
});
