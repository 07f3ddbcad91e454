import { declareProperties } from '../cloudformation/declare-properties';
import type { ResourceHandler, StoodResource } from '../contract';
import { policyProblem } from '../iam/policy';
import type { S3State } from './rest';

const ignored = {
  AccessControl: 'ACLs are not served',
  AbacStatus: 'no tag-based access control here',
  IntelligentTieringConfigurations: 'one storage class here',
  InventoryConfigurations: 'no inventory reports here',
  LifecycleConfiguration: 'objects of a laptop run do not age',
  LoggingConfiguration: 'no access logs of a laptop bucket',
  MetricsConfigurations: 'no bucket metrics here',
  ObjectLockEnabled: 'no object lock here',
  OwnershipControls: 'one owner here',
  PublicAccessBlockConfiguration: 'loopback only; anonymous requests are refused anyway',
  Tags: 'no tag-based access control here',
  VersioningConfiguration: 'only the newest version is kept',
};

const served = ['BucketName', 'BucketEncryption', 'CorsConfiguration', 'NotificationConfiguration'];

const list = (value: unknown): any[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

export function s3Resources(state: S3State, accountId: string, region: string): Record<string, ResourceHandler> {
  /** Both the template's `NotificationConfiguration` and what CDK's notification custom resource passes. */
  function configureNotifications(bucketName: string, configuration: any): void {
    const { settings } = state.bucket(bucketName);
    for (const refused of ['QueueConfigurations', 'TopicConfigurations']) {
      if (list(configuration[refused]).length > 0)
        throw new Error(`bucket ${bucketName}: ${refused} are not served; use EventBridge`);
    }
    settings.eventBridge =
      configuration.EventBridgeConfiguration !== undefined && configuration.EventBridgeConfiguration !== null;
    if (configuration.EventBridgeConfiguration?.EventBridgeEnabled === false) settings.eventBridge = false;
    settings.lambdaNotifications = list(
      configuration.LambdaFunctionConfigurations ?? configuration.LambdaConfigurations,
    ).map((one) => {
      const rules: { Name: string; Value: string }[] = one.Filter?.Key?.FilterRules ?? one.Filter?.S3Key?.Rules ?? [];
      const rule = (name: string) => rules.find((candidate) => candidate.Name.toLowerCase() === name)?.Value ?? '';
      return {
        functionArn: one.LambdaFunctionArn ?? one.Function,
        events: one.Events ?? [one.Event],
        prefix: rule('prefix'),
        suffix: rule('suffix'),
      };
    });
  }

  return {
    'AWS::S3::Bucket': declareProperties({ served, ignored }, async (resource): Promise<StoodResource> => {
      const { properties } = resource;
      // why: bucket names share one world-wide name space on AWS; here the account's number makes them look as they would there.
      const fallback = `${resource.generatedName ?? resource.logicalId}`.toLowerCase().replace(/[^a-z0-9.-]/g, '-');
      const name: string = properties.BucketName ?? fallback.slice(0, 63).replace(/-+$/, '');
      const bucket = state.buckets.get(name) ?? state.createBucket(name);
      bucket.settings.cors = properties.CorsConfiguration?.CorsRules ?? [];
      const encryption =
        properties.BucketEncryption?.ServerSideEncryptionConfiguration?.[0]?.ServerSideEncryptionByDefault;
      bucket.settings.kmsKeyArn = keyArn(encryption?.KMSMasterKeyID, accountId, region);
      bucket.settings.policy = undefined;
      configureNotifications(name, properties.NotificationConfiguration ?? {});
      return {
        ref: name,
        attributes: {
          Arn: bucket.arn,
          DomainName: `${name}.s3.amazonaws.com`,
          RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
        },
      };
    }),
    'AWS::S3::BucketPolicy': declareProperties(
      { served: ['Bucket', 'PolicyDocument'] },
      async ({ properties, logicalId }) => {
        const problem = policyProblem(properties.PolicyDocument);
        if (problem) throw new Error(problem);
        state.bucket(properties.Bucket).settings.policy = properties.PolicyDocument;
        return { ref: logicalId, attributes: {} };
      },
    ),
    'Custom::S3BucketNotifications': declareProperties(
      {
        served: ['BucketName', 'NotificationConfiguration'],
        ignored: {
          ServiceToken: 'done here instead of in CDK’s helper function',
          Managed: 'the template is the only source of notifications here',
          SkipDestinationValidation: 'destinations are checked when they are used',
        },
      },
      async ({ properties, logicalId }) => {
        configureNotifications(properties.BucketName, properties.NotificationConfiguration ?? {});
        return { ref: logicalId, attributes: {} };
      },
    ),
  };
}

function keyArn(id: string | undefined, accountId: string, region: string): string | undefined {
  if (!id) return undefined;
  return id.startsWith('arn:') ? id : `arn:aws:kms:${region}:${accountId}:key/${id}`;
}
