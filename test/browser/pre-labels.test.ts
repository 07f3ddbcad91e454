/** What a model thinks of an object before people answer: who sees it, who never does, and what is written down about it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ensureWorker, signIn } from '../../bin/commands/workers/accounts';
import { groupOf, workerPool } from '../../bin/commands/workers/crew';
import { type Assignment, WorkerApi } from '../../bin/commands/workers/worker-api';
import { fruitAndTools, Laboratory, manifestOf, truthByWord } from '../jobs/laboratory';
import { makeFunctions } from '../jobs/own-functions';
import { accessibilityProblems } from './support/accessibility';
import { launchBrowser } from './support/browser';
import { PortalUser } from './support/portal-user';
import { keepScreenshot } from './support/screenshots';

const PASSWORD = 'Plumb-line-1';

let lab: Laboratory;
let browser: Browser;
let unsure: string;
let sure: string;
let pre: string;

beforeAll(async () => {
  [lab, browser] = await Promise.all([Laboratory.open(), launchBrowser()]);
  const isFruit = '/apple|plum|cherry|peach|grape/.test(line.source)';
  const scorer = (label: string, confidence: string) =>
    `{ predictions: event.objects.map(({ id, line }) => ({ id, label: ${label}, confidence: ${confidence} })) }`;
  // Sure of what it gets right, unsure of one in three, which it takes for tools.
  const isHard = '/number \\d*[147]$/.test(line.source)';
  [unsure, sure, pre] = (await makeFunctions(lab, {
    'SageMaker-unsure': scorer(`${isFruit} ? 'fruit' : 'tool'`, '0.62'),
    'SageMaker-sure': scorer(`${isFruit} && !${isHard} ? 'fruit' : 'tool'`, `${isHard} ? 0.5 : 0.995`),
    'SageMaker-pre-sees':
      "{ taskInput: { taskObject: event.dataObject.source, labels: ['fruit', 'tool'], told: event.prediction ?? null } }",
  })) as [string, string, string];
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await lab?.close();
});

async function newWorker(name: string): Promise<WorkerApi> {
  const pool = workerPool(lab.stack, groupOf(lab.stack.outputs.DefaultWorkteamArn));
  await ensureWorker(pool, name, PASSWORD);
  return new WorkerApi(lab.stack.outputs.ApiUrl, () => signIn(pool, name, PASSWORD));
}

async function create(name: string, texts: string[], Plumbline: object, human: object = {}): Promise<void> {
  const job = await lab.textJob(name, manifestOf(texts.map((text) => ({ text }))), { Plumbline });
  const HumanTaskConfig = { ...(job.HumanTaskConfig as object), TaskTitle: name, ...human };
  await lab.jobs.create({ ...job, HumanTaskConfig });
}

/** Answers every task of a job by API; what each of them held. */
async function answerAll(job: string, answerFor: (text: string) => string = truthByWord): Promise<Assignment[]> {
  const api = await newWorker(`${job}-worker`);
  const seen: Assignment[] = [];
  const ended = new AbortController();
  const following = lab.follow(job).finally(() => ended.abort());
  while (!ended.signal.aborted) {
    const assignment = await api.take(job).catch(() => undefined);
    if (!assignment) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    seen.push(assignment);
    const answer = { 'crowd-classifier': { label: answerFor(String(assignment.taskInput.taskObject)) } };
    await api.submit(assignment.leaseId, answer, false);
  }
  await following;
  return seen;
}

