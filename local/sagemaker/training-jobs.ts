import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodeBuildService } from '../codebuild/index';
import { type CloudContext, ServiceError } from '../contract';
import type { Operation } from '../storage/operations';
import { RecordStore } from '../storage/record-store';
import { Container } from './container';
import { ContainerLog } from './container-log';
import { arnOf, checkName, invalid, listed, page, passRole, seconds } from './names';
import { parseS3Uri, RoleS3 } from './role-s3';
import { packTarGz } from './tar';

type Status = 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';

interface Transition {
  Status: string;
  StartTime: number;
  EndTime?: number;
  StatusMessage: string;
}

interface TrainingJob {
  name: string;
  arn: string;
  request: Record<string, any>;
  status: Status;
  secondary: string;
  transitions: Transition[];
  createdAt: number;
  modifiedAt: number;
  startedAt?: number;
  endedAt?: number;
  failureReason?: string;
  modelArtifacts?: string;
}

/** A job's failure in SageMaker's words. */
class JobFailure extends Error {}

const atOnce = 2;
const messages: Record<string, string> = {
  Starting: 'Starting the training job',
  Downloading: 'Downloading input data',
  Training: 'Training image download completed. Training in progress.',
  Uploading: 'Uploading generated training model',
  Completed: 'Training job completed',
  Failed: 'Training job failed',
  Stopping: 'Stopping the training job',
  Stopped: 'Training job stopped',
  MaxRuntimeExceeded: 'Training job runtime exceeded MaxRuntimeInSeconds provided',
};

/** Training jobs: the container's code as a child process, data in and model out through S3 as the job's role. */
export class TrainingJobs {
  private readonly jobs: RecordStore<TrainingJob>;
  private readonly running = new Map<string, { container?: Container; done: Promise<void> }>();
  private readonly waiting: string[] = [];
  private readonly folder: string;
  private closing = false;

  constructor(private readonly context: CloudContext) {
    this.folder = join(context.dataDir, 'sagemaker', 'training');
    this.jobs = new RecordStore(join(context.dataDir, 'sagemaker', 'training-jobs.jsonl'));
  }

  /** Jobs that a kill interrupted run again from the start. */
  resume(): void {
    for (const job of [...this.jobs.values()]) {
      if (job.status === 'Stopping') this.end(job, 'Stopped', 'Stopped');
      else if (job.status === 'InProgress') this.enqueue(job.name);
    }
  }

  async close(): Promise<void> {
    this.closing = true;
    for (const { container } of this.running.values()) container?.kill();
    await Promise.all([...this.running.values()].map(({ done }) => done));
    this.jobs.close();
  }

  operations(): Record<string, Operation> {
    const { context } = this;
    const authorized = (input: any, principal: Parameters<CloudContext['authorize']>[0], action: string) => {
      const name = String(input.TrainingJobName ?? '');
      context.authorize(principal, `sagemaker:${action}`, arnOf(context, 'training-job', name));
      const job = this.jobs.get(name);
      if (!job) throw invalid('Requested resource not found.');
      return job;
    };
    return {
      CreateTrainingJob: async (input, { principal }) => {
        const name = checkName(input.TrainingJobName, 'trainingJobName');
        const arn = arnOf(context, 'training-job', name);
        context.authorize(principal, 'sagemaker:CreateTrainingJob', arn);
        if ((input.Tags ?? []).length > 0) context.authorize(principal, 'sagemaker:AddTags', arn);
        passRole(context, principal, input.RoleArn);
        checkRequest(input);
        if (this.jobs.has(name)) {
          throw new ServiceError(
            'ResourceInUse',
            `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${arn})`,
          );
        }
        const now = context.now();
        const job: TrainingJob = {
          name,
          arn,
          request: input,
          status: 'InProgress',
          secondary: 'Starting',
          transitions: [{ Status: 'Starting', StartTime: now / 1000, StatusMessage: messages.Starting! }],
          createdAt: now,
          modifiedAt: now,
        };
        this.jobs.put(name, job);
        await this.publish(job);
        this.enqueue(name);
        return { TrainingJobArn: arn };
      },
      DescribeTrainingJob: (input, { principal }) => describe(authorized(input, principal, 'DescribeTrainingJob')),
      StopTrainingJob: async (input, { principal }) => {
        const job = authorized(input, principal, 'StopTrainingJob');
        if (job.status !== 'InProgress') {
          throw invalid(`The request was rejected because the training job is in status ${job.status}.`);
        }
        await this.change(job.name, 'Stopping', 'Stopping');
        void this.running.get(job.name)?.container?.stop();
        const queued = this.waiting.indexOf(job.name);
        if (queued >= 0) {
          this.waiting.splice(queued, 1);
          this.end(this.jobs.get(job.name)!, 'Stopped', 'Stopped');
        }
        return {};
      },
      ListTrainingJobs: (input, { principal }) => {
        context.authorize(principal, 'sagemaker:ListTrainingJobs', '*');
        const { items, NextToken } = page(input, listed(input, this.jobs.values()));
        const TrainingJobSummaries = items.map((job) => ({
          TrainingJobName: job.name,
          TrainingJobArn: job.arn,
          CreationTime: seconds(job.createdAt),
          TrainingEndTime: seconds(job.endedAt),
          LastModifiedTime: seconds(job.modifiedAt),
          TrainingJobStatus: job.status,
          SecondaryStatus: job.secondary,
        }));
        return { TrainingJobSummaries, NextToken };
      },
    };
  }

