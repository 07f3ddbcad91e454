import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { ensureWorker, signIn, type WorkerPool } from '../../bin/commands/workers/accounts';
import { groupOf, workerPool } from '../../bin/commands/workers/crew';
import { expireLease } from '../jobs/expire-lease';
import { Laboratory, manifestOf } from '../jobs/laboratory';
import { accessibilityProblems } from './support/accessibility';
import { launchBrowser } from './support/browser';
import { launchOwnBrowser } from './support/own-browser';
import { PortalUser } from './support/portal-user';
import { keepScreenshot } from './support/screenshots';

const PASSWORD = 'Plumb-line-1';
const DESKTOP = { viewport: { width: 1280, height: 800 }, locale: 'en-US' };

let lab: Laboratory;
let browser: Browser;
let pool: WorkerPool;
let contexts: BrowserContext[] = [];
let workers = 0;

beforeAll(async () => {
  [lab, browser] = await Promise.all([Laboratory.open(), launchBrowser()]);
  pool = workerPool(lab.stack, groupOf(lab.stack.outputs.DefaultWorkteamArn));
}, 120_000);
afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  contexts = [];
});
afterAll(async () => {
  await browser?.close();
  await lab?.close();
});

/** A new worker's token, as the portal would have got it from the identity provider; and the worker at the portal with it. */
async function worker(): Promise<{ name: string; token: string }> {
  const name = `draft-person-${++workers}`;
  await ensureWorker(pool, name, PASSWORD);
  return { name, token: await signIn(pool, name, PASSWORD) };
}

async function newContext(of: Browser = browser): Promise<BrowserContext> {
  const context = await of.newContext(DESKTOP);
  contexts.push(context);
  return context;
}

/** At the job's task, in a window of the context, signed in already. */
async function atTask(context: BrowserContext, token: string, job: string): Promise<PortalUser> {
  const user = await PortalUser.open(context, lab.cloud.apiUrl);
  await user.page.evaluate(
    (value) => sessionStorage.setItem('plumbline.tokens', JSON.stringify({ token: value, expiresAt: 9e15 })),
    token,
  );
  await user.page.goto(`${lab.cloud.apiUrl}/#/jobs/${job}`);
  await user.page.reload();
  return user;
}

async function textJob(name: string, texts: string[], token: string): Promise<void> {
  const job = await lab.textJob(name, manifestOf(texts.map((text) => ({ text }))));
  await lab.jobs.create({
    ...job,
    HumanTaskConfig: { ...(job.HumanTaskConfig as object), TaskTitle: `Fruit or tool: ${name}` },
  });
  for (;;) {
    const { jobs } = await call(token, 'GET', '/api/jobs');
    if (jobs.some(({ jobKey }: any) => jobKey === name)) return;
    await wait(100);
  }
}

