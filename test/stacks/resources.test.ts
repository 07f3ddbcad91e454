import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../lib/functions/catalog';
import { functionNames, pascalCase } from '../../lib/functions/names';
import { ofType, type Resource, templateOf } from './scenario';

const { Resources: usual, Outputs } = templateOf('defaults');

const only = (type: string): Resource => {
  const found = ofType(usual, type);
  if (found.length !== 1) throw new Error(`expected one ${type}, found ${found.length}`);
  return found[0]![1];
};

const bucket = (name: string): [string, Resource] =>
  ofType(usual, 'AWS::S3::Bucket').find(([id]) => id.startsWith(`PlumblineStorage${name}Bucket`))!;

describe('functions', () => {
  const functions = ofType(usual, 'AWS::Lambda::Function');

  test('are those of the catalog; definitions are laid down only when there are some', () => {
    const names = functions.map(([id]) => id.replace(/^Plumbline(.*)Function[0-9A-F]{8}$/, '$1')).sort();
    expect(names).toEqual(
      functionNames
        .filter((name) => name !== 'put-job-definition')
        .map(pascalCase)
        .sort(),
    );
  });

  test('run on Node 24, arm64, and log JSON into a group of their own that forgets', () => {
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogFormat: 'JSON' },
      });
      expect(usual[Properties.LoggingConfig.LogGroup.Ref]!.Properties.RetentionInDays).toBe(90);
    }
  });

  test('receive the environment the catalog names and nothing else', () => {
    for (const [id, { Properties }] of functions) {
      const name = functionNames.find((known) => id.startsWith(`Plumbline${pascalCase(known)}Function`))!;
      expect(Object.keys(Properties.Environment.Variables).sort()).toEqual(
        ['NODE_OPTIONS', ...catalog[name].environment].sort(),
      );
    }
  });

  test('that events start keep what fails in an encrypted queue', () => {
    for (const name of ['Intake', 'Sweep']) {
      const [, { Properties }] = functions.find(([id]) => id.startsWith(`Plumbline${name}Function`))!;
      const queue = usual[Properties.DeadLetterConfig.TargetArn['Fn::GetAtt'][0]]!;
      expect(queue.Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 });
      const [, config] = ofType(usual, 'AWS::Lambda::EventInvokeConfig').find(([id]) =>
        id.startsWith(`Plumbline${name}`),
      )!;
      expect(config.Properties.MaximumRetryAttempts).toBe(2);
    }
  });
});

describe('buckets', () => {
  test('refuse plain HTTP and old TLS', () => {
    for (const [id] of ofType(usual, 'AWS::S3::Bucket')) {
      const [, policy] = ofType(usual, 'AWS::S3::BucketPolicy').find(
        ([, { Properties }]) => Properties.Bucket.Ref === id,
      )!;
      expect(policy.Properties.PolicyDocument.Statement).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            Effect: 'Deny',
            Action: 's3:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          expect.objectContaining({ Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
        ]),
      );
    }
  });

  test('are encrypted, closed to the public, kept when the stack goes', () => {
    for (const [, resource] of ofType(usual, 'AWS::S3::Bucket')) {
      expect(resource.DeletionPolicy).toBe('Retain');
      expect(resource.Properties).toMatchObject({
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
    }
  });

  test('log access into the one for logs, without ACLs', () => {
    const [logs, { Properties }] = bucket('AccessLog');
    expect(Properties.AccessControl).toBeUndefined();
    for (const name of ['Input', 'Output', 'Work']) {
      expect(bucket(name)[1].Properties.LoggingConfiguration).toMatchObject({ DestinationBucketName: { Ref: logs } });
    }
  });

  test('let worker pages of any origin read, not write', () => {
    for (const name of ['Input', 'Output']) {
      expect(bucket(name)[1].Properties.CorsConfiguration.CorsRules).toEqual([
        expect.objectContaining({ AllowedOrigins: ['*'], AllowedMethods: ['GET', 'HEAD'] }),
      ]);
    }
    expect(bucket('Work')[1].Properties.CorsConfiguration).toBeUndefined();
  });

  test('tell EventBridge of objects that land in the input bucket', () => {
    expect(bucket('Input')[1].Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    const rule = ofType(usual, 'AWS::Events::Rule').find(([, { Properties }]) => Properties.EventPattern)![1];
    expect(rule.Properties.EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [{ Ref: bucket('Input')[0] }] },
        object: { key: [{ prefix: 'jobs/' }, { prefix: 'inbox/' }] },
      },
    });
  });

  test('need no function of CDK to be set up', () => {
    const foreign = ofType(usual, 'AWS::Lambda::Function').filter(([id]) => !id.startsWith('Plumbline'));
    expect(foreign).toEqual([]);
  });
});

describe('table', () => {
  test('is on demand, expires items, can be restored to a point in time, is kept', () => {
    const table = only('AWS::DynamoDB::Table');
    expect(table.DeletionPolicy).toBe('Retain');
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
  });
});

