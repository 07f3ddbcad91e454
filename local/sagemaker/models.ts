import { join } from 'node:path';
import type { CodeBuildService } from '../codebuild/index';
import type { CloudContext } from '../contract';
import type { Operation } from '../storage/operations';
import { RecordStore } from '../storage/record-store';
import { arnOf, checkName, invalid, listed, page, passRole, seconds } from './names';
import { parseS3Uri } from './role-s3';

export interface Model {
  name: string;
  arn: string;
  request: Record<string, any>;
  createdAt: number;
}

export interface Variant {
  VariantName: string;
  ModelName: string;
  InitialInstanceCount?: number;
  InstanceType?: string;
  InitialVariantWeight?: number;
  ServerlessConfig?: { MemorySizeInMB: number; MaxConcurrency: number; ProvisionedConcurrency?: number };
}

export interface EndpointConfig {
  name: string;
  arn: string;
  variant: Variant;
  createdAt: number;
}

const serverlessMemory = [1024, 2048, 3072, 4096, 5120, 6144];

/** Models and endpoint configurations. */
export class Models {
  readonly models: RecordStore<Model>;
  readonly configs: RecordStore<EndpointConfig>;

  constructor(private readonly context: CloudContext) {
    const folder = join(context.dataDir, 'sagemaker');
    this.models = new RecordStore(join(folder, 'models.jsonl'));
    this.configs = new RecordStore(join(folder, 'endpoint-configs.jsonl'));
  }

  close(): void {
    this.models.close();
    this.configs.close();
  }

  model(name: unknown): Model {
    const model = this.models.get(String(name));
    if (!model) throw invalid(`Could not find model "${arnOf(this.context, 'model', String(name))}".`);
    return model;
  }

  config(name: unknown): EndpointConfig {
    const config = this.configs.get(String(name));
    if (!config) {
      throw invalid(`Could not find endpoint configuration "${arnOf(this.context, 'endpoint-config', String(name))}".`);
    }
    return config;
  }

  operations(): Record<string, Operation> {
    const { context } = this;
    return {
      CreateModel: async (input, { principal }) => {
        const name = checkName(input.ModelName, 'modelName');
        const arn = arnOf(context, 'model', name);
        context.authorize(principal, 'sagemaker:CreateModel', arn);
        passRole(context, principal, input.ExecutionRoleArn);
        if (this.models.has(name)) throw invalid(`Cannot create already existing model "${arn}".`);
        await this.checkContainer(input);
        this.models.put(name, { name, arn, request: input, createdAt: context.now() });
        return { ModelArn: arn };
      },
      DescribeModel: (input, { principal }) => {
        context.authorize(principal, 'sagemaker:DescribeModel', arnOf(context, 'model', String(input.ModelName)));
        const { request, arn, createdAt } = this.model(input.ModelName);
        return { ...request, ModelArn: arn, CreationTime: seconds(createdAt), EnableNetworkIsolation: false };
      },
      DeleteModel: (input, { principal }) => {
        context.authorize(principal, 'sagemaker:DeleteModel', arnOf(context, 'model', String(input.ModelName)));
        this.models.delete(this.model(input.ModelName).name);
        return {};
      },
      ListModels: (input, { principal }) => {
        context.authorize(principal, 'sagemaker:ListModels', '*');
        const { items, NextToken } = page(input, listed(input, this.models.values()));
        const Models = items.map(({ name, arn, createdAt }) => ({
          ModelName: name,
          ModelArn: arn,
          CreationTime: seconds(createdAt),
        }));
        return { Models, NextToken };
      },
      CreateEndpointConfig: (input, { principal }) => {
        const name = checkName(input.EndpointConfigName, 'endpointConfigName');
        const arn = arnOf(context, 'endpoint-config', name);
        context.authorize(principal, 'sagemaker:CreateEndpointConfig', arn);
        if (this.configs.has(name)) throw invalid(`Cannot create already existing endpoint configuration "${arn}".`);
        const variant = checkVariant(input);
        this.model(variant.ModelName);
        this.configs.put(name, { name, arn, variant, createdAt: context.now() });
        return { EndpointConfigArn: arn };
      },
      DescribeEndpointConfig: (input, { principal }) => {
        const wanted = arnOf(context, 'endpoint-config', String(input.EndpointConfigName));
        context.authorize(principal, 'sagemaker:DescribeEndpointConfig', wanted);
        const { name, arn, variant, createdAt } = this.config(input.EndpointConfigName);
        return {
          EndpointConfigName: name,
          EndpointConfigArn: arn,
          ProductionVariants: [variant],
          CreationTime: seconds(createdAt),
        };
      },
      DeleteEndpointConfig: (input, { principal }) => {
        const wanted = arnOf(context, 'endpoint-config', String(input.EndpointConfigName));
        context.authorize(principal, 'sagemaker:DeleteEndpointConfig', wanted);
        this.configs.delete(this.config(input.EndpointConfigName).name);
        return {};
      },
      ListEndpointConfigs: (input, { principal }) => {
        context.authorize(principal, 'sagemaker:ListEndpointConfigs', '*');
        const { items, NextToken } = page(input, listed(input, this.configs.values()));
        const EndpointConfigs = items.map(({ name, arn, createdAt }) => ({
          EndpointConfigName: name,
          EndpointConfigArn: arn,
          CreationTime: seconds(createdAt),
        }));
        return { EndpointConfigs, NextToken };
      },
    };
  }

