import { isDeepStrictEqual } from 'node:util';
import { declareProperties } from '../cloudformation/declare-properties';
import type { CloudContext, ResourceHandler, StoodResource, TemplateResource } from '../contract';
import { runAction } from './actions';
import type { TableStore } from './store';

const ignored = {
  Tags: 'no tag-based access control here',
  SSESpecification: 'encryption at rest is the disk’s business here',
  PointInTimeRecoverySpecification: 'no backups of a laptop table',
  ContributorInsightsSpecification: 'no contributor insights here',
  DeletionProtectionEnabled: 'a template resource is never deleted here',
  TableClass: 'one storage class here',
  WarmThroughput: 'throughput is not provisioned here',
  OnDemandThroughput: 'throughput is not limited here',
  WriteProvisionedThroughputSettings: 'throughput is not provisioned here',
  WriteOnDemandThroughputSettings: 'throughput is not limited here',
};

/** TableV2 describes per-replica settings; one replica, in this region, is all there is. */
const ignoredReplicaProperties = [
  'Region',
  'Tags',
  'PointInTimeRecoverySpecification',
  'ContributorInsightsSpecification',
  'DeletionProtectionEnabled',
  'TableClass',
  'SSESpecification',
];

const served = [
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'TimeToLiveSpecification',
];

export function dynamoDbResources(tables: TableStore): Record<string, ResourceHandler> {
  async function standUp(resource: TemplateResource, context: CloudContext): Promise<StoodResource> {
    await tables.opened;
    const { properties, logicalId } = resource;
    const name: string = properties.TableName ?? resource.generatedName ?? logicalId;
    const timeToLive = properties.TimeToLiveSpecification;
    const indexes = (list: any[] | undefined) =>
      list?.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
    const wanted = {
      TableName: name,
      KeySchema: properties.KeySchema,
      AttributeDefinitions: properties.AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: indexes(properties.GlobalSecondaryIndexes),
      LocalSecondaryIndexes: indexes(properties.LocalSecondaryIndexes),
    };
    const existing = tables.tables.get(name);
    if (existing) {
      const same = ['KeySchema', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].every((part) => {
        const kept = part === 'KeySchema' ? existing[part] : indexes(existing[part]);
        return isDeepStrictEqual(kept ?? [], wanted[part as 'KeySchema'] ?? []);
      });
      if (!same) throw new Error(`the keys or indexes of table ${name} have changed; use a new data folder`);
    } else {
      await runAction(tables.store, 'CreateTable', wanted);
    }
    const table = tables.tables.get(name);
    // why: whatever state a killed process left behind, a table of the template is there when the template stands.
    table.TableStatus = 'ACTIVE';
    for (const index of table.GlobalSecondaryIndexes ?? []) index.IndexStatus = 'ACTIVE';
    table.TimeToLiveAttribute = timeToLive?.Enabled ? timeToLive.AttributeName : undefined;
    await tables.saveTable(table);
    const arn = `arn:aws:dynamodb:${context.region}:${context.accountId}:table/${name}`;
    return { ref: name, attributes: { Arn: arn, TableId: table.TableId } };
  }

  return {
    'AWS::DynamoDB::Table': declareProperties({ served, ignored }, standUp),
    'AWS::DynamoDB::GlobalTable': declareProperties(
      { served: [...served, 'Replicas'], ignored },
      async (resource, context) => {
        for (const replica of resource.properties.Replicas ?? []) {
          const unknown = Object.keys(replica).filter((key) => !ignoredReplicaProperties.includes(key));
          if (unknown.length > 0 || (replica.Region && replica.Region !== context.region)) {
            throw new Error(
              `${resource.logicalId}: a replica in ${replica.Region} with ${unknown.join(', ') || 'no extras'} is not served here`,
            );
          }
        }
        return standUp(resource, context);
      },
    ),
  };
}
