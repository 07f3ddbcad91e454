import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudContext, Principal } from '../contract';

interface ImageCommand {
  command: string[];
  environment: Record<string, string>;
}

/** What a Dockerfile runs, with paths under its WORKDIR moved to the folder that was built. */
export function imageCommand(folder: string): ImageCommand {
  const path = join(folder, 'Dockerfile');
  if (!existsSync(path)) throw new Error(`${folder} holds no Dockerfile`);
  const lines = readFileSync(path, 'utf8').replace(/\\\n/g, ' ').split('\n');
  const environment: Record<string, string> = {};
  let workdir = '/';
  let entrypoint: string[] = [];
  for (const line of lines) {
    const [, instruction = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*\S)\s*$/.exec(line) ?? [];
    if (/^WORKDIR$/i.test(instruction)) workdir = rest.replace(/\/$/, '');
    if (/^ENTRYPOINT$/i.test(instruction)) {
      if (!rest.startsWith('['))
        throw new Error(`${path}: the embedded cloud runs an ENTRYPOINT written as a list only`);
      entrypoint = JSON.parse(rest) as string[];
    }
    if (/^ENV$/i.test(instruction)) {
      for (const [, name, quoted, bare] of rest.matchAll(/([A-Za-z_]\w*)=(?:"([^"]*)"|(\S*))/g)) {
        environment[name!] = quoted ?? bare ?? '';
      }
    }
  }
  if (entrypoint.length === 0) throw new Error(`${path} has no ENTRYPOINT`);
  const moved = (part: string) =>
    part === workdir || part.startsWith(`${workdir}/`) ? folder + part.slice(workdir.length) : part;
  return { command: entrypoint.map(moved), environment };
}

/** Ends a child whose cloud was killed: nobody else would. */
const endWithParent = (parent: number) =>
  `data:text/javascript,setInterval(()=>{if(process.ppid!==${parent})process.exit(1)},1000).unref()`;

const keptOutput = 4_000;
const graceMillis = 10_000;

export interface ContainerOptions {
  context: CloudContext;
  principal: Principal;
  imageFolder: string;
  /** Stands for `/opt/ml`. */
  root: string;
  argument: 'train' | 'serve';
  environment?: Record<string, string>;
  onOutput?: (text: string) => void;
}

/** A container run as a child process, with nothing of this process's environment but the search path. */
export class Container {
  readonly exited: Promise<number>;
  /** The end of what it printed. */
  output = '';
  private readonly child: ChildProcess;

  constructor({ context, principal, imageFolder, root, argument, environment = {}, onOutput }: ContainerOptions) {
    const image = imageCommand(imageFolder);
    const [program = '', ...rest] = image.command;
    const isNode = program === 'node' || program.endsWith('/node');
    const file = isNode ? process.execPath : program;
    const watch = isNode ? ['--import', endWithParent(process.pid)] : [];
    const credentials = context.credentialsFor(principal);
    this.child = spawn(file, [...watch, ...rest, argument], {
      cwd: imageFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        ...image.environment,
        SM_ROOT: root,
        AWS_ENDPOINT_URL: context.endpointUrl,
        AWS_REGION: context.region,
        AWS_DEFAULT_REGION: context.region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
        ...environment,
      },
    });
    const keep = (chunk: Buffer) => {
      const text = chunk.toString('utf8');
      this.output = (this.output + text).slice(-keptOutput);
      onOutput?.(text);
    };
    this.child.stdout!.on('data', keep);
    this.child.stderr!.on('data', keep);
    this.exited = new Promise((resolve) => {
      this.child.once('error', (error) => {
        keep(Buffer.from(`${error.message}\n`));
        resolve(127);
      });
      this.child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 143)));
    });
  }

  /** Asks it to end, and makes it end when it does not. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), graceMillis);
    await this.exited;
    clearTimeout(timer);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}
