import { createHash, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CloudContext, type Principal, ServiceError } from '../contract';
import type { Operation } from '../storage/operations';
import { RecordStore } from '../storage/record-store';
import { ModelServer, type ServedModel } from './model-server';
import type { Models, Variant } from './models';
import { arnOf, checkName, invalid, listed, page, seconds } from './names';

interface Endpoint {
  name: string;
  arn: string;
  /** The configuration in service, or the one being created. */
  configName: string;
  /** The one being changed to. */
  pendingConfig?: string;
  status: 'Creating' | 'InService' | 'Updating' | 'Failed' | 'Deleting';
  failureReason?: string;
  /** As it was when it was deployed: deleting a configuration does not touch an endpoint in service. */
  deployed?: { variant: Variant; model: ServedModel };
  createdAt: number;
  modifiedAt: number;
}

export interface EndpointAnswer {
  body: Buffer;
  contentType: string;
  customAttributes?: string;
  variant: string;
}

const mebibyte = 1024 * 1024;
const serverlessPayload = 4 * mebibyte;
const realtimePayload = 25 * mebibyte;
const invocationLimit = 60_000;
const startLimits = { serverless: 180_000, realtime: 480_000 };
const idleLimit = 600_000;

/** Endpoints: one container each, replaced without a gap, started again when it died. */
export class Endpoints {
  private readonly endpoints: RecordStore<Endpoint>;
  private readonly servers = new Map<string, Promise<ModelServer>>();
  private readonly idle = new Map<string, NodeJS.Timeout>();
  private readonly deploying = new Set<Promise<void>>();
  private closing = false;

  constructor(
    private readonly context: CloudContext,
    private readonly models: Models,
  ) {
    this.endpoints = new RecordStore(join(context.dataDir, 'sagemaker', 'endpoints.jsonl'));
  }

  /** What a kill interrupted is deployed again; endpoints in service start with their first invocation. */
  resume(): void {
    rmSync(this.servingFolder(), { recursive: true, force: true });
    for (const endpoint of [...this.endpoints.values()]) {
      if (endpoint.status === 'Creating') this.deploy(endpoint.name, endpoint.configName);
      else if (endpoint.status === 'Updating') this.deploy(endpoint.name, endpoint.pendingConfig!);
    }
  }

  async close(): Promise<void> {
    this.closing = true;
    for (const timer of this.idle.values()) clearTimeout(timer);
    const stopping = [...this.servers.values()].map((server) =>
      server.then((started) => started.stop()).catch(() => undefined),
    );
    await Promise.all([...stopping, ...this.deploying]);
    this.endpoints.close();
  }

  operations(): Record<string, Operation> {
    const { context } = this;
    const authorize = (principal: Principal, action: string, name: unknown, config?: unknown) => {
      context.authorize(principal, `sagemaker:${action}`, arnOf(context, 'endpoint', String(name)));
      if (config !== undefined) {
        context.authorize(principal, `sagemaker:${action}`, arnOf(context, 'endpoint-config', String(config)));
      }
    };
    return {
      CreateEndpoint: async (input, { principal }) => {
        const name = checkName(input.EndpointName, 'endpointName');
        authorize(principal, 'CreateEndpoint', name, input.EndpointConfigName);
        const arn = arnOf(context, 'endpoint', name);
        if (this.endpoints.has(name)) throw invalid(`Cannot create already existing endpoint "${arn}".`);
        const config = this.models.config(input.EndpointConfigName);
        const now = context.now();
        this.endpoints.put(name, {
          name,
          arn,
          configName: config.name,
          status: 'Creating',
          createdAt: now,
          modifiedAt: now,
        });
        this.deploy(name, config.name);
        return { EndpointArn: arn };
      },
      UpdateEndpoint: async (input, { principal }) => {
        authorize(principal, 'UpdateEndpoint', input.EndpointName, input.EndpointConfigName);
        const endpoint = this.named(input.EndpointName);
        if (endpoint.status !== 'InService' && endpoint.status !== 'Failed') {
          throw invalid(`Cannot update in-progress endpoint "${endpoint.arn}".`);
        }
        const config = this.models.config(input.EndpointConfigName);
        this.change(endpoint.name, { status: 'Updating', pendingConfig: config.name, failureReason: undefined });
        this.deploy(endpoint.name, config.name);
        return { EndpointArn: endpoint.arn };
      },
      DescribeEndpoint: (input, { principal }) => {
        authorize(principal, 'DescribeEndpoint', input.EndpointName);
        return this.describe(this.named(input.EndpointName));
      },
      DeleteEndpoint: async (input, { principal }) => {
        authorize(principal, 'DeleteEndpoint', input.EndpointName);
        const endpoint = this.named(input.EndpointName);
        if (endpoint.status === 'Creating' || endpoint.status === 'Updating') {
          throw invalid(`Cannot update in-progress endpoint "${endpoint.arn}".`);
        }
        this.endpoints.delete(endpoint.name);
        this.retire(endpoint.name);
        this.publish({ ...endpoint, status: 'Deleting' });
        return {};
      },
      ListEndpoints: (input, { principal }) => {
        context.authorize(principal, 'sagemaker:ListEndpoints', '*');
        const { items, NextToken } = page(input, listed(input, this.endpoints.values()));
        const Endpoints = items.map(({ name, arn, status, createdAt, modifiedAt }) => ({
          EndpointName: name,
          EndpointArn: arn,
          EndpointStatus: status,
          CreationTime: seconds(createdAt),
          LastModifiedTime: seconds(modifiedAt),
        }));
        return { Endpoints, NextToken };
      },
    };
  }

