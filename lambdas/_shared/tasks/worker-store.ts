/** What the table knows of a worker besides their answers: the jobs of their teams, the assignment they hold, its draft. */
import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Ref } from '../../../core/workforce/task';
import { dynamodb } from '../clients';

/** A round that a team may work on. */
export interface Offer {
  jobKey: string;
  round: number;
  shards: number;
}

const DRAFT_KEPT_MS = 7 * 24 * 3600 * 1000;

const seconds = (milliseconds: number) => Math.ceil(milliseconds / 1000);

export class WorkerStore {
  constructor(private readonly table: string) {}

  async offers(team: string): Promise<Offer[]> {
    const offers: Offer[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await dynamodb().send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': `TEAM#${team}` },
          ExclusiveStartKey: from,
        }),
      );
      for (const { jobKey, round, shards } of page.Items ?? []) offers.push({ jobKey, round, shards });
      from = page.LastEvaluatedKey;
    } while (from);
    return offers;
  }

  async offer(team: string, jobKey: string): Promise<Offer | undefined> {
    const { Item } = await dynamodb().send(
      new GetCommand({ TableName: this.table, Key: { pk: `TEAM#${team}`, sk: `JOB#${jobKey}` }, ConsistentRead: true }),
    );
    return Item as Offer | undefined;
  }

  /** The assignment the worker holds in a job, so that a reload or another device finds it. */
  async heldLease(workerId: string, jobKey: string): Promise<string | undefined> {
    const { Item } = await dynamodb().send(
      new GetCommand({ TableName: this.table, Key: held(workerId, jobKey), ConsistentRead: true }),
    );
    return Item?.leaseId as string | undefined;
  }

  async holdLease(workerId: string, jobKey: string, leaseId: string, expiresAt: number): Promise<void> {
    await dynamodb().send(
      new PutCommand({
        TableName: this.table,
        Item: { ...held(workerId, jobKey), leaseId, expiresAt: seconds(expiresAt) },
      }),
    );
  }

  async dropLease(workerId: string, jobKey: string): Promise<void> {
    await dynamodb().send(new DeleteCommand({ TableName: this.table, Key: held(workerId, jobKey) }));
  }

  async saveDraft(leaseId: string, draft: Ref, now: number): Promise<void> {
    await dynamodb().send(
      new PutCommand({
        TableName: this.table,
        Item: { ...drafted(leaseId), draft, expiresAt: seconds(now + DRAFT_KEPT_MS) },
      }),
    );
  }

  async draft(leaseId: string): Promise<Ref | undefined> {
    const { Item } = await dynamodb().send(
      new GetCommand({ TableName: this.table, Key: drafted(leaseId), ConsistentRead: true }),
    );
    return Item?.draft as Ref | undefined;
  }
}

const held = (workerId: string, jobKey: string) => ({ pk: `WORKER#${workerId}`, sk: `LEASE#${jobKey}` });
const drafted = (leaseId: string) => ({ pk: `DRAFT#${leaseId}`, sk: 'DRAFT' });
