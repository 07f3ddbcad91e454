/**
 * How long a worker waits, in Chromium against the embedded cloud. For the first task: from asking for the portal's page, with a session and
 * a cold cache, until the task's elements are usable (`all-crowd-elements-ready` in its frame); beside it, in the same run, a static page
 * that shows the same picture. For the next task: from Submit until the next one can be worked on, picture included, loaded ahead and not.
 *
 *   npx tsx bench/portal/first-task.ts [rounds]
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
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
const LOOKING_MS = 1000;
const LARGE_PIXELS = 2400;

const median = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Put into every page and frame before its own scripts; as text, because a compiler's helpers are not there. */
const stopwatch = (token: string) => `{
  const now = () => performance.timeOrigin + performance.now();
  if (window.parent !== window) {
    const ready = new Promise((resolve) => document.addEventListener('all-crowd-elements-ready', resolve));
    const loaded = new Promise((resolve) => window.addEventListener('load', resolve));
    ready.then(() => window.parent.postMessage({ bench: now() }, '*'));
    Promise.all([ready, loaded]).then(() => window.parent.postMessage({ arrived: true }, '*'));
  } else {
    window.arrived = new Set();
    window.addEventListener('message', ({ data, source }) => data?.arrived && window.arrived.add(source));
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

/** In the portal: submits, and waits for another task that can be worked on, with its picture; milliseconds. */
const SUBMIT = `(async () => {
  const shown = () => document.querySelector('main.stage[aria-busy=false] iframe[data-lease]');
  const last = shown().dataset.lease;
  const begun = performance.now();
  document.querySelector('.actions .primary').click();
  for (;;) {
    const frame = shown();
    if (frame && frame.dataset.lease !== last && window.arrived.has(frame.contentWindow)) return performance.now() - begun;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
})()`;

/** Answers task after task, looking at each for a second: how long each next one took. */
async function timesBetween(browser: Browser, url: string, token: string, ahead: boolean): Promise<number[]> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    if (!ahead) await page.route(/upcoming=1/, (route) => route.abort());
    await page.addInitScript({ content: stopwatch(token) });
    await page.goto(url);
    await page.locator('main.stage[aria-busy=false]').waitFor();
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await page.waitForTimeout(LOOKING_MS);
      await page.keyboard.press('1');
      times.push(await page.evaluate<number>(SUBMIT));
    }
    return times;
  } finally {
    await context.close();
  }
}

const [lab, browser] = await Promise.all([Laboratory.open(), launchBrowser()]);
const pool = workerPool(lab.stack, groupOf(lab.stack.outputs.DefaultWorkteamArn));
await ensureWorker(pool, 'first', PASSWORD);
const token = await signIn(pool, 'first', PASSWORD);

const [picture] = await generatePictures(1, 5);

/** A job that shows this picture again and again, once its tasks are open. */
async function openJob(name: string, png: Buffer, objects: number): Promise<void> {
  const uri = await lab.put(`data/${name}.png`, png);
  const job = await lab.textJob(name, `${JSON.stringify({ 'source-ref': uri })}\n`.repeat(objects));
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
    const { jobs } = (await response.json()) as { jobs: { jobKey: string }[] };
    if (jobs.some(({ jobKey }) => jobKey === name)) return;
  }
}
await openJob('first-task', picture!.png, 1);

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

const large = await sharp(picture!.png).resize(LARGE_PIXELS, LARGE_PIXELS).png().toBuffer();
await openJob('next-task', large, 3 * rounds + 20);
const nextUrl = `${lab.cloud.apiUrl}/#/jobs/next-task`;
const afterwards = await timesBetween(browser, nextUrl, token, false);
const ahead = await timesBetween(browser, nextUrl, token, true);

const sizes = [
  ...browserBundles.map(({ name }) => ({ name: `${name}.js`, file: `${bundlesDir}/ui/${name}.js` })),
  { name: 'portal.css', file: inPackage('ui-templates', 'portal', 'portal.css') },
].map(({ name, file }) => {
  const bytes = readFileSync(file);
  return { name, bytes: bytes.length, gzip: gzipSync(bytes).length, brotli: brotliCompressSync(bytes).length };
});

const figures = {
  rounds,
  coldMs: cold,
  taskMs: task,
  staticMs: plain,
  nextMs: ahead,
  nextAfterwardsMs: afterwards,
  sizes,
};
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
  `From Submit to the next task with its picture (${LARGE_PIXELS} × ${LARGE_PIXELS} pixels, ${kb(large.length)}), ${rounds} tasks looked at for a second each:`,
  '',
  ...markdownTable(
    ['next task', 'median', 'slowest'],
    [
      ['loaded while the worker was at the one before', ms(median(ahead)), ms(Math.max(...ahead))],
      ['loaded after Submit', ms(median(afterwards)), ms(Math.max(...afterwards))],
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