  async invoke(
    principal: Principal,
    name: string,
    body: Buffer,
    headers: Record<string, string>,
  ): Promise<EndpointAnswer> {
    const { context } = this;
    context.authorize(principal, 'sagemaker:InvokeEndpoint', arnOf(context, 'endpoint', name));
    const endpoint = this.endpoints.get(name);
    if (!endpoint?.deployed) {
      throw new ServiceError('ValidationError', `Endpoint ${name} of account ${context.accountId} not found.`);
    }
    const { variant } = endpoint.deployed;
    const { ServerlessConfig: serverless } = variant;
    const limit = serverless ? serverlessPayload : realtimePayload;
    if (body.length > limit) {
      throw new ServiceError(
        'ValidationError',
        `Request body of ${body.length} bytes is over the limit of ${limit} bytes.`,
        413,
      );
    }
    const started = context.now();
    const serving = this.serverOf(endpoint);
    const server = await serving.catch((error: Error) => {
      throw modelError(context, endpoint, 500, `The container did not start: ${error.message}`);
    });
    if (serverless && server.inFlight >= serverless.MaxConcurrency) {
      throw new ServiceError('ThrottlingException', 'Rate exceeded: the endpoint is at its maximum concurrency.', 429);
    }
    try {
      const answer = await server.invoke({ headers, body }, invocationLimit);
      if (answer.status < 200 || answer.status > 299)
        throw modelError(context, endpoint, answer.status, answer.body.toString('utf8'));
      if (answer.body.length > limit)
        throw modelError(
          context,
          endpoint,
          500,
          `The response of ${answer.body.length} bytes is over the limit of ${limit} bytes.`,
        );
      return {
        body: answer.body,
        contentType: answer.headers['content-type'] ?? 'application/octet-stream',
        customAttributes: answer.headers['x-amzn-sagemaker-custom-attributes'],
        variant: variant.VariantName,
      };
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      const late = (error as Error).name === 'TimeoutError' || (error as Error).name === 'AbortError';
      // why: its process is gone or about to be; the next invocation must not wait for it.
      if (!late && this.servers.get(name) === serving) this.retire(name);
      const reason = late
        ? 'Your invocation timed out while waiting for a response from container primary. Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again.'
        : `The container ended while it was being asked: ${(error as Error).message}`;
      throw modelError(context, endpoint, 0, reason);
    } finally {
      if (serverless)
        context.meter('sagemaker', `ServerlessMs.${serverless.MemorySizeInMB}`, Math.max(1, context.now() - started));
      this.restIdle(endpoint.name, Boolean(serverless));
    }
  }

  private named(name: unknown): Endpoint {
    const endpoint = this.endpoints.get(String(name));
    if (!endpoint) throw invalid(`Could not find endpoint "${arnOf(this.context, 'endpoint', String(name))}".`);
    return endpoint;
  }

  private change(name: string, changes: Partial<Endpoint>): Endpoint | undefined {
    const endpoint = this.endpoints.get(name);
    if (!endpoint || this.closing) return undefined;
    const changed = { ...endpoint, ...changes, modifiedAt: this.context.now() };
    this.endpoints.put(name, changed);
    this.publish(changed);
    return changed;
  }

  private deploy(name: string, configName: string): void {
    const done = this.roll(name, configName)
      .catch((error) => this.failed(name, (error as Error).message))
      .finally(() => this.deploying.delete(done));
    this.deploying.add(done);
  }

  /** Starts the new container, and only when it answers lets the old one go. */
  private async roll(name: string, configName: string): Promise<void> {
    const { variant } = this.models.config(configName);
    const { request } = this.models.model(variant.ModelName);
    const { Image: image, ModelDataUrl: modelDataUrl, Environment: environment = {} } = request.PrimaryContainer;
    const model: ServedModel = {
      name: variant.ModelName,
      image,
      modelDataUrl,
      environment,
      roleArn: request.ExecutionRoleArn,
    };
    const starting = this.startServer(name, model, variant);
    await starting;
    if (this.closing) return;
    this.retire(name);
    this.keepServer(name, starting);
    this.change(name, {
      status: 'InService',
      configName,
      pendingConfig: undefined,
      failureReason: undefined,
      deployed: { variant, model },
    });
    this.restIdle(name, Boolean(variant.ServerlessConfig));
  }