describe('HTTP API', () => {
  const routes = Object.fromEntries(
    ofType(usual, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
      Properties.RouteKey,
      Properties.AuthorizationType,
    ]),
  );

  test('asks workers for a token, job owners for a signature, and serves pages openly', () => {
    expect(routes).toEqual({
      'POST /': 'AWS_IAM',
      'GET /api/{proxy+}': 'JWT',
      'POST /api/{proxy+}': 'JWT',
      'PUT /api/{proxy+}': 'JWT',
      'GET /frame/{leaseId}': 'NONE',
      'GET /': 'NONE',
      'GET /callback': 'NONE',
      'GET /config.json': 'NONE',
      'GET /assets/{proxy+}': 'NONE',
    });
  });

  test('trusts the issuer the pool itself names', () => {
    const [pool] = ofType(usual, 'AWS::Cognito::UserPool')[0]!;
    expect(only('AWS::ApiGatewayV2::Authorizer').Properties.JwtConfiguration).toEqual({
      Issuer: { 'Fn::GetAtt': [pool, 'ProviderURL'] },
      Audience: [{ Ref: ofType(usual, 'AWS::Cognito::UserPoolClient')[0]![0] }],
    });
  });

  test('logs accesses and throttles', () => {
    const { Properties } = only('AWS::ApiGatewayV2::Stage');
    expect(Properties.AccessLogSettings.Format).toContain('$context.requestId');
    expect(Properties.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 2000, ThrottlingBurstLimit: 4000 });
  });
});

describe('workforce', () => {
  test('client is public, uses authorization code, comes back to the portal', () => {
    const { Properties } = only('AWS::Cognito::UserPoolClient');
    const [api] = ofType(usual, 'AWS::ApiGatewayV2::Api')[0]!;
    const portal = (path: string) => ({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [api, 'ApiEndpoint'] }, path]] });
    expect(Properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      CallbackURLs: [portal('/callback'), portal('/')],
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    });
  });

  test('own OpenID Connect provider: no pool, its issuer and claim instead', () => {
    const { Resources, Outputs: outputs } = templateOf('own OpenID Connect provider');
    expect(ofType(Resources, 'AWS::Cognito::UserPool')).toEqual([]);
    expect(outputs.UserPoolId).toBeUndefined();
    expect(ofType(Resources, 'AWS::ApiGatewayV2::Authorizer')[0]![1].Properties.JwtConfiguration).toEqual({
      Issuer: 'https://login.example.com',
      Audience: ['portal'],
    });
  });
});

describe('outputs', () => {
  test('are those of docs/architecture.md', () => {
    expect(Object.keys(Outputs).sort()).toEqual([
      'ApiUrl',
      'DefaultWorkteamArn',
      'EventBusName',
      'InputBucketName',
      'OutputBucketName',
      'StateMachineArn',
      'TableName',
      'UserPoolClientId',
      'UserPoolId',
      'WorkBucketName',
    ]);
  });
});

describe('alarms', () => {
  test('watch every function, both dead-letter queues, failed jobs and the API', () => {
    const alarms = ofType(usual, 'AWS::CloudWatch::Alarm').map(([id]) =>
      id.replace(/^PlumblineObservability(.*)[0-9A-F]{8}$/, '$1'),
    );
    const functions = functionNames
      .filter((name) => name !== 'put-job-definition')
      .map((name) => `${pascalCase(name)}Failing`);
    expect(alarms.sort()).toEqual(
      [...functions, 'IntakeDeadLetters', 'SweepDeadLetters', 'JobsFailing', 'ApiFailing'].sort(),
    );
  });

  test('are left out when asked, and the dashboard stays', () => {
    const { Resources } = templateOf('alarms off');
    expect(ofType(Resources, 'AWS::CloudWatch::Alarm')).toEqual([]);
    expect(ofType(Resources, 'AWS::CloudWatch::Dashboard')).toHaveLength(1);
  });

  test('tell a topic when there is one', () => {
    const { Resources } = templateOf('alarms to a topic');
    for (const [, { Properties }] of ofType(Resources, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmActions).toHaveLength(1);
      expect(Properties.OKActions).toEqual(Properties.AlarmActions);
    }
  });
});

describe('own key', () => {
  const { Resources } = templateOf('own key');

  test('encrypts every store but the access logs, which S3 delivers only under its own', () => {
    for (const [id, { Properties }] of ofType(Resources, 'AWS::S3::Bucket')) {
      const [{ ServerSideEncryptionByDefault }] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
      expect({ id, algorithm: ServerSideEncryptionByDefault.SSEAlgorithm }).toEqual({
        id,
        algorithm: id.includes('AccessLog') ? 'AES256' : 'aws:kms',
      });
    }
    for (const [, { Properties }] of ofType(Resources, 'AWS::SQS::Queue'))
      expect(Properties.KmsMasterKeyId).toBeDefined();
    for (const [, { Properties }] of ofType(Resources, 'AWS::Logs::LogGroup'))
      expect(Properties.KmsKeyId).toBeDefined();
    expect(ofType(Resources, 'AWS::DynamoDB::Table')[0]![1].Properties.SSESpecification).toMatchObject({
      SSEType: 'KMS',
    });
    expect(ofType(Resources, 'AWS::ECR::Repository')[0]![1].Properties.EncryptionConfiguration).toMatchObject({
      EncryptionType: 'KMS',
    });
  });
});

describe('labeling jobs', () => {
  test('are laid down after the rule that notices them', () => {
    const { Resources } = templateOf('labeling jobs');
    const [, definition] = ofType(Resources, 'Custom::JobDefinition')[0]!;
    expect(definition.Properties).toMatchObject({ Name: 'night-cars', Definition: '{"LabelingJobName":"night-cars"}' });
    const [rule] = ofType(Resources, 'AWS::Events::Rule').find(([, { Properties }]) => Properties.EventPattern)!;
    expect(definition.DependsOn).toContain(rule);
  });
});
