import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { tableKeys } from '../../core/job/keys';
import { parseLeaseId } from '../../core/workforce/lease-id';
import { holderOf, type TaskItem } from '../../core/workforce/task';
import type { Laboratory } from './laboratory';

/** Lets the time of a lease run out now, in the table, as if the clock had been put forward. */
export async function expireLease({ cloud }: Laboratory, leaseId: string): Promise<void> {
  const { region, credentials } = cloud;
  const table = DynamoDBDocumentClient.from(new DynamoDBClient({ region, endpoint: cloud.endpointUrl, credentials }));
  const { jobKey, round, shard, sk, nonce } = parseLeaseId(leaseId)!;
  const TableName = String(cloud.outputs.TableName);
  const Key = { pk: tableKeys.openTasks(jobKey, round, shard), sk };
  const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  const workerId = holderOf(Item as TaskItem, nonce)!;
  const past = Date.now() - 1000;
  await table.send(
    new UpdateCommand({
      TableName,
      Key,
      UpdateExpression: 'SET workers.#w.expiresAt = :past, version = version + :one',
      ExpressionAttributeNames: { '#w': workerId },
      ExpressionAttributeValues: { ':past': past, ':one': 1 },
    }),
  );
  await table.send(
    new UpdateCommand({
      TableName,
      Key: { pk: `WORKER#${workerId}`, sk: `LEASE#${jobKey}` },
      UpdateExpression: 'SET #until = :past',
      ExpressionAttributeNames: { '#until': 'until' },
      ExpressionAttributeValues: { ':past': past },
    }),
  );
}
