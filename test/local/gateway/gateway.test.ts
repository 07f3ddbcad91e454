import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { CreateTopicCommand, GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../../local/cloud';
import { clientOptions, temporaryFolder, writeAssembly } from '../cloud/tiny-assembly';

const template = {
  Resources: { Files: { Type: 'AWS::S3::Bucket' } },
  Outputs: { Bucket: { Value: { Ref: 'Files' } } },
};

const trust = (Principal: unknown) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }] });

describe('the gateway', () => {
  let cloud: Cloud;
  const assemblyDir = writeAssembly(template);
  const dataDir = temporaryFolder();
  beforeAll(async () => {
    cloud = await startCloud({ assemblyDir, dataDir });
  });
  afterAll(() => cloud?.stop());

  const errorOf = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error) => error,
    );

  test.each([
    ['JSON', DynamoDBClient, ListTablesCommand, 'UnrecognizedClientException', 'InvalidSignatureException'],
    ['REST XML', S3Client, ListBucketsCommand, 'InvalidAccessKeyId', 'SignatureDoesNotMatch'],
    ['Query', CloudFormationClient, DescribeStacksCommand, 'InvalidClientTokenId', 'SignatureDoesNotMatch'],
  ])(
    'refuses unknown keys and wrong signatures in %s’s own words',
    async (_, Client: any, Command: any, unknown, wrong) => {
      const call = (credentials: object) =>
        errorOf(new Client({ ...clientOptions(cloud), credentials }).send(new Command({})));
      expect((await call({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' })).name).toBe(unknown);
      expect((await call({ ...cloud.credentials, secretAccessKey: 'wrong' })).name).toBe(wrong);
      const forged = { accessKeyId: 'ASIAFORGED', secretAccessKey: 'x', sessionToken: 'e30.forged' };
      expect((await call(forged)).name).toBe(unknown);
      expect(await call(cloud.credentials)).toBeUndefined();
    },
  );

  test('refuses a clock that is far off', async () => {
    const late = new DynamoDBClient({ ...clientOptions(cloud), systemClockOffset: -20 * 60_000 });
    expect((await errorOf(late.send(new ListTablesCommand({})))).name).toBe('InvalidSignatureException');
  });

  test('refuses a body that is not the one signed', async () => {
    const client = new S3Client(clientOptions(cloud));
    client.middlewareStack.add(
      (next) => (args: any) => {
        args.request.body = 'tampered';
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const put = client.send(
      new PutObjectCommand({ Bucket: cloud.outputs.Bucket!, Key: 'k', Body: 'original', ContentLength: 8 }),
    );
    expect((await errorOf(put)).name).toMatch(/BadDigest|XAmzContentSHA256Mismatch/);
  });

  test('names the service it does not have and the operation a service does not do', async () => {
    const { DescribeLimitsCommand } = await import('@aws-sdk/client-dynamodb');
    const limits = await errorOf(new DynamoDBClient(clientOptions(cloud)).send(new DescribeLimitsCommand({})));
    expect([limits.name, limits.message]).toEqual([
      'UnknownOperationException',
      'The embedded DynamoDB does not do DescribeLimits.',
    ]);
    const stack = await errorOf(
      new CloudFormationClient(clientOptions(cloud)).send(
        new CreateStackCommand({ StackName: 'x', TemplateBody: '{}' }),
      ),
    );
    expect(stack.name).toBe('InvalidAction');
    expect(stack.message).toContain('CreateStack');
    const answer = await fetch(cloud.endpointUrl, {
      method: 'POST',
      headers: { 'x-amz-target': 'Nobody.Knows', 'content-type': 'application/x-amz-json-1.1' },
      body: '{}',
    });
    expect([answer.status, (await answer.json()).__type]).toEqual([403, 'MissingAuthenticationTokenException']);
  });

  test('speaks Query both ways: lists, maps and errors', async () => {
    const sns = new SNSClient(clientOptions(cloud));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'topic', Tags: [{ Key: 'a', Value: '<&>' }] }));
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, Owner: cloud.accountId });
    expect((await errorOf(sns.send(new GetTopicAttributesCommand({ TopicArn: `${TopicArn}x` })))).name).toMatch(
      /NotFound/,
    );
  });

  test('gives SQS errors the name the SDK knows', async () => {
    const { QueueDoesNotExist } = await import('@aws-sdk/client-sqs');
    const error = await errorOf(
      new SQSClient(clientOptions(cloud)).send(new GetQueueUrlCommand({ QueueName: 'none' })),
    );
    expect(error).toBeInstanceOf(QueueDoesNotExist);
  });

  test('makes a role usable: trust, policy, session, denial', async () => {
    const iam = new IAMClient(clientOptions(cloud));
    const RoleName = 'reader';
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${cloud.accountId}:root` }),
      }),
    );
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'dynamodb:ListTables', Resource: '*' }],
    });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }));
    const saved = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'p' }));
    expect(decodeURIComponent(saved.PolicyDocument!)).toBe(PolicyDocument);

    const sts = new STSClient(clientOptions(cloud));
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: Role!.Arn!, RoleSessionName: 'me' }));
    const credentials = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    const asRole = { ...clientOptions(cloud), credentials };
    const identity = await new STSClient(asRole).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::${cloud.accountId}:assumed-role/reader/me`);
    expect((await new DynamoDBClient(asRole).send(new ListTablesCommand({}))).TableNames).toEqual([]);
    const denied = await errorOf(new IAMClient(asRole).send(new GetRoleCommand({ RoleName })));
    expect([denied.name, denied.message]).toEqual([
      'AccessDenied',
      `User: ${identity.Arn} is not authorized to perform: iam:GetRole on resource: ${Role!.Arn} because no identity-based policy allows the iam:GetRole action`,
    ]);

    // Sessions and roles made through the API outlive the process.
    await cloud.stop();
    cloud = await startCloud({ assemblyDir, dataDir });
    expect((await new DynamoDBClient(asRole).send(new ListTablesCommand({}))).TableNames).toEqual([]);
    const again = new IAMClient(clientOptions(cloud));
    await again.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' }));
    expect((await errorOf(new DynamoDBClient(asRole).send(new ListTablesCommand({})))).name).toBe(
      'AccessDeniedException',
    );
    await again.send(new DeleteRoleCommand({ RoleName }));
    expect((await errorOf(again.send(new GetRoleCommand({ RoleName })))).name).toBe('NoSuchEntityException');
  });

  test('does not let a role be taken that trusts someone else', async () => {
    const iam = new IAMClient(clientOptions(cloud));
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'service-only',
        AssumeRolePolicyDocument: trust({ Service: 'lambda.amazonaws.com' }),
      }),
    );
    const RoleArn = `arn:aws:iam::${cloud.accountId}:role/service-only`;
    const error = await errorOf(
      new STSClient(clientOptions(cloud)).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' })),
    );
    expect(error.name).toBe('AccessDenied');
    const runtime = new SageMakerRuntimeClient(clientOptions(cloud));
    expect(await errorOf(runtime.send(new InvokeEndpointCommand({ EndpointName: 'none', Body: 'x' })))).toBeDefined();
  });
});
