import { existsSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { CodeBuildService } from '../codebuild/index';
import type { CloudContext } from '../contract';
import { Container } from './container';
import { ContainerLog } from './container-log';
import { parseS3Uri, RoleS3 } from './role-s3';
import { unpackTarGz } from './tar';

export interface ServedModel {
  name: string;
  image: string;
  modelDataUrl?: string;
  environment: Record<string, string>;
  roleArn: string;
}

export interface Invocation {
  headers: Record<string, string>;
  body: Buffer;
}

export interface InvocationAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

const pingEvery = 50;

/** A container that serves one model: its data fetched and unpacked, its process started and answering `/ping`. */
export class ModelServer {
  inFlight = 0;
  private readonly agent = new Agent({ keepAlive: true });

  private constructor(
    private readonly container: Container,
    private readonly port: number,
    private readonly root: string,
    onExit: () => void,
  ) {
    void container.exited.then(onExit);
  }

  /** Ready to be invoked, or an error that says why not. */
  static async start(
    context: CloudContext,
    endpoint: string,
    model: ServedModel,
    root: string,
    startLimit: number,
    onExit: () => void,
  ): Promise<ModelServer> {
    const principal = context.assumeRole(model.roleArn, 'sagemaker.amazonaws.com', 'SageMaker');
    const codebuild = context.service<CodeBuildService>('codebuild');
    codebuild.authorizePull(principal, model.image);
    const imageFolder = codebuild.imageFolder(model.image);
    if (!imageFolder) throw new Error(`Image ${model.image} not found in its repository.`);
    rmSync(root, { recursive: true, force: true });
    await mkdir(join(root, 'model'), { recursive: true });
    if (model.modelDataUrl) {
      const s3 = await RoleS3.open(context, principal);
      const archive = join(root, 'model.tar.gz');
      await s3.download(parseS3Uri(model.modelDataUrl), archive).finally(() => s3.close());
      await unpackTarGz(archive, join(root, 'model'));
      rmSync(archive);
    }
    const port = await freePort();
    const log = new ContainerLog(
      context,
      principal,
      `/aws/sagemaker/Endpoints/${endpoint}`,
      `all/${model.name}-${context.now()}`,
    );
    const container = new Container({
      context,
      principal,
      imageFolder,
      root,
      argument: 'serve',
      environment: { ...model.environment, SAGEMAKER_BIND_TO_PORT: String(port) },
      onOutput: log.write,
    });
    const server = new ModelServer(container, port, root, onExit);
    const ended = container.exited.then(
      (code) => `the container ended with exit code ${code}: ${container.output.trim().slice(-500)}`,
    );
    const problem = await server.becomesReady(startLimit, ended);
    if (problem) {
      await server.stop();
      throw new Error(problem);
    }
    return server;
  }

  async invoke({ headers, body }: Invocation, timeout: number): Promise<InvocationAnswer> {
    this.inFlight += 1;
    try {
      return await this.send('POST', '/invocations', headers, body, timeout);
    } finally {
      this.inFlight -= 1;
    }
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    await this.container.stop();
    if (existsSync(this.root)) rmSync(this.root, { recursive: true, force: true });
  }

  private async becomesReady(limit: number, ended: Promise<string>): Promise<string | undefined> {
    const deadline = Date.now() + limit;
    let dead: string | undefined;
    void ended.then((reason) => {
      dead = reason;
    });
    while (dead === undefined && Date.now() < deadline) {
      const answer = await this.send('GET', '/ping', {}, Buffer.alloc(0), 2_000).catch(() => undefined);
      if (answer?.status === 200) return undefined;
      await Promise.race([new Promise((resolve) => setTimeout(resolve, pingEvery)), ended]);
    }
    return dead ?? 'did not pass the ping health check';
  }

  private send(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: Buffer,
    timeout: number,
  ): Promise<InvocationAnswer> {
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(timeout);
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: this.port,
          method,
          path,
          agent: this.agent,
          signal,
          headers: { ...headers, 'content-length': body.length },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.once('error', reject);
          incoming.once('end', () =>
            resolve({
              status: incoming.statusCode ?? 500,
              headers: incoming.headers as Record<string, string>,
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
