import { ServiceError } from '../contract';
import { runAction } from './actions';
import type { TableStore } from './store';

/** Deletes what has expired. DynamoDB promises to do so within days, so reads may still see expired items, here as there. */
export async function sweepExpired(tables: TableStore, now: () => number): Promise<number> {
  let deleted = 0;
  for (const table of [...tables.tables.values()]) {
    const attribute = table.TimeToLiveAttribute;
    if (!attribute) continue;
    const limit = String(Math.floor(now() / 1000));
    for await (const chunk of tables.chunks(table.TableName)) {
      for (const [, item] of chunk) {
        const expires = item[attribute]?.N;
        if (expires === undefined || Number(expires) > Number(limit)) continue;
        const Key = Object.fromEntries(
          table.KeySchema.map(({ AttributeName }: { AttributeName: string }) => [AttributeName, item[AttributeName]]),
        );
        try {
          await runAction(tables.store, 'DeleteItem', {
            TableName: table.TableName,
            Key,
            ConditionExpression: '#expires <= :now',
            ExpressionAttributeNames: { '#expires': attribute },
            ExpressionAttributeValues: { ':now': { N: limit } },
          });
          deleted += 1;
        } catch (error) {
          // why: renewed since it was read, so it stays.
          if (!(error instanceof ServiceError) || error.code !== 'ConditionalCheckFailedException') throw error;
        }
      }
    }
  }
  return deleted;
}
