import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { generatePictures } from '../../bin/commands/generate/pictures';
import { ensureWorker, signIn, type WorkerPool } from '../../bin/commands/workers/accounts';
import { groupOf, workerPool } from '../../bin/commands/workers/crew';
import { Laboratory, manifestOf } from '../jobs/laboratory';
import { accessibilityProblems } from './support/accessibility';
import { launchBrowser } from './support/browser';
import { PortalUser } from './support/portal-user';
import { keepScreenshot } from './support/screenshots';

const PASSWORD = 'Plumb-line-1';
const DESKTOP = { viewport: { width: 1280, height: 800 }, locale: 'en-US' };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

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

async function arrive(options: BrowserContextOptions = DESKTOP): Promise<PortalUser> {
  const context = await browser.newContext(options);
  contexts.push(context);
  return PortalUser.open(context, lab.cloud.apiUrl);
}

async function newWorker(): Promise<string> {
  const name = `person-${++workers}`;
  await ensureWorker(pool, name, PASSWORD);
  return name;
}

/** A worker who has signed in. */
async function comeToWork(options?: BrowserContextOptions, signInButton?: string): Promise<[PortalUser, string]> {
  const [user, name] = [await arrive(options), await newWorker()];
  await user.signIn(name, PASSWORD, signInButton);
  return [user, name];
}

async function pictureJob(name: string, labels: string[]) {
  const pictures = await generatePictures(3, 5);
  const uris = await Promise.all(pictures.map(({ fileName, png }) => lab.put(`data/${name}/${fileName}`, png)));
  const job = await lab.textJob(name, uris.map((uri) => `${JSON.stringify({ 'source-ref': uri })}\n`).join(''));
  return {
    ...job,
    LabelAttributeName: 'shape',
    LabelCategoryConfigS3Uri: await lab.put(
      `data/${name}.labels.json`,
      JSON.stringify({ 'document-version': '2018-11-28', labels: labels.map((label) => ({ label })) }),
    ),
    HumanTaskConfig: {
      ...(job.HumanTaskConfig as object),
      PreHumanTaskLambdaArn: 'arn:aws:lambda:us-east-1:432418664414:function:PRE-ImageMultiClass',
      TaskTitle: 'Name the shape',
      TaskDescription: 'Choose the shape you see in the picture.',
    },
  };
}

/** A text job that no other test's worker takes for theirs. */
async function textJob(name: string, texts: string[]): Promise<void> {
  const job = await lab.textJob(name, manifestOf(texts.map((text) => ({ text }))));
  await lab.jobs.create({
    ...job,
    HumanTaskConfig: { ...(job.HumanTaskConfig as object), TaskTitle: `Fruit or tool: ${name}` },
  });
}

/** A queue of the job-state events, wired as a user would. */
async function listen(): Promise<() => Promise<any[]>> {
  const client = { region: lab.cloud.region, endpoint: lab.cloud.endpointUrl, credentials: lab.cloud.credentials };
  const [sqs, events] = [new SQSClient(client), new EventBridgeClient(client)];
  const Policy = JSON.stringify({
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' },
    ],
  });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'states', Attributes: { Policy } }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const EventPattern = JSON.stringify({ 'detail-type': ['SageMaker Ground Truth Labeling Job State Change'] });
  await events.send(new PutRuleCommand({ Name: 'states', EventPattern }));
  await events.send(new PutTargetsCommand({ Rule: 'states', Targets: [{ Id: 'queue', Arn: Attributes!.QueueArn }] }));
  return async () => {
    for (;;) {
      const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 });
      const { Messages } = await sqs.send(receive);
      if (Messages) return Messages.map(({ Body }) => JSON.parse(Body!));
    }
  };
}

/** Waits until the job is on the page, which looks for jobs by itself and whenever it is opened. */
async function findJob({ page }: PortalUser, title: string): Promise<void> {
  const found = page.getByRole('heading', { name: title });
  for (let i = 0; i < 20; i += 1) {
    await page.reload();
    await page.locator('.card, .empty').first().waitFor();
    if (await found.count()) return;
  }
  throw new Error(`the job "${title}" does not appear`);
}

