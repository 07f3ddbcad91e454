/**
 * How long a worker waits for the first task: from asking for the portal's page, with a session and a cold cache, until the task's elements
 * are usable (`all-crowd-elements-ready` in its frame), in Chromium against the embedded cloud. Beside it, in the same run, a static page
 * that shows the same picture.
 *
 *   npx tsx bench/portal/first-task.ts [rounds]
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { generatePictures } from '../../bin/commands/generate/pictures';
import { ensureWorker, signIn } from '../../bin/commands/workers/accounts';
import { groupOf, workerPool } from '../../bin/commands/workers/crew';
import { browserBundles } from '../../lib/bundling/browser-bundle';
import { bundlesDir, inPackage } from '../../lib/paths';
import { launchBrowser } from '../../test/browser/support/browser';
import { Laboratory } from '../../test/jobs/laboratory';
import { markdownTable, writeResults } from '../results-file';

const rounds = Number(process.argv[2] ?? 10);
const PASSWORD = 'Plumb-line-1';

const median = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Put into every page and frame before its own scripts; as text, because a compiler's helpers are not there. */
const stopwatch = (token: string) => `{
  const now = () => performance.timeOrigin + performance.now();
  if (window.parent !== window)
    document.addEventListener('all-crowd-elements-ready', () => window.parent.postMessage({ bench: now() }, '*'));
  else {
    sessionStorage.setItem('plumbline.tokens', ${JSON.stringify(JSON.stringify({ token, expiresAt: 9e15 }))});
    window.usable = new Promise((resolve) => {
      window.addEventListener('message', ({ data }) => data?.bench && resolve(data.bench - performance.timeOrigin));
      if (location.pathname === '/static') window.addEventListener('load', () => resolve(performance.now()));
    });
  }
}`;

/** Opens the page in a fresh context and waits until it tells when it was usable: milliseconds since the navigation began. */
async function timeOf(browser: Browser, url: string, token: string): Promise<number> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.addInitScript({ content: stopwatch(token) });
    await page.goto(url, { waitUntil: 'commit' });
    return await page.evaluate<number>('window.usable');
  } finally {
    await context.close();
  }
}

const [lab, browser] = await Promise.all([Laboratory.open(), launchBrowser()]);
const pool = workerPool(lab.stack, groupOf(lab.stack.outputs.DefaultWorkteamArn));
await ensureWorker(pool, 'first', PASSWORD);
const token = await signIn(pool, 'first', PASSWORD);

const [picture] = await generatePictures(1, 5);
const uri = await lab.put('data/first-task.png', picture!.png);
const job = await lab.textJob('first-task', `${JSON.stringify({ 'source-ref': uri })}\n`);
await lab.jobs.create({
  ...job,
  HumanTaskConfig: {
    ...(job.HumanTaskConfig as object),
    PreHumanTaskLambdaArn: 'arn:aws:lambda:us-east-1:432418664414:function:PRE-ImageMultiClass',
  },
});
for (;;) {
  const response = await fetch(new URL('/api/jobs', lab.cloud.apiUrl), {
    headers: { authorization: `Bearer ${token}` },
  });
  if (((await response.json()) as { jobs: unknown[] }).jobs.length > 0) break;
}

const still = createServer(({ url }, response) => {
  if (url === '/static')
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<!doctype html><title>Picture</title><img src="/picture.png" alt="">');
  else response.writeHead(200, { 'content-type': 'image/png' }).end(picture!.png);
}).listen(0, '127.0.0.1');
await once(still, 'listening');
const stillUrl = `http://127.0.0.1:${(still.address() as AddressInfo).port}/static`;
const taskUrl = `${lab.cloud.apiUrl}/#/jobs/first-task`;

// The first visit of all starts the functions; it is told apart.
const cold = await timeOf(browser, taskUrl, token);
const task: number[] = [];
const plain: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  task.push(await timeOf(browser, taskUrl, token));
  plain.push(await timeOf(browser, stillUrl, token));
}

const sizes = [
  ...browserBundles.map(({ name }) => ({ name: `${name}.js`, file: `${bundlesDir}/ui/${name}.js` })),
  { name: 'portal.css', file: inPackage('ui-templates', 'portal', 'portal.css') },
].map(({ name, file }) => {
  const bytes = readFileSync(file);
  return { name, bytes: bytes.length, gzip: gzipSync(bytes).length, brotli: brotliCompressSync(bytes).length };
});

const figures = { rounds, coldMs: cold, taskMs: task, staticMs: plain, sizes };
const ms = (value: number) => `${Math.round(value)} ms`;
const kb = (value: number) => `${(value / 1024).toFixed(1)} KB`;
const lines = [
  '# First task',
  '',
  `From asking for the portal's page to a usable task (\`npx tsx bench/portal/first-task.ts\`), ${rounds} visits with a session and an empty cache, embedded cloud on localhost, headless Chromium.`,
  '',
  ...markdownTable(
    ['page', 'median', 'slowest'],
    [
      ['portal with its first task', ms(median(task)), ms(Math.max(...task))],
      ['static page with the same picture', ms(median(plain)), ms(Math.max(...plain))],
      ['portal, first visit of all (functions start)', ms(cold), ''],
    ],
  ),
  '',
  'What is sent:',
  '',
  ...markdownTable(
    ['file', 'minified', 'gzip', 'brotli'],
    sizes.map(({ name, bytes, gzip, brotli }) => [name, kb(bytes), kb(gzip), kb(brotli)]),
  ),
];
await writeResults('first-task', figures, lines);
console.log(lines.join('\n'));
still.close();
await browser.close();
await lab.close();
process.exit(0);