  private enqueue(name: string): void {
    this.waiting.push(name);
    this.next();
  }

  private next(): void {
    while (!this.closing && this.running.size < atOnce && this.waiting.length > 0) {
      const name = this.waiting.shift()!;
      const entry: { container?: Container; done: Promise<void> } = { done: Promise.resolve() };
      this.running.set(name, entry);
      entry.done = this.run(name, entry)
        .catch((error) => this.context.log('sagemaker', `${name}: ${(error as Error).stack}`))
        .finally(() => {
          this.running.delete(name);
          this.next();
        });
    }
  }

  private async run(name: string, entry: { container?: Container }): Promise<void> {
    rmSync(join(this.folder, name), { recursive: true, force: true });
    // why: a container orphaned by a kill lives a second longer; it must not write into the new run's folder.
    const root = join(this.folder, name, String(Date.now()));
    try {
      await this.perform(name, root, entry);
    } catch (error) {
      if (this.closing) return;
      const job = this.jobs.get(name)!;
      const reason = error instanceof JobFailure ? error.message : `InternalServerError: ${(error as Error).message}`;
      if (job.status === 'Stopping') this.end(job, 'Stopped', 'Stopped');
      else this.end({ ...job, failureReason: reason.slice(0, 1024) }, 'Failed', 'Failed');
    } finally {
      if (!this.closing) rmSync(join(this.folder, name), { recursive: true, force: true });
    }
  }

  private async perform(name: string, root: string, entry: { container?: Container }): Promise<void> {
    const { context } = this;
    const { request } = this.jobs.get(name)!;
    const image: string = request.AlgorithmSpecification.TrainingImage;
    const principal = asClientError(() => context.assumeRole(request.RoleArn, 'sagemaker.amazonaws.com', 'SageMaker'));
    const codebuild = context.service<CodeBuildService>('codebuild');
    asClientError(() => codebuild.authorizePull(principal, image));
    const imageFolder = codebuild.imageFolder(image);
    if (!imageFolder) throw new JobFailure(`ClientError: Image ${image} not found in its repository.`);
    const s3 = await RoleS3.open(context, principal);
    try {
      await this.change(name, 'InProgress', 'Downloading');
      await this.prepare(request, root, s3);
      if (this.jobs.get(name)!.status === 'Stopping') throw new JobFailure('stopped');

      await this.change(name, 'InProgress', 'Training');
      const log = new ContainerLog(
        context,
        principal,
        '/aws/sagemaker/TrainingJobs',
        `${name}/algo-1-${Math.floor(context.now() / 1000)}`,
      );
      const container = new Container({
        context,
        principal,
        imageFolder,
        root,
        argument: 'train',
        environment: { TRAINING_JOB_NAME: name, TRAINING_JOB_ARN: this.jobs.get(name)!.arn, ...request.Environment },
        onOutput: log.write,
      });
      entry.container = container;
      const started = context.now();
      let timedOut = false;
      const limit = Number(request.StoppingCondition?.MaxRuntimeInSeconds ?? 86_400);
      const timer = setTimeout(
        () => {
          timedOut = true;
          void container.stop();
        },
        Math.min(limit * 1000, 2 ** 31 - 1),
      );
      const code = await container.exited;
      clearTimeout(timer);
      await log.flush();
      if (this.closing) return;
      const { InstanceType, InstanceCount = 1 } = request.ResourceConfig;
      context.meter(
        'sagemaker',
        `TrainingSeconds.${InstanceType}`,
        Math.ceil((context.now() - started) / 1000) * InstanceCount,
      );
      const stopped = this.jobs.get(name)!.status === 'Stopping';
      if (code !== 0 && !timedOut && !stopped) throw new JobFailure(algorithmError(root, code));

      await this.change(name, stopped ? 'Stopping' : 'InProgress', 'Uploading');
      const artifacts = await this.upload(name, request.OutputDataConfig.S3OutputPath, root, s3);
      const job = { ...this.jobs.get(name)!, modelArtifacts: artifacts };
      if (timedOut) this.end(job, 'Stopped', 'MaxRuntimeExceeded');
      else if (stopped) this.end(job, 'Stopped', 'Stopped');
      else this.end(job, 'Completed', 'Completed');
    } finally {
      s3.close();
    }
  }