async function call(token: string, method: string, path: string, body?: unknown): Promise<any> {
  const response = await fetch(new URL(path, lab.cloud.apiUrl), {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return text ? JSON.parse(text) : undefined;
}

const chosen = (frame: Frame, label: string) => frame.getByRole('radio', { name: label, checked: true }).waitFor();

/** What axe finds, in the light and in the dark. */
async function problems(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const found = await accessibilityProblems(page);
  await page.emulateMedia({ colorScheme: 'light' });
  return [...found, ...(await accessibilityProblems(page))];
}

/** Until this computer has the draft; the server need not. */
async function keptHere({ page }: PortalUser): Promise<void> {
  const count = () =>
    new Promise<number>((resolve) => {
      const opening = indexedDB.open('plumbline');
      opening.onsuccess = () => {
        const counting = opening.result.transaction('drafts').objectStore('drafts').count();
        counting.onsuccess = () => {
          opening.result.close();
          resolve(counting.result);
        };
      };
    });
  while ((await page.evaluate(count)) === 0) await wait(50);
}

describe('a draft comes back', () => {
  test('after the browser was killed, though the server never had it', async () => {
    const { token } = await worker();
    await textJob('crash', ['pear'], token);
    const profile = mkdtempSync(join(tmpdir(), 'plumbline-profile-'));
    const first = await launchOwnBrowser(profile);
    let user = await atTask(first.context, token, 'crash');
    await user.task();
    await first.context.route('**/draft', (route) => route.abort());
    await user.page.keyboard.press('2');
    await keptHere(user);
    first.process.kill('SIGKILL');
    await once(first.process, 'exit');

    const second = await launchOwnBrowser(profile);
    user = await atTask(second.context, token, 'crash');
    await chosen(await user.task(), 'tool');
    await user.page.getByText('Draft saved').waitFor({ state: 'attached' });
    await second.browser.close();
    second.process.kill();
    await once(second.process, 'exit');
    rmSync(profile, { recursive: true, force: true });
    await lab.jobs.stop('crash');
  });

  test('after the session ended in the middle of a task, and the same task with it', async () => {
    const { name, token } = await worker();
    await textJob('session', ['pear', 'saw'], token);
    const context = await newContext();
    const user = await atTask(context, token, 'session');
    const { page } = user;
    await user.task();
    const leaseId = await user.leaseId();
    // From here on the server knows this token no more.
    await context.route('**/api/**', (route) =>
      route.request().headers().authorization === `Bearer ${token}`
        ? route.fulfill({ status: 401, json: { message: 'Unauthorized' } })
        : route.continue(),
    );
    await page.keyboard.press('2');
    await page.keyboard.press('Enter');
    await page.getByText('Your session has ended.').waitFor();
    expect(await problems(page)).toEqual([]);
    await user.press('Sign in');
    await user.giveCredentials(name, PASSWORD);
    await chosen(await user.task(), 'tool');
    expect(await user.leaseId()).toBe(leaseId);
    await page.keyboard.press('Enter');
    await page.getByText('1 done').waitFor();
    await lab.jobs.stop('session');
  });

  test('after the laptop was closed until the time was over, with a new lease on the same task', async () => {
    const { token } = await worker();
    await textJob('laptop', ['pear', 'saw', 'plum', 'drill'], token);
    const context = await newContext();
    const user = await atTask(context, token, 'laptop');
    const { page } = user;
    const frame = await user.task();
    const text = await frame.locator('classification-target').textContent();
    const leaseId = await user.leaseId();
    await context.setOffline(true);
    await page.keyboard.press('2');
    await page.getByText('No connection.').waitFor();
    await expireLease(lab, leaseId);
    // Awake again: the clock has jumped, the network comes a moment later.
    await page.evaluate(() => {
      const { now } = Date;
      Date.now = () => now() + 3_600_000;
    });
    await page.getByRole('heading', { name: 'The time for this task is over' }).waitFor();
    await page.getByText('What you did is kept on this computer').waitFor();
    expect(await problems(page)).toEqual([]);
    await keepScreenshot(page, 'time-over');
    await context.setOffline(false);
    await user.press('Go on with this task');
    const again = await user.task(frame);
    await chosen(again, 'tool');
    expect(await again.locator('classification-target').textContent()).toBe(text);
    expect(await user.leaseId()).not.toBe(leaseId);
    await lab.jobs.stop('laptop');
  });
});

describe('a draft is not lost', () => {
  test('when the task was given to somebody else meanwhile: it is offered to take away', async () => {
    const [ann, ben] = [await worker(), await worker()];
    await textJob('given', ['pear'], ann.token);
    const context = await newContext();
    const user = await atTask(context, ann.token, 'given');
    const { page } = user;
    await user.task();
    await page.keyboard.press('2');
    await page.getByText('Draft saved').waitFor();
    await page.goto('about:blank');
    await expireLease(lab, (await call(ann.token, 'POST', '/api/jobs/given/tasks')).leaseId);
    await call(ben.token, 'POST', '/api/jobs/given/tasks');

    await page.goto(`${lab.cloud.apiUrl}/#/jobs/given`);
    await page.getByRole('heading', { name: 'Others have this task now' }).waitFor();
    expect(await problems(page)).toEqual([]);
    await keepScreenshot(page, 'task-taken');
    const [download] = await Promise.all([page.waitForEvent('download'), user.press('Download')]);
    expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toEqual({
      'crowd-classifier': { label: 'tool' },
    });
    await user.press('Next task');
    await page.getByRole('heading', { name: 'No task for you right now' }).waitFor();
    // It stays on the list until the worker throws it away.
    await user.press('Your jobs');
    await page.getByRole('heading', { name: 'Work that was not submitted' }).waitFor();
    expect(await problems(page)).toEqual([]);
    await keepScreenshot(page, 'jobs-unsent');
    await user.press('Discard the work on Fruit or tool: given');
    await page.getByRole('heading', { name: 'Work that was not submitted' }).waitFor({ state: 'detached' });
    await lab.jobs.stop('given');
  });

  test('by another window: the worker chooses between the two', async () => {
    const { token } = await worker();
    await textJob('windows', ['pear'], token);
    const [left, right] = [
      await atTask(await newContext(), token, 'windows'),
      await atTask(await newContext(), token, 'windows'),
    ];
    const leftFrame = await left.task();
    await right.task();
    expect(await left.leaseId()).toBe(await right.leaseId());
    await left.page.keyboard.press('1');
    await left.page.getByText('Draft saved').waitFor();
    await right.page.keyboard.press('2');
    await right.page.getByRole('dialog', { name: 'This task was changed in another window' }).waitFor();
    expect(await problems(right.page)).toEqual([]);
    await keepScreenshot(right.page, 'two-windows');
    await right.page.getByRole('button', { name: 'Keep what is here' }).click();
    await right.page.getByText('Draft saved').waitFor();
    await Promise.all([
      right.page.waitForResponse((response) => response.url().endsWith('/draft') && response.ok()),
      right.page.keyboard.press('1'),
    ]);
    await left.page.keyboard.press('2');
    await left.page.getByRole('dialog').waitFor();
    await left.page.getByRole('button', { name: 'Take the other one' }).click();
    await chosen(leftFrame, 'fruit');
    await right.page.keyboard.press('Enter');
    await right.page.getByText('1 done').waitFor();
    // Answered over there: nothing here is taken for lost work.
    await left.page.keyboard.press('2');
    await left.page.getByRole('heading', { name: 'You have finished this task' }).waitFor();
    await lab.follow('windows');
  });

  test('by stopping: the task waits, and says so', async () => {
    const { token } = await worker();
    await textJob('pause', ['pear', 'saw'], token);
    const user = await atTask(await newContext(), token, 'pause');
    const { page } = user;
    await user.task();
    const leaseId = await user.leaseId();
    await page.keyboard.press('2');
    await user.press('Task');
    await keepScreenshot(page, 'task-menu');
    expect(await problems(page)).toEqual([]);
    await user.press('Stop and resume later');
    await page.getByText(/^Stopped: \d:\d\d left/).waitFor();
    await keepScreenshot(page, 'jobs-stopped');
    expect(await problems(page)).toEqual([]);
    await user.press('Resume Fruit or tool: pause');
    await chosen(await user.task(), 'tool');
    expect(await user.leaseId()).toBe(leaseId);
    await lab.jobs.stop('pause');
  });
});

test('an answer that is refused is explained at the form, and kept', async () => {
  const { token } = await worker();
  await textJob('refused', ['pear'], token);
  const user = await atTask(await newContext(), token, 'refused');
  const { page } = user;
  const frame = await user.task();
  // As a page of the job owner's own may get it wrong.
  await frame.evaluate(() =>
    window.parent.postMessage({ type: 'plumbline:submit', answer: { 'crowd-classifier': { label: 'sponge' } } }, '*'),
  );
  const alert = page.getByRole('alert');
  await alert.getByText('This answer cannot be accepted yet').waitFor();
  expect(await alert.textContent()).toContain('uses a label that this job does not have');
  expect(await problems(page)).toEqual([]);
  await keepScreenshot(page, 'answer-refused');
  await page.keyboard.press('1');
  await alert.waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await page.getByText('1 done').waitFor();
  expect(await lab.follow('refused')).toMatchObject({ status: 'Completed', counters: { human: 1 } });
});
