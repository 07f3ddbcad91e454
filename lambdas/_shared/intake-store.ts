/** Dropped files and the batches made of them. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { PendingFile } from '../../core/job/inbox';
import { tableKeys } from '../../core/job/keys';
import type { LabelingJobRequest } from '../../core/job/request';
import { dynamodb } from './clients';

export interface IntakeHead {
  name: string;
  definition: LabelingJobRequest;
  nextBatch: number;
}

const fileId = ({ key, etag }: { key: string; etag: string }): string => `${key}#${etag}`;

export class IntakeStore {
  constructor(private readonly table: string) {}

  async head(name: string): Promise<IntakeHead | undefined> {
    const { Item } = await dynamodb().send(
      new GetCommand({ TableName: this.table, Key: tableKeys.intakeHead(name), ConsistentRead: true }),
    );
    return Item as IntakeHead | undefined;
  }

  /** Takes a definition, or a newer version of one; the count of batches goes on. */
  async define(name: string, definition: LabelingJobRequest): Promise<void> {
    await dynamodb().send(
      new UpdateCommand({
        TableName: this.table,
        Key: tableKeys.intakeHead(name),
        UpdateExpression: 'SET #name = :name, #definition = :definition, nextBatch = if_not_exists(nextBatch, :one)',
        ExpressionAttributeNames: { '#name': 'name', '#definition': 'definition' },
        ExpressionAttributeValues: { ':name': name, ':definition': definition, ':one': 1 },
      }),
    );
    await dynamodb().send(new PutCommand({ TableName: this.table, Item: { ...tableKeys.intakeListed(name), name } }));
  }

  /** Remembers a dropped file; a repeated event changes nothing. */
  async drop(name: string, file: PendingFile): Promise<void> {
    await dynamodb().send(
      new PutCommand({ TableName: this.table, Item: { ...tableKeys.intakePending(name, fileId(file)), ...file } }),
    );
  }

  /**
   * Counts dropped objects, as a hint when to look for a due batch: looking at every drop would read all that waits each time. The hint may
   * be wrong after a crash; the sweeper looks every minute whatever it says.
   */
  async hint(name: string, objects: number): Promise<number> {
    const { Attributes } = await dynamodb().send(
      new UpdateCommand({
        TableName: this.table,
        Key: tableKeys.intakeHint(name),
        UpdateExpression: 'ADD waiting :objects',
        ExpressionAttributeValues: { ':objects': objects },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Attributes?.waiting as number;
  }

  /** Sets the hint to what was found waiting. */
  async resetHint(name: string, waiting: number): Promise<void> {
    await dynamodb().send(new PutCommand({ TableName: this.table, Item: { ...tableKeys.intakeHint(name), waiting } }));
  }

  /** Files that wait for a batch. One that an earlier batch took (its event came twice) is dropped here. */
  async pending(name: string): Promise<PendingFile[]> {
    const waiting: PendingFile[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await dynamodb().send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :pending)',
          ExpressionAttributeValues: { ':pk': tableKeys.intakeHead(name).pk, ':pending': 'PENDING#' },
          ConsistentRead: true,
          ExclusiveStartKey: from,
        }),
      );
      waiting.push(...((page.Items ?? []) as PendingFile[]));
      from = page.LastEvaluatedKey;
    } while (from);
    return waiting;
  }

  /** Those of the files that no earlier batch took. */
  async untaken(name: string, files: PendingFile[]): Promise<PendingFile[]> {
    const taken = new Set<string>();
    for (let first = 0; first < files.length; first += 100) {
      let keys: Record<string, unknown>[] = files
        .slice(first, first + 100)
        .map((file) => tableKeys.intakeTaken(name, fileId(file)));
      while (keys.length) {
        const { Responses, UnprocessedKeys } = await dynamodb().send(
          new BatchGetCommand({ RequestItems: { [this.table]: { Keys: keys, ConsistentRead: true } } }),
        );
        for (const item of Responses?.[this.table] ?? []) taken.add(item.sk as string);
        keys = UnprocessedKeys?.[this.table]?.Keys ?? [];
      }
    }
    return files.filter((file) => !taken.has(tableKeys.intakeTaken(name, fileId(file)).sk));
  }

  /** Marks a file as taken by a batch for good, then forgets that it waits. */
  async take(name: string, file: PendingFile, batch: number): Promise<void> {
    await dynamodb().send(
      new PutCommand({ TableName: this.table, Item: { ...tableKeys.intakeTaken(name, fileId(file)), batch } }),
    );
    await this.forget(name, file);
  }

  async forget(name: string, file: PendingFile): Promise<void> {
    await dynamodb().send(
      new DeleteCommand({ TableName: this.table, Key: tableKeys.intakePending(name, fileId(file)) }),
    );
  }

  /** The batch is a job now; the next one gets the next number. */
  async advance(name: string, batch: number): Promise<void> {
    try {
      await dynamodb().send(
        new UpdateCommand({
          TableName: this.table,
          Key: tableKeys.intakeHead(name),
          UpdateExpression: 'SET nextBatch = :next',
          ConditionExpression: 'nextBatch = :batch',
          ExpressionAttributeValues: { ':next': batch + 1, ':batch': batch },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  async names(): Promise<string[]> {
    const { Items } = await dynamodb().send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': 'INTAKES' },
        ConsistentRead: true,
      }),
    );
    return (Items ?? []).map((item) => item.name as string);
  }
}
