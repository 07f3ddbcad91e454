import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cloud } from '../../../local/cloud';
import type { CloudContext } from '../../../local/contract';
import { createS3Service } from '../../../local/s3/index';
import { clientOptions, codeOf, lambdaRole, startTiny, temporaryFolder } from '../cloud/tiny-assembly';

const template = {
  Resources: {
    Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files' } },
    Told: { Type: 'AWS::SQS::Queue' },
    Admit: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Told' }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: { 'Fn::GetAtt': ['Told', 'Arn'] },
            },
          ],
        },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.s3'], detail: { object: { key: [{ prefix: 'in/' }] } } },
        Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Told', 'Arn'] } }],
      },
    },
    Role: lambdaRole(),
    Listener: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: codeOf('listener'),
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    },
    AdmitS3: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['Listener', 'Arn'] },
        Principal: 's3.amazonaws.com',
        SourceArn: 'arn:aws:s3:::files',
      },
    },
    Notifications: {
      Type: 'Custom::S3BucketNotifications',
      Properties: {
        ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:not-there',
        BucketName: { Ref: 'Files' },
        Managed: true,
        NotificationConfiguration: {
          EventBridgeConfiguration: {},
          LambdaFunctionConfigurations: [
            {
              Events: ['s3:ObjectCreated:*'],
              Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.txt' }] } },
              LambdaFunctionArn: { 'Fn::GetAtt': ['Listener', 'Arn'] },
            },
          ],
        },
      },
      DependsOn: ['AdmitS3'],
    },
  },
  Outputs: { Told: { Value: { Ref: 'Told' } } },
};

const listener = (file: string) => `
import { appendFileSync } from 'node:fs';
export const handler = async ({ Records: [record] }) => appendFileSync('${file}', record.eventName + ' ' + record.s3.object.key + '\\n');
`;

describe('S3 notifications', () => {
  const heard = join(temporaryFolder(), 'heard');
  let cloud: Cloud;
  let s3: S3Client;
  beforeAll(async () => {
    cloud = await startTiny(template, { assets: { listener: { 'index.mjs': listener(heard) } } });
    s3 = new S3Client(clientOptions(cloud));
  });
  afterAll(() => cloud?.stop());

  const nextEvent = async () => {
    const { Messages } = await new SQSClient(clientOptions(cloud)).send(
      new ReceiveMessageCommand({ QueueUrl: cloud.outputs.Told!, WaitTimeSeconds: 10 }),
    );
    return JSON.parse(Messages![0]!.Body!);
  };

  test('go to the event bus in AWS’s shape', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'elsewhere', Body: 'x' }));
    await s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'in/a b.jpg', Body: 'hello' }));
    expect(await nextEvent()).toMatchObject({
      version: '0',
      source: 'aws.s3',
      'detail-type': 'Object Created',
      account: cloud.accountId,
      region: 'us-east-1',
      resources: ['arn:aws:s3:::files'],
      detail: {
        version: '0',
        bucket: { name: 'files' },
        object: { key: 'in/a b.jpg', size: 5, etag: '5d41402abc4b2a76b9719d911017c592', sequencer: expect.any(String) },
        'source-ip-address': '127.0.0.1',
        reason: 'PutObject',
      },
    });
    await s3.send(new CopyObjectCommand({ Bucket: 'files', Key: 'in/copy', CopySource: 'files/elsewhere' }));
    expect((await nextEvent()).detail).toMatchObject({ reason: 'CopyObject', object: { key: 'in/copy' } });
    await s3.send(new DeleteObjectCommand({ Bucket: 'files', Key: 'in/copy' }));
    expect(await nextEvent()).toMatchObject({
      'detail-type': 'Object Deleted',
      detail: { 'deletion-type': 'Permanently Deleted' },
    });
  });

  test('reach the functions whose filter they pass', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'x/skip.bin', Body: '1' }));
    await s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'x/take me.txt', Body: '1' }));
    await cloudIdle(() => existsSync(heard));
    expect(readFileSync(heard, 'utf8')).toBe('ObjectCreated:Put x/take+me.txt\n');
  });

  test('that could not be handed on are told again at the next start', async () => {
    const dataDir = temporaryFolder();
    const told: string[] = [];
    let bus: 'down' | 'up' = 'down';
    const context = {
      dataDir,
      accountId: '111122223333',
      region: 'us-east-1',
      now: () => 1_000,
      authorize: () => undefined,
      meter: () => undefined,
      publishEvent: async (event: any) => {
        if (bus === 'down') throw new Error('the process ended here');
        told.push(event.detail.object.key);
      },
    } as unknown as CloudContext;
    const stand = async () => {
      const service = createS3Service(context);
      await service.resources['AWS::S3::Bucket']!(
        {
          logicalId: 'B',
          type: 'AWS::S3::Bucket',
          properties: {
            BucketName: 'bbb',
            NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
          },
        },
        context,
      );
      return service;
    };
    const put = { operation: 'PutObject', input: { Bucket: 'bbb', Key: 'k', Body: 'x' }, principal: { kind: 'root' } };
    await expect((await stand()).handle(put as never)).rejects.toThrow('the process ended here');
    bus = 'up';
    await (await stand()).start!();
    await (await stand()).start!();
    expect(told).toEqual(['k']);
  });
});

async function cloudIdle(done: () => boolean): Promise<void> {
  const { setTimeout: sleep } = await import('node:timers/promises');
  while (!done()) await sleep(10);
}