  private failed(name: string, message: string): void {
    const endpoint = this.endpoints.get(name);
    if (!endpoint) return;
    const failureReason =
      `The primary container for production variant ${endpoint.deployed?.variant.VariantName ?? 'of the configuration'} did not pass the ping health check. Please check CloudWatch logs for this endpoint. Cause: ${message}`.slice(
        0,
        1024,
      );
    // why: an update that fails leaves the earlier configuration in service, as SageMaker rolls back.
    this.change(name, { status: endpoint.deployed ? 'InService' : 'Failed', pendingConfig: undefined, failureReason });
  }

  private servingFolder(): string {
    return join(this.context.dataDir, 'sagemaker', 'serving');
  }

  private startServer(name: string, model: ServedModel, variant: Variant): Promise<ModelServer> {
    const key = createHash('sha256').update(`${name}/${model.name}`).digest('hex').slice(0, 16);
    const root = join(this.servingFolder(), `${key}-${randomUUID().slice(0, 8)}`);
    const limit = variant.ServerlessConfig ? startLimits.serverless : startLimits.realtime;
    const starting: Promise<ModelServer> = ModelServer.start(this.context, name, model, root, limit, () => {
      // why: the next invocation starts another one.
      if (this.servers.get(name) === starting) this.servers.delete(name);
    });
    return starting;
  }

  private serverOf(endpoint: Endpoint): Promise<ModelServer> {
    const known = this.servers.get(endpoint.name);
    if (known) return known;
    const { model, variant } = endpoint.deployed!;
    const starting = this.startServer(endpoint.name, model, variant);
    this.keepServer(endpoint.name, starting);
    return starting;
  }

  private keepServer(name: string, starting: Promise<ModelServer>): void {
    this.servers.set(name, starting);
    starting.catch(() => {
      if (this.servers.get(name) === starting) this.servers.delete(name);
    });
  }

  /** Takes the endpoint's container out of service and ends it when it has answered what it was asked. */
  private retire(name: string): void {
    const retired = this.servers.get(name);
    this.servers.delete(name);
    clearTimeout(this.idle.get(name));
    void retired?.then(
      async (server) => {
        const deadline = Date.now() + invocationLimit;
        while (server.inFlight > 0 && Date.now() < deadline && !this.closing)
          await new Promise((resolve) => setTimeout(resolve, 20));
        await server.stop();
      },
      () => undefined,
    );
  }

  /** A serverless endpoint that nobody asks costs nothing and holds no memory. */
  private restIdle(name: string, serverless: boolean): void {
    clearTimeout(this.idle.get(name));
    if (!serverless || this.closing) return;
    this.idle.set(name, setTimeout(() => this.retire(name), idleLimit).unref());
  }

  private describe(endpoint: Endpoint): Record<string, unknown> {
    const variant = endpoint.deployed?.variant;
    return {
      EndpointName: endpoint.name,
      EndpointArn: endpoint.arn,
      EndpointConfigName: endpoint.configName,
      EndpointStatus: endpoint.status,
      FailureReason: endpoint.failureReason,
      CreationTime: seconds(endpoint.createdAt),
      LastModifiedTime: seconds(endpoint.modifiedAt),
      ProductionVariants: variant && [
        {
          VariantName: variant.VariantName,
          CurrentWeight: variant.InitialVariantWeight ?? 1,
          CurrentInstanceCount: variant.ServerlessConfig ? undefined : variant.InitialInstanceCount,
          CurrentServerlessConfig: variant.ServerlessConfig,
        },
      ],
      PendingDeploymentSummary: endpoint.pendingConfig && { EndpointConfigName: endpoint.pendingConfig },
    };
  }

  private publish(endpoint: Endpoint): void {
    const status = endpoint.status.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
    this.context
      .publishEvent({
        source: 'aws.sagemaker',
        detailType: 'SageMaker Endpoint State Change',
        resources: [endpoint.arn],
        detail: {
          EndpointName: endpoint.name,
          EndpointArn: endpoint.arn,
          EndpointConfigName: endpoint.configName,
          EndpointStatus: status,
          ...(endpoint.failureReason ? { FailureReason: endpoint.failureReason } : {}),
          CreationTime: endpoint.createdAt,
          LastModifiedTime: endpoint.modifiedAt,
        },
      })
      .catch((error) => this.context.log('sagemaker', `${endpoint.name}: ${(error as Error).message}`));
  }
}

function modelError(
  { region, accountId }: CloudContext,
  endpoint: Endpoint,
  status: number,
  message: string,
): ServiceError {
  const group = `/aws/sagemaker/Endpoints/${endpoint.name}`;
  const place = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:group=${group} in account ${accountId} for more information.`;
  const kind = status >= 400 && status < 500 ? 'client' : 'server';
  return new ServiceError(
    'ModelError',
    `Received ${kind} error (${status}) from primary with message "${message}". See ${place}`,
    424,
    {
      OriginalStatusCode: status,
      OriginalMessage: message,
      LogStreamArn: `arn:aws:logs:${region}:${accountId}:log-group:${group}`,
    },
  );
}
