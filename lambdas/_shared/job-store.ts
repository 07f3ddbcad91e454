/** The job's own items in the table. Every write is one conditional write on one item. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ResourceInUse, ResourceNotFound } from '../../core/errors';
import type { JobRecord } from '../../core/job/job';
import { tableKeys } from '../../core/job/keys';
import { dynamodb } from './clients';

/** One round as the table holds it. */
export interface RoundRecord {
  round: number;
  shards: number;
  selected: number;
  /** Set by AwaitAnswers; whoever finds the round over sends it back. */
  taskToken?: string;
}

export class JobStore {
  constructor(private readonly table: string) {}

  /** @throws ResourceNotFound */
  async get(jobKey: string): Promise<JobRecord> {
    const job = await this.find(jobKey);
    if (!job) throw new ResourceNotFound(`There is no labeling job named "${jobKey}"`);
    return job;
  }

  async find(jobKey: string): Promise<JobRecord | undefined> {
    const { Item } = await dynamodb().send(
      new GetCommand({ TableName: this.table, Key: tableKeys.job(jobKey), ConsistentRead: true }),
    );
    return Item as JobRecord | undefined;
  }

  /** @throws ResourceInUse when the name is taken. */
  async create(job: JobRecord): Promise<void> {
    try {
      await dynamodb().send(
        new PutCommand({
          TableName: this.table,
          Item: { ...tableKeys.job(job.jobKey), ...job },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException)
        throw new ResourceInUse(`A labeling job named "${job.request.LabelingJobName}" exists already`, {
          cause: error,
        });
      throw error;
    }
  }

  /** Lists the job (newest-first listings) and marks it active; both repeatable. */
  async enlist(job: JobRecord): Promise<void> {
    await this.put({ ...tableKeys.listing(job.createdAt, job.jobKey), jobKey: job.jobKey });
    await this.activate(job);
  }

  /** Puts the job on the sweeper's list. */
  async activate({ jobKey, createdAt }: JobRecord): Promise<void> {
    await this.put({ ...tableKeys.active(jobKey), jobKey, createdAt });
  }

  /** Lists a job that ended before it began. */
  async enlistEnded(job: JobRecord): Promise<void> {
    await this.put({ ...tableKeys.listing(job.createdAt, job.jobKey), jobKey: job.jobKey });
  }

  async delist(jobKey: string): Promise<void> {
    await dynamodb().send(new DeleteCommand({ TableName: this.table, Key: tableKeys.active(jobKey) }));
  }

  /** Sets attributes of the job; `undefined` leaves one as it is. `onlyIf` guards the status it may be set in. */
  async update(
    jobKey: string,
    now: number,
    changes: Partial<JobRecord>,
    onlyIf?: { status: JobRecord['status'][] },
  ): Promise<boolean> {
    const names: Record<string, string> = { '#pk': 'pk' };
    const values: Record<string, unknown> = {};
    const sets: string[] = [];
    for (const [name, value] of Object.entries({ ...changes, modifiedAt: now })) {
      if (value === undefined) continue;
      names[`#${name}`] = name;
      values[`:${name}`] = value;
      sets.push(`#${name} = :${name}`);
    }
    let condition = 'attribute_exists(#pk)';
    if (onlyIf) {
      names['#guard'] = 'status';
      const allowed = onlyIf.status.map((status, i) => {
        values[`:guard${i}`] = status;
        return `:guard${i}`;
      });
      condition += ` AND #guard IN (${allowed.join(', ')})`;
    }
    try {
      await dynamodb().send(
        new UpdateCommand({
          TableName: this.table,
          Key: tableKeys.job(jobKey),
          UpdateExpression: `SET ${sets.join(', ')}`,
          ConditionExpression: condition,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** Job keys in order of creation. */
  async *list(order: 'Ascending' | 'Descending'): AsyncGenerator<string> {
    yield* this.partition('JOBS', order === 'Ascending');
  }

  async *active(): AsyncGenerator<string> {
    yield* this.partition('ACTIVE', true);
  }

  private async *partition(pk: string, forward: boolean): AsyncGenerator<string> {
    let from: Record<string, unknown> | undefined;
    do {
      const page = await dynamodb().send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ScanIndexForward: forward,
          ConsistentRead: true,
          ExclusiveStartKey: from,
        }),
      );
      for (const item of page.Items ?? []) yield item.jobKey as string;
      from = page.LastEvaluatedKey;
    } while (from);
  }

  async putRound(jobKey: string, round: RoundRecord): Promise<void> {
    await this.put({ ...tableKeys.round(jobKey, round.round), ...round });
  }

  async getRound(jobKey: string, round: number): Promise<RoundRecord | undefined> {
    const { Item } = await dynamodb().send(
      new GetCommand({ TableName: this.table, Key: tableKeys.round(jobKey, round), ConsistentRead: true }),
    );
    return Item as RoundRecord | undefined;
  }

  async setTaskToken(jobKey: string, round: number, taskToken: string): Promise<void> {
    await dynamodb().send(
      new UpdateCommand({
        TableName: this.table,
        Key: tableKeys.round(jobKey, round),
        UpdateExpression: 'SET taskToken = :token',
        ExpressionAttributeValues: { ':token': taskToken },
      }),
    );
  }

  /** Shows the job's round to a work team, or takes it away. */
  async offer(team: string, jobKey: string, round: number, shards: number): Promise<void> {
    await this.put({ ...tableKeys.team(team, jobKey), jobKey, round, shards });
  }

  async withdraw(team: string, jobKey: string): Promise<void> {
    await dynamodb().send(new DeleteCommand({ TableName: this.table, Key: tableKeys.team(team, jobKey) }));
  }

  private async put(item: Record<string, unknown>): Promise<void> {
    await dynamodb().send(new PutCommand({ TableName: this.table, Item: item }));
  }
}

/** The work team's name: the last segment of its ARN, and the name of the group in the user pool. */
export const teamOf = (workteamArn: string): string => workteamArn.slice(workteamArn.lastIndexOf('/') + 1);
