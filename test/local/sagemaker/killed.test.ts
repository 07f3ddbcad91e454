import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTrainingJobCommand, DescribeTrainingJobCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../../local/cloud';
import { clientOptions, temporaryFolder, writeAssembly } from '../cloud/tiny-assembly';
import { KillableCloud } from '../support/killable-cloud';
import { imageAsset, trainingTemplate } from './container';

describe('a training job whose cloud is killed', () => {
  let first: KillableCloud | undefined;
  let second: Cloud | undefined;
  afterEach(async () => {
    await first?.kill();
    await second?.stop();
  });

  test('runs again and ends, its old container does not outlive the kill, its messages are kept', async () => {
    const assemblyDir = writeAssembly(trainingTemplate, imageAsset);
    const dataDir = temporaryFolder();
    first = await KillableCloud.start(assemblyDir, dataDir);
    const { outputs } = first.cloud;
    const options = clientOptions(first.cloud as Cloud);
    const gates = temporaryFolder();
    const gate = join(gates, 'gate');
    await new S3Client({ ...options, forcePathStyle: true }).send(
      new PutObjectCommand({ Bucket: outputs.Bucket, Key: 'data/a.txt', Body: '1\n' }),
    );
    await new SQSClient(options).send(
      new SendMessageCommand({ QueueUrl: outputs.Events, MessageBody: '"sent before"' }),
    );
    await new CodeBuildClient(options).send(new StartBuildCommand({ projectName: outputs.Project }));
    const S3DataSource = { S3DataType: 'S3Prefix' as const, S3Uri: `s3://${outputs.Bucket}/data` };
    await new SageMakerClient(options).send(
      new CreateTrainingJobCommand({
        TrainingJobName: 'interrupted',
        AlgorithmSpecification: { TrainingImage: outputs.Image, TrainingInputMode: 'File' },
        RoleArn: outputs.Role,
        HyperParameters: { gate },
        InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource } }],
        OutputDataConfig: { S3OutputPath: `s3://${outputs.Bucket}/out` },
        ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 },
        StoppingCondition: { MaxRuntimeInSeconds: 60 },
      }),
    );
    const container = Number(await eventually(() => readdirSync(gates)[0]?.split('.')[1]));
    await first.kill();
    await eventually(() => !alive(container));

    writeFileSync(gate, '');
    second = await startCloud({ assemblyDir, dataDir });
    const again = clientOptions(second);
    const sqs = new SQSClient(again);
    const bodies: any[] = [];
    while (bodies.length < 2) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: outputs.Events, WaitTimeSeconds: 20 }),
      );
      bodies.push(...Messages.map(({ Body }) => JSON.parse(Body!)));
    }
    expect(bodies).toEqual(['sent before', expect.objectContaining({ TrainingJobStatus: 'Completed' })]);
    const described = await new SageMakerClient(again).send(
      new DescribeTrainingJobCommand({ TrainingJobName: 'interrupted' }),
    );
    expect(described.TrainingJobStatus).toBe('Completed');
  });
});

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** For what happens in other processes, which tell nobody. */
async function eventually<T>(look: () => T | undefined | false): Promise<T> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const found = look();
    if (found) return found;
    await pause(20);
  }
  throw new Error(`still waiting for ${look}`);
}