  /** `/opt/ml` as the container finds it. */
  private async prepare(request: Record<string, any>, root: string, s3: RoleS3): Promise<void> {
    for (const part of ['input/config', 'input/data', 'model', 'output/data'])
      await mkdir(join(root, part), { recursive: true });
    const channels: any[] = request.InputDataConfig ?? [];
    for (const { ChannelName, DataSource } of channels) {
      const uri: string = DataSource.S3DataSource.S3Uri;
      const folder = join(root, 'input/data', ChannelName);
      await mkdir(folder, { recursive: true });
      let count: number;
      try {
        count = await s3.downloadPrefix(uri, folder);
      } catch (error) {
        throw new JobFailure(`ClientError: Data download failed: ${(error as Error).message}`);
      }
      if (count === 0) {
        throw new JobFailure(
          `ClientError: Data download failed: No S3 objects found under S3 URL "${uri}" given in input data source. Please ensure that objects exist under that S3 prefix and that the role "${request.RoleArn}" has "s3:ListBucket" permissions on bucket "${parseS3Uri(uri).bucket}".`,
        );
      }
    }
    const config = (name: string, content: unknown) =>
      writeFile(join(root, 'input/config', name), JSON.stringify(content));
    await config('hyperparameters.json', request.HyperParameters ?? {});
    await config(
      'inputdataconfig.json',
      Object.fromEntries(
        channels.map(({ ChannelName, ContentType, DataSource }) => [
          ChannelName,
          {
            TrainingInputMode: 'File',
            S3DistributionType: DataSource.S3DataSource.S3DataDistributionType ?? 'FullyReplicated',
            RecordWrapperType: 'None',
            ...(ContentType ? { ContentType } : {}),
          },
        ]),
      ),
    );
    await config('resourceconfig.json', {
      current_host: 'algo-1',
      current_instance_type: request.ResourceConfig.InstanceType,
      current_group_name: 'homogeneousCluster',
      hosts: ['algo-1'],
      network_interface_name: 'lo',
    });
  }

  private async upload(name: string, outputPath: string, root: string, s3: RoleS3): Promise<string> {
    const { bucket, key } = parseS3Uri(outputPath);
    const prefix = `${[key.replace(/\/$/, ''), name].filter((part) => part !== '').join('/')}/output`;
    const put = async (folder: string, file: string) => {
      const archive = join(root, file);
      await packTarGz(folder, archive);
      try {
        await s3.upload(archive, { bucket, key: `${prefix}/${file}` });
      } catch (error) {
        throw new JobFailure(`ClientError: Artifact upload failed: ${(error as Error).message}`);
      }
    };
    await put(join(root, 'model'), 'model.tar.gz');
    if ((await readdir(join(root, 'output/data'))).length > 0) await put(join(root, 'output/data'), 'output.tar.gz');
    return `s3://${bucket}/${prefix}/model.tar.gz`;
  }

  private async change(name: string, status: Status, secondary: string): Promise<void> {
    const job = transition(this.jobs.get(name)!, status, secondary, this.context.now());
    this.jobs.put(name, job);
    await this.publish(job);
  }

  private end(job: TrainingJob, status: Status, secondary: string): void {
    const now = this.context.now();
    const ended = { ...transition(job, status, secondary, now), endedAt: now };
    this.jobs.put(job.name, ended);
    this.publish(ended).catch((error) => this.context.log('sagemaker', `${job.name}: ${(error as Error).message}`));
  }

  private publish(job: TrainingJob): Promise<void> {
    return this.context.publishEvent({
      source: 'aws.sagemaker',
      detailType: 'SageMaker Training Job State Change',
      resources: [job.arn],
      detail: inMillis(describe(job)) as Record<string, unknown>,
    });
  }
}