  /** As SageMaker does when a model is created: may the role pull the image, is the model's data there for it? */
  private async checkContainer(input: any): Promise<void> {
    const { context } = this;
    const container = input.PrimaryContainer;
    if (!container?.Image || input.Containers) {
      throw invalid('The embedded cloud serves models with one PrimaryContainer that names an Image.');
    }
    const role: string = input.ExecutionRoleArn;
    try {
      const principal = context.assumeRole(role, 'sagemaker.amazonaws.com', 'SageMaker');
      const codebuild = context.service<CodeBuildService>('codebuild');
      codebuild.authorizePull(principal, container.Image);
      if (!codebuild.imageFolder(container.Image)) throw invalid(`Requested image ${container.Image} not found.`);
      if (!container.ModelDataUrl) return;
      const { bucket, key } = parseS3Uri(container.ModelDataUrl);
      await context.call(principal, 's3', 'HeadObject', { Bucket: bucket, Key: key });
    } catch (error) {
      const { message } = error as Error;
      if (message.startsWith('Requested image')) throw error;
      throw invalid(
        `Could not access model data at ${container.ModelDataUrl ?? container.Image}. Please ensure that the role "${role}" exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". Also ensure that the role has "s3:GetObject" permissions and that the object is located in ${context.region}. Cause: ${message}`,
      );
    }
  }
}

function checkVariant(input: any): Variant {
  const variants: Variant[] = input.ProductionVariants ?? [];
  if (variants.length !== 1) throw invalid('The embedded cloud serves endpoints with exactly one production variant.');
  const [variant] = variants as [Variant];
  const { ServerlessConfig: serverless } = variant;
  if (serverless && !serverlessMemory.includes(serverless.MemorySizeInMB)) {
    throw invalid(
      `Value '${serverless.MemorySizeInMB}' at 'serverlessConfig.memorySizeInMB' failed to satisfy constraint: Member must be one of ${serverlessMemory}`,
    );
  }
  if (serverless && !(serverless.MaxConcurrency >= 1 && serverless.MaxConcurrency <= 200)) {
    throw invalid(
      `Value '${serverless.MaxConcurrency}' at 'serverlessConfig.maxConcurrency' failed to satisfy constraint: Member must be between 1 and 200`,
    );
  }
  if (!serverless && (!variant.InstanceType || !variant.InitialInstanceCount)) {
    throw invalid('A production variant needs InstanceType and InitialInstanceCount, or ServerlessConfig.');
  }
  return variant;
}
