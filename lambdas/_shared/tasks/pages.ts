import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { dynamodb } from '../clients';
import { fromRecord, withoutContents } from './task-record';

interface PageOptions {
  table: string;
  pk: string;
  consistent: boolean;
  limit?: number;
  /** Leaves task inputs and answers out. */
  light?: boolean;
  /** Sort keys after this one, up to and including `until`. */
  after?: string;
  until?: string;
}

/** Pages of one queue partition, in order. */
export async function* taskPages({ table, pk, consistent, limit, light, after, until }: PageOptions) {
  let from: Record<string, unknown> | undefined = after === undefined ? undefined : { pk, sk: after };
  do {
    const page = await dynamodb().send(
      new QueryCommand({
        TableName: table,
        ...(light ? withoutContents : {}),
        KeyConditionExpression: until === undefined ? 'pk = :pk' : 'pk = :pk AND sk <= :until',
        ExpressionAttributeValues: { ':pk': pk, ...(until === undefined ? {} : { ':until': until }) },
        ConsistentRead: consistent,
        ExclusiveStartKey: from,
        Limit: limit,
      }),
    );
    if (page.Items?.length) yield page.Items.map(fromRecord);
    from = page.LastEvaluatedKey;
  } while (from);
}