function transition(job: TrainingJob, status: Status, secondary: string, now: number): TrainingJob {
  const previous = job.transitions.map((entry, index) =>
    index === job.transitions.length - 1 && entry.EndTime === undefined ? { ...entry, EndTime: now / 1000 } : entry,
  );
  const ended = status === 'Completed' || status === 'Failed' || status === 'Stopped';
  const entry: Transition = {
    Status: secondary,
    StartTime: now / 1000,
    ...(ended ? { EndTime: now / 1000 } : {}),
    StatusMessage: status === 'Failed' ? (job.failureReason ?? messages.Failed!) : (messages[secondary] ?? secondary),
  };
  return {
    ...job,
    status,
    secondary,
    startedAt: job.startedAt ?? (secondary === 'Downloading' || secondary === 'Training' ? now : undefined),
    modifiedAt: now,
    transitions: [...previous, entry],
  };
}

function describe(job: TrainingJob): Record<string, unknown> {
  const { request } = job;
  return {
    ...request,
    TrainingJobArn: job.arn,
    TrainingJobStatus: job.status,
    SecondaryStatus: job.secondary,
    FailureReason: job.failureReason,
    ModelArtifacts: job.modelArtifacts && { S3ModelArtifacts: job.modelArtifacts },
    CreationTime: seconds(job.createdAt),
    TrainingStartTime: seconds(job.startedAt),
    TrainingEndTime: seconds(job.endedAt),
    LastModifiedTime: seconds(job.modifiedAt),
    SecondaryStatusTransitions: job.transitions,
    TrainingTimeInSeconds: job.startedAt && job.endedAt ? Math.ceil((job.endedAt - job.startedAt) / 1000) : undefined,
    BillableTimeInSeconds: job.startedAt && job.endedAt ? Math.ceil((job.endedAt - job.startedAt) / 1000) : undefined,
    EnableNetworkIsolation: request.EnableNetworkIsolation ?? false,
    EnableInterContainerTrafficEncryption: request.EnableInterContainerTrafficEncryption ?? false,
    EnableManagedSpotTraining: request.EnableManagedSpotTraining ?? false,
  };
}

/** Events carry times in milliseconds. */
function inMillis(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inMillis);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      /Time$/.test(name) && typeof item === 'number' ? Math.round(item * 1000) : inMillis(item),
    ]),
  );
}

function checkRequest(input: any): void {
  const missing = ['AlgorithmSpecification', 'OutputDataConfig', 'ResourceConfig', 'RoleArn', 'StoppingCondition'].find(
    (member) => input[member] === undefined,
  );
  if (missing)
    throw invalid(
      `1 validation error detected: Value at '${missing}' failed to satisfy constraint: Member must not be null`,
    );
  if (!input.AlgorithmSpecification.TrainingImage) {
    throw invalid('The embedded cloud trains with a training image only; AlgorithmSpecification names none.');
  }
  if (!/^s3:\/\/[^/]+/.test(input.OutputDataConfig.S3OutputPath ?? ''))
    throw invalid(`Invalid S3 URI: ${input.OutputDataConfig.S3OutputPath}`);
  const names = new Set<string>();
  for (const channel of input.InputDataConfig ?? []) {
    const {
      ChannelName: name,
      DataSource: source,
      InputMode = input.AlgorithmSpecification.TrainingInputMode,
    } = channel;
    if (!/^[A-Za-z0-9.\-_]{1,64}$/.test(name ?? '') || names.has(name))
      throw invalid(`Invalid or repeated channel name: ${name}`);
    names.add(name);
    const place = source?.S3DataSource;
    if (place?.S3DataType !== 'S3Prefix' || InputMode === 'Pipe' || (channel.CompressionType ?? 'None') !== 'None') {
      throw invalid(`The embedded cloud reads channels of S3DataType S3Prefix in File mode only (channel ${name}).`);
    }
    if (!/^s3:\/\/[^/]+/.test(place.S3Uri ?? '')) throw invalid(`Invalid S3 URI: ${place.S3Uri}`);
  }
}

function algorithmError(root: string, code: number): string {
  const file = join(root, 'output/failure');
  const reason = existsSync(file)
    ? readFileSync(file, 'utf8').slice(0, 1024).trim()
    : 'See job logs for more information';
  return `AlgorithmError: ${reason}, exit code: ${code}`;
}

/** What the job's role may not do, or does not find, is the client's fault. */
function asClientError<T>(perform: () => T): T {
  try {
    return perform();
  } catch (error) {
    throw new JobFailure(`ClientError: ${(error as Error).message}`);
  }
}