describe('a person at the keyboard', () => {
  test('signs in, labels pictures, and the job completes with their answers and its event', async () => {
    const heard = await listen();
    await lab.jobs.create(await pictureJob('Shapes', ['circle', 'square', 'triangle', 'ring']));
    const user = await arrive();
    const { page } = user;
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await keepScreenshot(page, 'sign-in');
    await user.signIn(await newWorker(), PASSWORD);
    await findJob(user, 'Name the shape');
    expect(await accessibilityProblems(page)).toEqual([]);
    await keepScreenshot(page, 'jobs');

    await user.press('Start Name the shape');
    let frame = await user.task();
    expect(
      await frame.locator('img').evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBe(48);
    await page.keyboard.press('3');
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await accessibilityProblems(frame)).toEqual([]);
    await page.getByText('Draft saved').waitFor();
    await keepScreenshot(page, 'task');

    // A reload loses nothing: same task, same choice.
    const leaseId = await user.leaseId();
    await page.reload();
    frame = await user.task();
    expect(await user.leaseId()).toBe(leaseId);
    await frame.getByRole('radio', { name: 'triangle', checked: true }).waitFor();
    await page.keyboard.press('Enter');

    for (const key of ['1', '2']) {
      frame = await user.task(frame);
      await page.keyboard.press(key);
      await page.keyboard.press('Enter');
    }
    await page.getByText('3 done').waitFor();
    await page.getByRole('heading', { name: /No task for you right now|This job is done/ }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);

    const view = await lab.follow('Shapes');
    expect(view).toMatchObject({ status: 'Completed', counters: { human: 3, failed: 0, unlabeled: 0 } });
    const labels = (await lab.lines(view.outputManifest!)).map((line) => line['shape-metadata']['class-name']);
    expect(labels.sort()).toEqual(['circle', 'square', 'triangle']);
    expect((await heard()).map(({ detail }) => detail.LabelingJobStatus)).toContain('Completed');
    await page.getByRole('heading', { name: 'This job is done' }).waitFor();
    await keepScreenshot(page, 'job-done');
  });

  test('releases, declines, reads the shortcuts, and leaves', async () => {
    await textJob('two-texts', ['first', 'second']);
    const [user] = await comeToWork();
    const { page } = user;
    await findJob(user, 'Fruit or tool: two-texts');
    await user.press('Start Fruit or tool: two-texts');
    const first = await user.task();
    const textOf = (frame: Awaited<ReturnType<PortalUser['task']>>) =>
      frame.locator('classification-target').textContent();
    const firstText = await textOf(first);

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await keepScreenshot(page, 'shortcuts');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    // An untouched task is released at once; the other one comes.
    await page.keyboard.press('s');
    const second = await user.task(first);
    expect(await textOf(second)).not.toBe(firstText);
    await page.keyboard.press('x');
    await page.getByRole('dialog', { name: 'Decline this task?' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('Enter');

    // What was declined never comes again; what was released does.
    const third = await user.task(second);
    expect(await textOf(third)).toBe(firstText);
    await page.keyboard.press('1');
    await page.keyboard.press('s');
    await page.getByRole('dialog', { name: 'Release this task?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('b');
    await page.getByRole('heading', { name: 'Your jobs' }).waitFor();

    // An old link says what is the matter, and leads back.
    await page.goto(`${lab.cloud.apiUrl}/#/jobs/no-such-job`);
    await page.getByRole('heading', { name: 'There is no such job' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Your jobs' }).click();
    await page.getByRole('heading', { name: 'Your jobs' }).waitFor();
    await lab.jobs.stop('two-texts');
    await lab.follow('two-texts');
  });
});

describe('the next task', () => {
  test('is loaded while the worker is at this one, and shown in the same frame when its turn comes', async () => {
    await textJob('ahead', ['ant', 'bee', 'cat', 'dog']);
    const [user] = await comeToWork();
    const { page } = user;
    await findJob(user, 'Fruit or tool: ahead');
    await user.press('Start Fruit or tool: ahead');
    let shown = await user.task();
    for (const _ of [1, 2]) {
      const waiting = (await (await page.locator('iframe[inert]').elementHandle())!.contentFrame())!;
      const text = await waiting.locator('classification-target').textContent();
      await waiting.waitForFunction(() => window.crowdHtmlElementsReady);
      expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-lease'))).toBe(true);
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.keyboard.press('1');
      await page.keyboard.press('Enter');
      const next = await user.task(shown);
      expect(next).toBe(waiting);
      expect(await next.locator('classification-target').textContent()).toBe(text);
      shown = next;
    }
    await page.keyboard.press('b');
    await page.getByRole('heading', { name: 'Your jobs' }).waitFor();
    await lab.jobs.stop('ahead');
    await lab.follow('ahead');
  });

  test('waits for its turn when the template has scripts, and is not answered by pressing Submit twice', async () => {
    const template = `<crowd-form><crowd-classifier name="crowd-classifier" categories='["fruit","tool"]' header="What is it?"
      initial-value="fruit"><classification-target>one</classification-target></crowd-classifier></crowd-form><script>1</script>`;
    const job = await lab.textJob('twice', manifestOf([{ text: 'one' }, { text: 'two' }]));
    const UiConfig = { UiTemplateS3Uri: await lab.put('data/twice.html', template) };
    const human = job.HumanTaskConfig as object;
    await lab.jobs.create({ ...job, HumanTaskConfig: { ...human, TaskTitle: 'Twice', UiConfig } });
    const [user] = await comeToWork();
    const { page } = user;
    // To the portal, no time passes after a task is there.
    await page.addInitScript(() => {
      if (window.parent === window) performance.now = () => ((window as any).isLater ? 1e6 : 1000);
    });
    await findJob(user, 'Twice');
    await user.press('Start Twice');
    const frame = await user.task();
    await frame.waitForLoadState('load');
    const submit = page.getByRole('button', { name: 'Submit' });
    await submit.click();
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await page.keyboard.press('Escape');
    expect(await submit.isEnabled()).toBe(true);
    expect(await page.locator('.progress').textContent()).toBe('0 done');
    expect(await page.locator('iframe').count()).toBe(1);
    await page.evaluate(() => {
      (window as any).isLater = true;
    });
    await submit.click();
    await page.getByText('1 done').waitFor();
    await lab.jobs.stop('twice');
    await lab.follow('twice');
  });
});

describe('when something goes wrong', () => {
  test('an answer after the lease ended is refused with kind words, and the work goes on', async () => {
    await textJob('late', ['pear']);
    const [user, name] = await comeToWork();
    const { page } = user;
    await findJob(user, 'Fruit or tool: late');
    await user.press('Start Fruit or tool: late');
    const frame = await user.task();
    await page.keyboard.press('1');
    const token = await signIn(pool, name, PASSWORD);
    const url = new URL(`/api/assignments/${await user.leaseId()}/release`, lab.cloud.apiUrl);
    const released = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    expect(released.status).toBe(204);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The time for this task is over' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await user.press('Next task');
    await user.task(frame);
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    expect(await lab.follow('late')).toMatchObject({ status: 'Completed', counters: { human: 1 } });
  });

  test('the clock runs out in front of the worker', async () => {
    await textJob('slow', ['saw']);
    const [user] = await comeToWork();
    const { page } = user;
    // The portal's own clock; the server's and the frame's go on as they are.
    await page.addInitScript(() => {
      if (window.parent !== window) return;
      const { now } = Date;
      let ahead = 0;
      Date.now = () => now() + ahead;
      (window as any).skip = (milliseconds: number) => {
        ahead += milliseconds;
      };
    });
    const skip = (milliseconds: number) => page.evaluate((ms) => (window as any).skip(ms), milliseconds);
    await findJob(user, 'Fruit or tool: slow');
    await user.press('Start Fruit or tool: slow');
    await user.task();
    await skip(245_000);
    await page.locator('.timer.soon').waitFor();
    await skip(60_000);
    await page.getByRole('heading', { name: 'The time for this task is over' }).waitFor();
    await lab.jobs.stop('slow');
    await lab.follow('slow');
  });

  test('an answer given offline is sent when the connection is back, and counts once', async () => {
    await textJob('offline', ['plum']);
    const [user] = await comeToWork();
    const { page } = user;
    await findJob(user, 'Fruit or tool: offline');
    await user.press('Start Fruit or tool: offline');
    await user.task();
    await page.context().setOffline(true);
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('No connection').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByText('1 done').waitFor();
    const view = await lab.follow('offline');
    expect(view).toMatchObject({ status: 'Completed', counters: { human: 1 } });
    expect((await lab.lines(view.outputManifest!))[0]!['topic-metadata']['class-name']).toBe('fruit');
  });
});

describe('on a phone, in Japanese, in the dark', () => {
  test('a task fits the screen and is answered by touch', async () => {
    const job = await lab.textJob('nihongo', manifestOf([{ text: '朝食がとても美味しく、また泊まりたいです。' }]));
    await lab.jobs.create({
      ...job,
      LabelCategoryConfigS3Uri: await lab.put(
        'data/ja.json',
        JSON.stringify({ labels: [{ label: '良い' }, { label: '悪い' }] }),
      ),
      HumanTaskConfig: {
        ...(job.HumanTaskConfig as object),
        TaskTitle: 'ホテルの口コミ',
        TaskDescription: '口コミが良いか悪いかを選んでください。',
      },
    });
    const [user] = await comeToWork({ ...PHONE, locale: 'ja-JP', colorScheme: 'dark' }, 'サインイン');
    const { page } = user;
    await findJob(user, 'ホテルの口コミ');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('ja');
    expect(await accessibilityProblems(page)).toEqual([]);
    await keepScreenshot(page, 'jobs-phone-ja');
    await page.getByRole('button', { name: '「ホテルの口コミ」を始める' }).tap();
    const frame = await user.task();
    await frame.getByText('良い').tap();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await accessibilityProblems(frame)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await keepScreenshot(page, 'task-phone-ja');
    await page.getByRole('button', { name: '送信' }).tap();
    const view = await lab.follow('nihongo');
    expect((await lab.lines(view.outputManifest!))[0]!['topic-metadata']['class-name']).toBe('良い');
  });
});
