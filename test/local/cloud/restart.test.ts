import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../../local/cloud';
import { clientOptions, codeOf, lambdaRole, temporaryFolder, writeAssembly } from './tiny-assembly';

const template = {
  Resources: {
    Files: { Type: 'AWS::S3::Bucket' },
    Items: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'N' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
    Role: lambdaRole(),
    Write: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: codeOf('write'),
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Timeout: 60,
      },
    },
  },
  Outputs: {
    Bucket: { Value: { Ref: 'Files' } },
    Table: { Value: { Ref: 'Items' } },
    Write: { Value: { Ref: 'Write' } },
  },
};

/** Waits for a file named in the event, then leaves a mark. */
const writer = `
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
export const handler = async ({ gate, mark }) => {
  writeFileSync(mark + '.started', '');
  while (!existsSync(gate)) await sleep(20);
  writeFileSync(mark, 'done');
};
`;

describe('a cloud that is killed', () => {
  let child: ChildProcess | undefined;
  let cloud: Cloud | undefined;
  afterEach(async () => {
    child?.kill('SIGKILL');
    await cloud?.stop();
    child = undefined;
    cloud = undefined;
  });

  /** A cloud in a process of its own, so that it can be killed. */
  async function startProcess(assemblyDir: string, dataDir: string) {
    const script = `
      import { startCloud } from ${JSON.stringify(join(process.cwd(), 'local/cloud.ts'))};
      const { endpointUrl, region, credentials, outputs } = await startCloud(${JSON.stringify({ assemblyDir, dataDir })});
      console.log(JSON.stringify({ endpointUrl, region, credentials, outputs }));`;
    const file = join(dataDir, 'start.mts');
    writeFileSync(file, script);
    child = spawn(process.execPath, ['--import', 'tsx', file], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: process.cwd(),
    });
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    return JSON.parse(line) as Cloud;
  }

  async function kill() {
    const gone = once(child!, 'exit');
    child!.kill('SIGKILL');
    await gone;
  }

  test('has everything it answered for when it is started again, at the same address', async () => {
    const assemblyDir = writeAssembly(template, { write: { 'index.mjs': writer } });
    const dataDir = temporaryFolder();
    const before = await startProcess(assemblyDir, dataDir);
    const table = new DynamoDBClient(clientOptions(before));
    const s3 = new S3Client(clientOptions(before));
    const { Bucket, Table } = before.outputs as Record<string, string>;
    const written = new Set<number>();
    const objects = new Set<string>();
    let killed: Promise<void> | undefined;
    setTimeout(() => {
      killed = kill();
    }, 700);
    await Promise.all(
      Array.from({ length: 4 }, async (_, lane) => {
        for (let n = lane; ; n += 4) {
          try {
            await table.send(new PutItemCommand({ TableName: Table, Item: { pk: { S: 'p' }, sk: { N: String(n) } } }));
            written.add(n);
            await s3.send(new PutObjectCommand({ Bucket, Key: `o/${n}`, Body: `${n}` }));
            objects.add(`o/${n}`);
          } catch {
            return;
          }
        }
      }),
    );
    await killed;
    expect(written.size).toBeGreaterThan(10);

    cloud = await startCloud({ assemblyDir, dataDir });
    expect(cloud.endpointUrl).toBe(before.endpointUrl);
    expect(cloud.outputs).toEqual(before.outputs);
    const found = new Set<number>();
    let ExclusiveStartKey: Record<string, any> | undefined;
    do {
      const page = await new DynamoDBClient(clientOptions(cloud)).send(
        new QueryCommand({
          TableName: Table,
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': { S: 'p' } },
          ExclusiveStartKey,
        }),
      );
      for (const item of page.Items!) found.add(Number(item.sk!.N));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    expect([...written].filter((n) => !found.has(n))).toEqual([]);
    const listed = new Set<string>();
    let ContinuationToken: string | undefined;
    do {
      const page = await new S3Client(clientOptions(cloud)).send(
        new ListObjectsV2Command({ Bucket, ContinuationToken }),
      );
      for (const { Key } of page.Contents ?? []) listed.add(Key!);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect([...objects].filter((key) => !listed.has(key))).toEqual([]);
  });

  test('runs an asynchronous invocation again that it was killed in', async () => {
    const assemblyDir = writeAssembly(template, { write: { 'index.mjs': writer } });
    const dataDir = temporaryFolder();
    const before = await startProcess(assemblyDir, dataDir);
    const gate = join(dataDir, 'gate');
    const mark = join(dataDir, 'mark');
    const Payload = Buffer.from(JSON.stringify({ gate, mark }));
    await new LambdaClient(clientOptions(before)).send(
      new InvokeCommand({ FunctionName: before.outputs.Write!, InvocationType: 'Event', Payload }),
    );
    await appears(`${mark}.started`);
    await kill();
    writeFileSync(gate, '');
    cloud = await startCloud({ assemblyDir, dataDir });
    await appears(mark);
    expect(existsSync(mark)).toBe(true);
  });

  test('does not share its folder with another while it runs', async () => {
    const assemblyDir = writeAssembly(template, { write: { 'index.mjs': writer } });
    const dataDir = temporaryFolder();
    await startProcess(assemblyDir, dataDir);
    await expect(startCloud({ assemblyDir, dataDir })).rejects.toThrow(
      `${dataDir} is in use by the cloud with process id ${child!.pid}; stop it first, or choose another data folder`,
    );
  });
});

function appears(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(dirname(file), () => look());
    const look = () => {
      if (!existsSync(file)) return;
      watcher.close();
      resolve();
    };
    look();
  });
}
