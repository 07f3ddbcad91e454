import { BatchGetBuildsCommand, CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DescribeEndpointCommand,
  DescribeTrainingJobCommand,
  SageMakerClient,
  StopTrainingJobCommand,
  UpdateEndpointCommand,
  waitUntilEndpointInService,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../../local/cloud';
import { clientOptions, temporaryFolder, writeAssembly } from '../cloud/tiny-assembly';
import { imageAsset, trainingTemplate } from './container';

describe('SageMaker', () => {
  const assemblyDir = writeAssembly(trainingTemplate, imageAsset);
  const dataDir = temporaryFolder();
  let cloud: Cloud;
  let sagemaker: SageMakerClient;
  let runtime: SageMakerRuntimeClient;
  let s3: S3Client;
  let sqs: SQSClient;
  const start = async () => {
    cloud = await startCloud({ assemblyDir, dataDir });
    sagemaker = new SageMakerClient(clientOptions(cloud));
    runtime = new SageMakerRuntimeClient(clientOptions(cloud));
    s3 = new S3Client({ ...clientOptions(cloud), forcePathStyle: true });
    sqs = new SQSClient(clientOptions(cloud));
  };
  const stop = async () => {
    for (const client of [sagemaker, runtime, s3, sqs]) client.destroy();
    await cloud.stop();
  };

  beforeAll(async () => {
    await start();
    const Bucket = cloud.outputs.Bucket!;
    await s3.send(new PutObjectCommand({ Bucket, Key: 'data/train/a.txt', Body: '1\n2\n' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'data/train/more/b.txt', Body: '3\n' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'data/training/other.txt', Body: 'x\n' }));
    const codebuild = new CodeBuildClient(clientOptions(cloud));
    const { build } = await codebuild.send(new StartBuildCommand({ projectName: cloud.outputs.Project }));
    const { builds } = await codebuild.send(new BatchGetBuildsCommand({ ids: [build!.id!] }));
    expect(builds).toMatchObject([{ buildStatus: 'SUCCEEDED' }]);
    codebuild.destroy();
  });
  afterAll(stop);

  const job = (name: string, HyperParameters: Record<string, string> = {}, more: Record<string, unknown> = {}) =>
    new CreateTrainingJobCommand({
      TrainingJobName: name,
      AlgorithmSpecification: { TrainingImage: cloud.outputs.Image, TrainingInputMode: 'File' },
      RoleArn: cloud.outputs.Role!,
      HyperParameters,
      InputDataConfig: [
        {
          ChannelName: 'train',
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${cloud.outputs.Bucket}/data/train/` } },
        },
      ],
      OutputDataConfig: { S3OutputPath: `s3://${cloud.outputs.Bucket}/out` },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 },
      StoppingCondition: { MaxRuntimeInSeconds: 60 },
      ...more,
    });

  /** The next event that tells of a job's end. */
  async function ended(): Promise<Record<string, any>> {
    const QueueUrl = cloud.outputs.Events!;
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages![0]!.ReceiptHandle }));
    return JSON.parse(Messages![0]!.Body!);
  }
  const describeJob = (name: string) => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
  const refused = (command: Promise<unknown>) =>
    command.then(() => 'accepted').catch((error: Error) => `${error.name}: ${error.message}`);
  const ask = async (EndpointName: string, Body: string) => {
    const answer = await runtime.send(new InvokeEndpointCommand({ EndpointName, Body, ContentType: 'text/plain' }));
    return {
      type: answer.ContentType,
      variant: answer.InvokedProductionVariant,
      ...JSON.parse(Buffer.from(answer.Body!).toString()),
    };
  };

  test('a job trains on its channel and leaves model.tar.gz; its end is an event', async () => {
    await sagemaker.send(job('count'));
    expect(await ended()).toMatchObject({ TrainingJobName: 'count', TrainingJobStatus: 'Completed' });
    const described = await describeJob('count');
    expect(described.ModelArtifacts?.S3ModelArtifacts).toBe(
      `s3://${cloud.outputs.Bucket}/out/count/output/model.tar.gz`,
    );
    expect(described.SecondaryStatusTransitions?.map(({ Status }) => Status)).toEqual([
      'Starting',
      'Downloading',
      'Training',
      'Uploading',
      'Completed',
    ]);
    const got = await s3.send(
      new GetObjectCommand({ Bucket: cloud.outputs.Bucket, Key: 'out/count/output/model.tar.gz' }),
    );
    expect(Buffer.from(await got.Body!.transformToByteArray()).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    expect(await refused(sagemaker.send(job('count')))).toMatch(/^ResourceInUse: Training job names must be unique/);
  });

  test('a job that fails says why', async () => {
    await sagemaker.send(job('broken', { fail: 'cat' }));
    expect(await ended()).toMatchObject({ TrainingJobStatus: 'Failed' });
    expect((await describeJob('broken')).FailureReason).toBe(
      'AlgorithmError: the labels are all one: cat, exit code: 1',
    );
  });

  test('no data, no right to pull the image: the client’s error', async () => {
    const S3Uri = `s3://${cloud.outputs.Bucket}/nothing/here`;
    const InputDataConfig = [{ ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri } } }];
    await sagemaker.send(job('empty', {}, { InputDataConfig }));
    expect((await ended()).FailureReason).toContain(`No S3 objects found under S3 URL "${S3Uri}"`);
    await sagemaker.send(job('poor', {}, { RoleArn: cloud.outputs.PoorRole }));
    expect((await ended()).FailureReason).toMatch(
      /ClientError: .*not authorized to perform: ecr:GetAuthorizationToken/,
    );
  });

  test('a job is stopped by its time limit, or by hand', async () => {
    await sagemaker.send(job('slow', { wait: '60000' }, { StoppingCondition: { MaxRuntimeInSeconds: 1 } }));
    expect(await ended()).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxRuntimeExceeded' });
    await sagemaker.send(job('unwanted', { wait: '60000' }));
    await sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: 'unwanted' }));
    expect(await ended()).toMatchObject({ TrainingJobName: 'unwanted', TrainingJobStatus: 'Stopped' });
  });

  test('an endpoint serves the model, is updated without a gap, survives its container and the cloud', async () => {
    const model = (ModelName: string, VERSION: string, more = {}) =>
      sagemaker.send(
        new CreateModelCommand({
          ModelName,
          ExecutionRoleArn: cloud.outputs.Role,
          PrimaryContainer: {
            Image: cloud.outputs.Image,
            ModelDataUrl: `s3://${cloud.outputs.Bucket}/out/count/output/model.tar.gz`,
            Environment: { VERSION, ...more },
          },
        }),
      );
    const config = (name: string, MaxConcurrency = 5) =>
      sagemaker.send(
        new CreateEndpointConfigCommand({
          EndpointConfigName: name,
          ProductionVariants: [
            { VariantName: 'all', ModelName: name, ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency } },
          ],
        }),
      );
    const inService = (EndpointName: string) =>
      waitUntilEndpointInService({ client: sagemaker, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { EndpointName });
    for (const [name, version] of [
      ['first', '1'],
      ['second', '2'],
    ] as const) {
      await model(name, version);
      await config(name);
    }
    await sagemaker.send(new CreateEndpointCommand({ EndpointName: 'counts', EndpointConfigName: 'first' }));
    expect(await refused(ask('counts', 'early'))).toMatch(/^ValidationError: Endpoint counts of account/);
    await inService('counts');
    expect(await ask('counts', 'x')).toMatchObject({
      type: 'text/plain',
      asked: 'x',
      variant: 'all',
      version: '1',
      lines: 3,
      files: ['a.txt', 'more', 'more/b.txt'],
      secret: 'none',
      role: 'given',
    });

    await sagemaker.send(new UpdateEndpointCommand({ EndpointName: 'counts', EndpointConfigName: 'second' }));
    const versions = new Set<string>();
    for (;;) {
      versions.add((await ask('counts', 'y')).version);
      const { EndpointStatus, EndpointConfigName } = await sagemaker.send(
        new DescribeEndpointCommand({ EndpointName: 'counts' }),
      );
      if (EndpointStatus === 'InService' && EndpointConfigName === 'second') break;
    }
    expect([...versions, (await ask('counts', 'z')).version].at(-1)).toBe('2');

    await model('third', '3', { BROKEN: 'yes' });
    await config('third');
    await sagemaker.send(new UpdateEndpointCommand({ EndpointName: 'counts', EndpointConfigName: 'third' }));
    await inService('counts');
    const kept = await sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'counts' }));
    expect(kept).toMatchObject({ EndpointConfigName: 'second' });
    expect(kept.FailureReason).toContain('cannot read the weights');
    expect((await ask('counts', 'still')).version).toBe('2');

    const failed = await runtime
      .send(new InvokeEndpointCommand({ EndpointName: 'counts', Body: 'fail' }))
      .catch((error) => error);
    expect(failed).toMatchObject({ name: 'ModelError', OriginalStatusCode: 418, OriginalMessage: 'no tea' });
    expect(await refused(ask('counts', 'die'))).toMatch(/^ModelError/);
    expect((await ask('counts', 'alive')).version).toBe('2');
    expect(await refused(ask('counts', 'x'.repeat(4 * 1024 * 1024 + 1)))).toMatch(/^ValidationError/);

    await stop();
    await start();
    expect((await ask('counts', 'after')).version).toBe('2');
    await sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'counts' }));
    await sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'second' }));
    expect(await refused(sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'counts' })))).toMatch(
      /^ValidationException: Could not find endpoint "arn:aws:sagemaker:.*:endpoint\/counts"\.$/,
    );
    expect(cloud.meter.snapshot().sagemaker?.['ServerlessMs.2048']).toBeGreaterThan(0);
  });

  test('names and requests that SageMaker would refuse', async () => {
    expect(await refused(sagemaker.send(job('under_score')))).toMatch(/^ValidationException/);
    expect(await refused(describeJob('unknown'))).toBe('ValidationException: Requested resource not found.');
    const ExecutionRoleArn = cloud.outputs.Role;
    const image = `${cloud.outputs.Image}x`;
    const model = new CreateModelCommand({ ModelName: 'none', ExecutionRoleArn, PrimaryContainer: { Image: image } });
    expect(await refused(sagemaker.send(model))).toBe(`ValidationException: Requested image ${image} not found.`);
    const variant = {
      VariantName: 'all',
      ModelName: 'none',
      ServerlessConfig: { MemorySizeInMB: 1000, MaxConcurrency: 1 },
    };
    const config = new CreateEndpointConfigCommand({ EndpointConfigName: 'none', ProductionVariants: [variant] });
    expect(await refused(sagemaker.send(config))).toMatch(/memorySizeInMB/);
  });
});
