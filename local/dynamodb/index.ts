import { join } from 'node:path';
import db from 'dynalite/db/index.js';
import { type CloudContext, type CloudService, type Principal, ServiceError } from '../contract';
import { type Action, isAction, runAction } from './actions';
import { itemBytes } from './item-size';
import { dynamoDbResources } from './resources';
import { openStore } from './store';
import { sweepExpired } from './time-to-live';

const reads = new Set<string>(['GetItem', 'BatchGetItem', 'Query', 'Scan']);
const sweepInterval = 10 * 60_000;

/** DynamoDB: dynalite's actions over LevelDB, in this process. Transactions, streams and PartiQL are refused. */
export function createDynamoDbService(context: CloudContext): CloudService {
  const tables = openStore(join(context.dataDir, 'dynamodb'), context.accountId, context.region);
  let sweeper: NodeJS.Timeout | undefined;

  const tableArn = (name: unknown) => `arn:aws:dynamodb:${context.region}:${context.accountId}:table/${bareName(name)}`;
  /** A table may be named by its ARN. */
  const bareName = (name: unknown) => String(name).replace(/^arn:aws:dynamodb:[^:]*:[^:]*:table\//, '');

  function authorize(principal: Principal, operation: string, input: Record<string, any>): void {
    const names = input.RequestItems ? Object.keys(input.RequestItems) : [input.TableName];
    for (const name of names) {
      const arn = input.IndexName ? `${tableArn(name)}/index/${input.IndexName}` : tableArn(name);
      context.authorize(principal, `dynamodb:${operation}`, operation === 'ListTables' ? '*' : arn);
    }
  }

  async function run(operation: Action, input: Record<string, any>): Promise<Record<string, any>> {
    const asked = input.ReturnConsumedCapacity;
    const wantsOld = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    if (input.TableName) input.TableName = bareName(input.TableName);
    const metered = !operation.endsWith('Table');
    if (metered) input.ReturnConsumedCapacity = asked && asked !== 'NONE' ? asked : 'TOTAL';
    const result = await runAction(tables.store, operation, input, (error, data) => {
      if (!(error instanceof ServiceError) || error.code !== 'ConditionalCheckFailedException') return error;
      const table = tables.tables.get(data.TableName);
      const item = tables.readItem(data.TableName, db.createKey(data.Key ?? data.Item, table));
      // why: a write refused by its condition is billed by the size of the item it met.
      context.meter('dynamodb', 'WriteRequestUnits', item ? Math.ceil(itemBytes(item) / 1024) : 1);
      return wantsOld && item ? new ServiceError(error.code, error.message, error.status, { Item: item }) : error;
    });
    if (metered) {
      count(operation, input, result);
      if (!asked || asked === 'NONE') delete result.ConsumedCapacity;
    }
    return result;
  }

  function count(operation: string, input: Record<string, any>, result: Record<string, any>): void {
    const units = [result.ConsumedCapacity].flat().reduce((sum, one) => sum + (one?.CapacityUnits ?? 0), 0);
    if (reads.has(operation)) {
      context.meter('dynamodb', 'ReadRequestUnits', Math.max(units, input.ConsistentRead ? 1 : 0.5));
    } else {
      const indexes = tables.tables.get(input.TableName)?.GlobalSecondaryIndexes?.length ?? 0;
      context.meter('dynamodb', 'WriteRequestUnits', Math.max(units, 1) * (1 + indexes));
    }
  }

  const others: Record<string, (input: any) => Record<string, unknown>> = {
    ListTables: (input) => {
      const names = [...tables.tables.keys()].sort().filter((name) => name > (input.ExclusiveStartTableName ?? ''));
      const page = names.slice(0, input.Limit ?? 100);
      return { TableNames: page, ...(page.length < names.length ? { LastEvaluatedTableName: page.at(-1) } : {}) };
    },
    DescribeTimeToLive: (input) => {
      const table = tables.tables.get(bareName(input.TableName));
      if (!table)
        throw new ServiceError(
          'ResourceNotFoundException',
          `Requested resource not found: Table: ${input.TableName} not found`,
        );
      const AttributeName = table.TimeToLiveAttribute;
      return {
        TimeToLiveDescription: AttributeName
          ? { TimeToLiveStatus: 'ENABLED', AttributeName }
          : { TimeToLiveStatus: 'DISABLED' },
      };
    },
  };

  return {
    name: 'dynamodb',
    signingNames: ['dynamodb'],
    resources: dynamoDbResources(tables),
    async handle(request) {
      await tables.opened;
      const operation = request.operation ?? '';
      const input = { ...request.input } as Record<string, any>;
      if (!isAction(operation) && !others[operation]) {
        throw new ServiceError('UnknownOperationException', `The embedded DynamoDB does not do ${operation}.`);
      }
      authorize(request.principal, operation, input);
      return { status: 200, body: isAction(operation) ? await run(operation, input) : others[operation]!(input) };
    },
    async start() {
      const sweep = () => {
        sweepExpired(tables, context.now).catch((error) => context.log('dynamodb', `expiry sweep: ${error.message}`));
      };
      sweeper = setInterval(sweep, sweepInterval).unref();
    },
    async stop() {
      clearInterval(sweeper);
      await tables.opened;
      await tables.close();
    },
  };
}
