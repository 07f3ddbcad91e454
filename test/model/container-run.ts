import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

/** The container as it is in the image: one bundle, sharp beside it. */
export function buildContainer(): { file: string; remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'plumbline-model-'));
  const repository = resolve(__dirname, '../..');
  buildSync({
    entryPoints: [join(repository, 'model/container.ts')],
    outfile: join(directory, 'container.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['sharp'],
    logLevel: 'error',
  });
  symlinkSync(join(repository, 'node_modules'), join(directory, 'node_modules'));
  return { file: join(directory, 'container.mjs'), remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** Lays out a training job's `/opt/ml` under a new folder. Hyperparameters are strings, as SageMaker passes them. */
export function trainingRoot(
  hyperparameters: Record<string, string>,
  channels: Record<string, Record<string, string>>,
): string {
  const root = mkdtempSync(join(tmpdir(), 'plumbline-ml-'));
  put(join(root, 'input/config/hyperparameters.json'), JSON.stringify(hyperparameters));
  const config = Object.fromEntries(
    Object.keys(channels).map((name) => [
      name,
      { TrainingInputMode: 'File', S3DistributionType: 'FullyReplicated', RecordWrapperType: 'None' },
    ]),
  );
  put(join(root, 'input/config/inputdataconfig.json'), JSON.stringify(config));
  put(
    join(root, 'input/config/resourceconfig.json'),
    JSON.stringify({ current_host: 'algo-1', hosts: ['algo-1'], network_interface_name: 'eth0' }),
  );
  for (const [channel, files] of Object.entries(channels)) {
    mkdirSync(join(root, 'input/data', channel), { recursive: true });
    for (const [name, text] of Object.entries(files)) put(join(root, 'input/data', channel, name), text);
  }
  return root;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export function runContainer(
  file: string,
  command: string,
  env: Record<string, string>,
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [file, command], { env: { PATH: process.env.PATH, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return { child, ended: new Promise((done) => child.on('close', (code) => done({ code, stdout, stderr }))) };
}

export const train = (file: string, root: string, env: Record<string, string> = {}): Promise<Ended> =>
  runContainer(file, 'train', { SM_ROOT: root, ...env }).ended;

/** Starts `serve` on a free port and waits until it says that it listens. */
export async function startServing(file: string, root: string, env: Record<string, string> = {}) {
  const { child, ended } = runContainer(file, 'serve', { SM_ROOT: root, SAGEMAKER_BIND_TO_PORT: '0', ...env });
  const port = await new Promise<string>((listening, failed) => {
    child.stdout!.on('data', (chunk) => {
      const said = /serving on port (\d+)/.exec(String(chunk));
      if (said) listening(said[1]!);
    });
    ended.then(({ code, stderr }) => failed(new Error(`the container ended with ${code}: ${stderr}`)));
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    invoke: (body: string, type = 'application/jsonlines') =>
      fetch(`${url}/invocations`, { method: 'POST', body, headers: { 'content-type': type } }),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Objects over HTTP as S3 gives them: ETag, If-None-Match, NoSuchKey. */
export async function startObjects(objects: Map<string, Buffer>) {
  const requests: { path: string; status: number }[] = [];
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(request.url!.split('?')[0]!.slice(1));
    const object = objects.get(path);
    const etag = object && `"${object.length}-${object.subarray(0, 40).toString('hex').slice(-16)}"`;
    const status = !object ? 404 : request.headers['if-none-match'] === etag ? 304 : 200;
    requests.push({ path, status });
    if (etag) response.setHeader('etag', etag);
    response.statusCode = status;
    if (status === 404)
      response.end('<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>');
    else response.end(status === 200 ? object : undefined);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const port = (server.address() as AddressInfo).port;
  return {
    requests,
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

export const jsonLines = (lines: unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
