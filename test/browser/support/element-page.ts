import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderTemplate } from '../../../core/liquid/render-template';
import type { TemplateDialect } from '../../../core/mturk/dialect';
import { taskPagePolicy } from '../../../core/task-page/content-security-policy';
import { authorOrigins, taskDocument } from '../../../core/task-page/document';
import { hasOwnScripts } from '../../../core/task-page/own-scripts';
import { siteFiles } from './bundles';

export interface TaskPageServer {
  origin: string;
  /** Serves a template, rendered as the task page renders it; gives its path. */
  put(template: string, taskInput?: unknown, language?: string, dialect?: TemplateDialect): Promise<string>;
  /** Serves a page around a task page, as the portal is: it keeps the messages it gets in `window.messages`. */
  parentOf(path: string): string;
  close(): Promise<void>;
}

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAJElEQVR4nGP8z4AdMOEQp7ZEI4POfwYG+f//GRgYGGEUI32dAwCKLgMKCqAJ6gAAAABJRU5ErkJggg==',
  'base64',
);

/** Task pages without the cloud: the real document, policy and elements, over HTTP. */
export async function serveTaskPages(): Promise<TaskPageServer> {
  const { assets } = siteFiles();
  const pages = new Map<string, { html: string; policy?: string }>();
  const server: Server = createServer(({ url = '/' }, response) => {
    const path = url.split('?')[0]!;
    const asset = assets[path.replace('/assets/', '')];
    const page = pages.get(path);
    if (asset !== undefined) response.writeHead(200, { 'content-type': 'text/javascript' }).end(asset);
    else if (path === '/picture.png') response.writeHead(200, { 'content-type': 'image/png' }).end(PICTURE);
    else if (page)
      response
        .writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          ...(page.policy ? { 'content-security-policy': page.policy } : {}),
        })
        .end(page.html);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    async put(template, taskInput = {}, language = 'en', dialect = 'liquid') {
      const path = `/frame/${pages.size}`;
      const html = await renderTemplate({
        template: taskDocument(template, language, { dialect }),
        dialect,
        where: 'template',
        taskInput,
        grantReadAccess: async ({ key }) => `${origin}/${key}`,
      });
      pages.set(path, {
        html,
        policy: taskPagePolicy({
          author: authorOrigins(template),
          granted: [origin],
          scripts: hasOwnScripts(template),
        }),
      });
      return path;
    },
    parentOf(path) {
      const parent = `/parent/${pages.size}`;
      pages.set(parent, {
        html: `<!doctype html><title>Parent</title><script>
          window.secret = 'token'; window.messages = [];
          window.addEventListener('message', ({ data, origin }) => window.messages.push({ ...data, origin }));
        </script><iframe title="Task" sandbox="allow-scripts allow-forms allow-modals" src="${path}?chrome=portal" style="width:100%;height:90vh"></iframe>`,
      });
      return parent;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
