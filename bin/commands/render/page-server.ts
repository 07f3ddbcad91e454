import { once } from 'node:events';
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve, sep } from 'node:path';
import { checkTemplate } from '../../../core/liquid/check-template';
import { renderTemplate } from '../../../core/liquid/render-template';
import type { TemplateDialect } from '../../../core/mturk/dialect';
import { dataOrigins, taskPagePolicy } from '../../../core/task-page/content-security-policy';
import { authorOrigins, taskDocument } from '../../../core/task-page/document';
import { hasOwnScripts } from '../../../core/task-page/own-scripts';
import { bundleBrowserCode } from '../../../lib/bundling/browser-bundle';
import { inPackage } from '../../../lib/paths';

export interface RenderedTask {
  /** The page as a worker's frame would hold it. */
  html: string;
  policy: string;
}

export interface PageServer {
  /** Address of the page around the task. */
  address: string;
  task: RenderedTask;
  /** The first answer that is submitted. */
  answer: Promise<unknown>;
  close(): Promise<void>;
}

export interface PageOptions {
  template: string;
  dialect: TemplateDialect;
  /** Names the template in messages. */
  where: string;
  taskInput: unknown;
  language: string;
  /** Folder with the files that the input names, by S3 key or by name. */
  files: string;
  port: number;
}

/** Serves a rendered template on this machine as the portal would show it, and takes what it submits. @throws ValidationException when the template is at fault */
export async function servePage(options: PageOptions): Promise<PageServer> {
  const built = mkdtempSync(join(tmpdir(), 'plumbline-render-'));
  bundleBrowserCode(built);
  const answered = deferred();
  let task: RenderedTask | undefined;
  const server = createServer((request, response) => {
    void handle(request, response, { built, files: options.files, task, answered: answered.resolve });
  }).listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    rmSync(built, { recursive: true, force: true });
  };
  try {
    task = await rendered(options, origin);
  } catch (error) {
    await close();
    throw error;
  }
  return { address: `${origin}/`, task, answer: answered.promise, close };
}

async function rendered(
  { template, dialect, where, taskInput, language }: PageOptions,
  origin: string,
): Promise<RenderedTask> {
  // The author's own text first, for its own columns.
  checkTemplate(template, where, dialect);
  const html = await renderTemplate({
    template: taskDocument(template, language, { dialect }),
    dialect,
    where,
    taskInput,
    grantReadAccess: async ({ key }) => `${origin}/files/${key.split('/').map(encodeURIComponent).join('/')}`,
  });
  const policy = taskPagePolicy({
    author: authorOrigins(template),
    granted: [origin],
    data: dataOrigins(taskInput),
    scripts: hasOwnScripts(template),
  });
  return { html, policy };
}

interface Serving {
  built: string;
  files: string;
  task: RenderedTask | undefined;
  answered(answer: unknown): void;
}

const TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  css: 'text/css',
  js: 'text/javascript',
};

async function handle(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
  const send = (type: string, body: string | Buffer, more: Record<string, string> = {}) =>
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', ...more }).end(body);
  if (path === '/') return void send('text/html; charset=utf-8', AROUND);
  if (path === '/task' && serving.task)
    return void send('text/html; charset=utf-8', serving.task.html, { 'content-security-policy': serving.task.policy });
  if (path === '/answer' && request.method === 'POST') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    serving.answered(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    return void response.writeHead(204).end();
  }
  const asset = /^\/assets\/([a-z-]+\.(?:js|css))$/.exec(path)?.[1];
  const file = asset ? assetFile(serving.built, asset) : fileFor(serving.files, path);
  if (!file) return void response.writeHead(404).end();
  const type = TYPES[file.slice(file.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' });
  createReadStream(file).pipe(response);
}

function assetFile(built: string, name: string): string | undefined {
  const file = name.endsWith('.css') ? inPackage('ui-templates', 'elements', name) : join(built, 'ui', name);
  return existsSync(file) ? file : undefined;
}

/** By its whole key below the folder, else by its name alone; nothing outside the folder. */
function fileFor(folder: string, path: string): string | undefined {
  const key = path.replace(/^\/(?:files\/)?/, '');
  const root = resolve(folder);
  return [resolve(root, key), resolve(root, basename(key))].find(
    (file) => file.startsWith(root + sep) && existsSync(file) && statSync(file).isFile(),
  );
}

const AROUND = readAround();
function readAround(): string {
  return readFileSync(inPackage('bin', 'commands', 'render', 'around.html'), 'utf8');
}

function deferred(): { promise: Promise<unknown>; resolve(value: unknown): void } {
  let resolve!: (value: unknown) => void;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
