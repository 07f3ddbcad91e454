/** What the table knows of a worker besides their answers: the jobs of their teams, the assignment they hold, its draft. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Ref } from '../../../core/workforce/task';
import { dynamodb } from '../clients';
import type { Place } from '../task-store';

/** A round that a team may work on. */
export interface Offer {
  jobKey: string;
  round: number;
  shards: number;
}

/** The object a draft is about. */
export interface DraftOf {
  workerId: string;
  jobKey: string;
  round: number;
  objectId: number;
}

export interface StoredDraft {
  draft: Ref;
  /** Names this version; a new one with every save. */
  revision: string;
  savedAt: number;
  /** The window it was saved from, as it calls itself. */
  device: string;
}

/** A lease the worker holds or held last in a job. */
export interface HeldLease {
  jobKey: string;
  leaseId: string;
  /** Epoch milliseconds. */
  until: number;
  /** The task they will be offered next if it is still free then; the lease is the key to its page too. */
  upcoming?: Place;
}

/** A draft outlives its lease, so that a worker who comes back days later finds their work. */
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

  /** The assignment the worker holds or held last in a job, so that a reload or another device finds it. */
  async heldLease(workerId: string, jobKey: string): Promise<Omit<HeldLease, 'jobKey'> | undefined> {
    const { Item } = await dynamodb().send(
      new GetCommand({ TableName: this.table, Key: held(workerId, jobKey), ConsistentRead: true }),
    );
    return Item as HeldLease | undefined;
  }

  /** Of every job; one page, as nobody works at a thousand jobs at once. */
  async heldLeases(workerId: string): Promise<HeldLease[]> {
    const { Items = [] } = await dynamodb().send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :lease)',
        ExpressionAttributeValues: { ':pk': `WORKER#${workerId}`, ':lease': LEASE },
      }),
    );
    return Items.map(({ sk, leaseId, until }) => ({ jobKey: String(sk).slice(LEASE.length), leaseId, until }));
  }

  async holdLease(workerId: string, { jobKey, ...lease }: HeldLease): Promise<void> {
    await dynamodb().send(
      new PutCommand({
        TableName: this.table,
        Item: { ...held(workerId, jobKey), ...lease, expiresAt: seconds(lease.until + DRAFT_KEPT_MS) },
      }),
    );
  }

  async dropLease(workerId: string, jobKey: string): Promise<void> {
    await dynamodb().send(new DeleteCommand({ TableName: this.table, Key: held(workerId, jobKey) }));
  }

  /**
   * Saves a draft over the revision it was made from (null: over none); undefined when another window saved in between. Without `base` it
   * replaces whatever is there.
   */
  async saveDraft(
    of: DraftOf,
    draft: StoredDraft,
    base: string | null | undefined,
  ): Promise<{ replaced?: StoredDraft } | undefined> {
    const { savedAt } = draft;
    try {
      const { Attributes } = await dynamodb().send(
        new PutCommand({
          TableName: this.table,
          Item: { ...drafted(of), ...draft, expiresAt: seconds(savedAt + DRAFT_KEPT_MS) },
          ReturnValues: 'ALL_OLD',
          ...(base === null && { ConditionExpression: 'attribute_not_exists(pk)' }),
          ...(typeof base === 'string' && {
            ConditionExpression: 'revision = :base',
            ExpressionAttributeValues: { ':base': base },
          }),
        }),
      );
      return { replaced: Attributes as StoredDraft | undefined };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  async draft(of: DraftOf): Promise<StoredDraft | undefined> {
    const { Item } = await dynamodb().send(
      new GetCommand({ TableName: this.table, Key: drafted(of), ConsistentRead: true }),
    );
    return Item as StoredDraft | undefined;
  }

  /** The draft that was there. */
  async dropDraft(of: DraftOf): Promise<StoredDraft | undefined> {
    const { Attributes } = await dynamodb().send(
      new DeleteCommand({ TableName: this.table, Key: drafted(of), ReturnValues: 'ALL_OLD' }),
    );
    return Attributes as StoredDraft | undefined;
  }
}

const LEASE = 'LEASE#';
const held = (workerId: string, jobKey: string) => ({ pk: `WORKER#${workerId}`, sk: `${LEASE}${jobKey}` });
const drafted = ({ workerId, jobKey, round, objectId }: DraftOf) => ({
  pk: `WORKER#${workerId}`,
  sk: `DRAFT#${jobKey}#${String(round).padStart(5, '0')}#${String(objectId).padStart(9, '0')}`,
});