/** Everything the portal's page was sent of the API and of the tasks. */
function heardBy(page: Page): () => Promise<string> {
  const bodies: Promise<string>[] = [];
  page.on('response', (response) => {
    if (/\/(api|frame)\//.test(response.url())) bodies.push(response.text().catch(() => ''));
  });
  return async () => (await Promise.all(bodies)).join('\n');
}

async function portal(worker: string, job: string): Promise<{ user: PortalUser; heard: () => Promise<string> }> {
  await newWorker(worker);
  while ((await lab.jobs.find(job))?.progress.stage !== 'AwaitAnswers')
    await new Promise((resolve) => setTimeout(resolve, 50));
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  const user = await PortalUser.open(context, lab.cloud.apiUrl);
  const heard = heardBy(user.page);
  await user.signIn(worker, PASSWORD);
  await user.page.getByRole('heading', { name: job }).waitFor();
  await user.press(`Start ${job}`);
  return { user, heard };
}

const outputs = async (job: string) => {
  const view = (await lab.jobs.find(job))!;
  const lines = await lab.lines(view.outputManifest!);
  return { folder: view.outputManifest!.replace(/\/manifests\/.*/, ''), lines };
};

describe('a job that offers what its model thinks', () => {
  const texts = ['a red apple', 'a ripe pear', 'an old hammer'];

  test('shows it to the worker, who takes or changes it with the keyboard', async () => {
    await create('offered', texts, { EndpointFunctionArn: unsure });
    const { user } = await portal('offered-person', 'offered');
    const { page } = user;
    let frame: Awaited<ReturnType<PortalUser['task']>> | undefined;
    for (let i = 0; i < texts.length; i += 1) {
      frame = await user.task(frame);
      const text = (await frame.locator('classification-target').textContent())!;
      const guess = text.includes('apple') ? 'fruit' : 'tool';
      const suggested = frame.getByRole('radio', { name: `${guess} Model’s suggestion 62%` });
      expect(await suggested.isChecked()).toBe(true);
      if (i === 0) {
        expect(await accessibilityProblems(frame)).toEqual([]);
        await keepScreenshot(page, 'suggestion');
      }
      if (text.includes('pear')) await page.keyboard.press('1');
      await page.keyboard.press('Enter');
    }
    await lab.follow('offered');
    await page.context().close();
  }, 120_000);

  test('writes down what was offered, by which model, and what became of it', async () => {
    const { folder, lines } = await outputs('offered');
    const origin = { model: 'SageMaker-unsure', confidence: 0.62 };
    expect(lines.map((line) => [line['topic-metadata']['class-name'], line['topic-metadata']['pre-label']])).toEqual([
      ['fruit', { ...origin, kept: 1, changed: 0 }],
      ['fruit', { ...origin, kept: 0, changed: 1 }],
      ['tool', { ...origin, kept: 1, changed: 0 }],
    ]);
    const [pear] = (await lab.keys(`${folder}/annotations/worker-response/`)).filter((key) => key.includes('/1/'));
    const response = JSON.parse(await lab.read(`s3://${lab.stack.outputs.OutputBucketName}/${pear}`));
    expect(response.preLabel).toEqual({ ...origin, answer: 'tool' });
    expect(response.answers[0].answerContent).toEqual({ 'crowd-classifier': { label: 'fruit' } });
    const report = JSON.parse(await lab.read(`${folder}/quality/report.json`));
    expect(report.model).toMatchObject({ shown: { objects: 3, confidence: 0.62 }, hidden: { objects: 0 } });
    expect(report.model.shown.similarity).toBeCloseTo(2 / 3, 6);
    expect(await lab.read(`${folder}/quality/report.html`)).toContain('draw workers to it');
  });

  test('tells a pre-annotation function of the user’s', async () => {
    await create(
      'told',
      ['a ripe pear'],
      { TaskType: 'text-classification', EndpointFunctionArn: unsure },
      {
        PreHumanTaskLambdaArn: pre,
        AnnotationConsolidationConfig: undefined,
      },
    );
    const [task] = await answerAll('told');
    expect(task!.taskInput.told).toEqual({ answer: 'tool', confidence: 0.62, initialValue: 'tool' });
    expect(task!.taskInput.initialValue).toBeUndefined();
  }, 120_000);
});

test('a job that forbids it: nothing of it in the page, in any reply, or in the output', async () => {
  await create('forbidden', ['a ripe pear'], { EndpointFunctionArn: unsure, PreLabels: 'never' });
  const { user, heard } = await portal('forbidden-person', 'forbidden');
  const frame = await user.task();
  expect(await frame.locator('input:checked').count()).toBe(0);
  expect(await frame.getByText('suggestion').count()).toBe(0);
  await user.page.keyboard.press('1');
  await user.page.keyboard.press('Enter');
  await lab.follow('forbidden');
  const everything = await heard();
  expect(everything).toContain('a ripe pear');
  for (const trace of ['initialValue', 'initial-value', 'suggestion-confidence', '0.62'])
    expect({ trace, there: everything.includes(trace) }).toEqual({ trace, there: false });
  await user.page.context().close();
  const { folder, lines } = await outputs('forbidden');
  expect(lines[0]!['topic-metadata']).not.toHaveProperty('pre-label');
  expect(JSON.parse(await lab.read(`${folder}/quality/report.json`)).model).toMatchObject({
    shown: { objects: 0 },
    hidden: { objects: 1 },
  });
}, 120_000);

test('objects that validate the model are shown without it, the others with it', async () => {
  const texts = fruitAndTools(240).map(({ text }) => text);
  await create('judged', texts, { EndpointFunctionArn: sure, TargetAccuracy: 0.8 });
  const tasks = await answerAll('judged');
  const { rounds } = await lab.report('judged');
  const validated = rounds.reduce((sum, { validation = 0 }) => sum + validation, 0);
  const asked = rounds.reduce((sum, round) => sum + (round.asked ?? 0), 0);
  expect(validated).toBeGreaterThan(0);
  expect(asked).toBeGreaterThan(validated);
  const blind = tasks.filter(({ taskInput }) => taskInput.initialValue === undefined);
  expect(blind).toHaveLength(validated);
  expect(tasks).toHaveLength(asked);
  const { folder, lines } = await outputs('judged');
  const shown = new Set(
    tasks.filter(({ taskInput }) => taskInput.initialValue !== undefined).map(({ objectId }) => objectId),
  );
  lines.forEach((line, id) => {
    expect({ id, shown: 'pre-label' in line['topic-metadata'] }).toEqual({ id, shown: shown.has(id) });
  });
  const { model } = JSON.parse(await lab.read(`${folder}/quality/report.json`));
  expect(model).toMatchObject({ shown: { objects: shown.size }, hidden: { objects: validated } });
}, 180_000);

test('nothing was denied on the way', () => {
  expect(lab.cloud.denials).toEqual([]);
});
