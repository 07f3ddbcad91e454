import { setTimeout as wait } from 'node:timers/promises';
import { RenderUiTemplateCommand, type RenderUiTemplateRequest, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { labelingJobsClient } from '../../bin/commands/cloud/clients';
import { ensureWorker, signIn } from '../../bin/commands/workers/accounts';
import { groupOf, workerPool } from '../../bin/commands/workers/crew';
import { Laboratory } from './laboratory';

let lab: Laboratory;
let client: SageMakerClient;
let picture: string;
beforeAll(async () => {
  lab = await Laboratory.open();
  client = labelingJobsClient(lab.stack.access, lab.stack.outputs.ApiUrl);
  picture = await lab.put('data/a & b.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
}, 120_000);
afterAll(() => lab?.close());

const RoleArn = 'arn:aws:iam::111122223333:role/ground-truth';
const SCRIPT = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>';
const PAGES = 'arn:aws:sagemaker:us-east-1:394669845002:human-task-ui';

const ask = (request: Partial<RenderUiTemplateRequest>) =>
  client.send(new RenderUiTemplateCommand({ RoleArn, ...request } as RenderUiTemplateRequest));
const render = (Content: string, input: unknown = {}) =>
  ask({ UiTemplate: { Content }, Task: { Input: typeof input === 'string' ? input : JSON.stringify(input) } });
const errorsOf = async (Content: string, input?: unknown) =>
  (await render(Content, input)).Errors!.map(({ Code, Message }) => `${Code} ${Message}`);

describe('RenderUiTemplate with the SageMaker client', () => {
  test('answers with the page, its files readable and its elements those of this deployment', async () => {
    const { RenderedContent, Errors } = await render(
      `${SCRIPT}<crowd-form><crowd-image-classifier name="c" header="{{ task.input.header }}"
        src="{{ task.input.image | grant_read_access }}" categories="{{ task.input.labels | to_json | escape }}"></crowd-image-classifier></crowd-form>`,
      { header: '<Which?>', image: picture, labels: ['R&D'] },
    );
    expect(Errors).toEqual([]);
    expect(RenderedContent).toContain('header="&lt;Which?&gt;"');
    expect(RenderedContent).toContain('categories="[&quot;R&amp;D&quot;]"');
    const script = /<script src="([^"]*)"/.exec(RenderedContent!)![1]!;
    expect(script).toBe(new URL('/assets/crowd-html-elements.js', lab.stack.outputs.ApiUrl).href);
    expect((await fetch(script)).headers.get('content-type')).toContain('javascript');
    const image = / src="(http[^"]*)" categories/.exec(RenderedContent!)![1]!.replaceAll('&amp;', '&');
    expect(await (await fetch(image)).text()).toContain('<svg');
  });

  test('renders a page of Ground Truth’s own by its ARN', async () => {
    const { RenderedContent } = await ask({
      HumanTaskUiArn: `${PAGES}/NamedEntityRecognition`,
      Task: { Input: JSON.stringify({ taskObject: 'Oslo is a city', labels: [{ label: 'place' }] }) },
    });
    expect(RenderedContent).toContain('<crowd-entity-annotation');
    expect(RenderedContent).toContain('Oslo is a city');
  });

  test('says where the template is wrong, and then has no page', async () => {
    expect(await render('<crowd-form>\n{% if x %}</crowd-form>')).toMatchObject({
      RenderedContent: '',
      Errors: [{ Code: 'LiquidError', Message: 'UiTemplate.Content: line 2, column 1: tag {% if x %} not closed' }],
    });
    expect(await errorsOf('<crowd-form>\n{{ x | sparkle }}</crowd-form>')).toEqual([
      'LiquidError UiTemplate.Content: line 2, column 1: undefined filter: sparkle',
    ]);
    expect(await errorsOf('<crowd-form>\n{% for i in (1..999999999) %}{% endfor %}</crowd-form>')).toEqual([
      'LiquidError UiTemplate.Content: line 2, column 1: lists or texts grow beyond what a page may take',
    ]);
  });

  test('says that the input is no JSON object, and where', async () => {
    expect(await render('<crowd-form></crowd-form>', '{"a": }')).toMatchObject({
      RenderedContent: '',
      Errors: [
        {
          Code: 'InvalidTaskInput',
          Message: expect.stringMatching(/^Task\.Input is not JSON: .* at line 1, character 7$/),
        },
      ],
    });
    expect(await errorsOf('<crowd-form></crowd-form>', '["a"]')).toEqual([
      'InvalidTaskInput Task.Input: expected a JSON object, got ["a"]',
    ]);
  });

  test('has no page that is too large to be answered with', async () => {
    const quotes = `<crowd-form>{% for i in (1..2400) %}${'"'.repeat(1000)}{% endfor %}</crowd-form>`;
    expect(await render(quotes)).toMatchObject({
      RenderedContent: '',
      Errors: [{ Code: 'PageTooLarge', Message: 'the rendered page is too large to be answered with' }],
    });
  });

  test('names what `plumbline validate` names, and shows the page all the same', async () => {
    const template = `${SCRIPT}
<script src="http://cdn.example/x.js"></script>
<crowd-form>
<crowd-inptu name="a"></crowd-inptu>
<crowd-classifier name="b" header="{{ task.input.title }}"></crowd-classifier>
</crowd-form>`;
    expect(await errorsOf(template)).toEqual([
      'InsecureSource UiTemplate.Content: line 2: http://cdn.example/x.js is not loaded over https: browsers refuse it',
      'UnknownElement UiTemplate.Content: line 4: there is no element <crowd-inptu>; the nearest is <crowd-input>',
      'MissingAttribute UiTemplate.Content: line 5: <crowd-classifier> has no "categories"',
      'MissingInput UiTemplate.Content: line 5: task.input.title is not in the input',
    ]);
    expect((await render(template)).RenderedContent).toContain('<crowd-inptu name="a">');
    expect(await errorsOf('<p>hello</p>')).toEqual([
      'MissingForm UiTemplate.Content: there is no <crowd-form>: nothing could be submitted',
    ]);
  });

  test('fills Mechanical Turk’s placeholders where the request says so', async () => {
    const turk = labelingJobsClient(lab.stack.access, lab.stack.outputs.ApiUrl);
    turk.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: Uint8Array };
        const modelled = JSON.parse(new TextDecoder().decode(request.body));
        return next({
          ...args,
          request: Object.assign(request, {
            body: JSON.stringify({ ...modelled, Plumbline: { TaskPage: { TemplateDialect: 'mturk' } } }),
          }),
        });
      },
      { step: 'build', priority: 'high' },
    );
    const { RenderedContent, Errors } = await turk.send(
      new RenderUiTemplateCommand({
        RoleArn,
        UiTemplate: { Content: '<p>${name} ${age}</p><img src="${image}"><input name="a">' },
        Task: { Input: JSON.stringify({ name: 'R&D', image: picture }) },
      }),
    );
    expect(RenderedContent).toContain('<p>R&amp;D </p>');
    expect(Errors).toEqual([
      { Code: 'MissingInput', Message: 'UiTemplate.Content: line 1: ${age} is not in the input' },
    ]);
    const image = /<img src="([^"]*)"/.exec(RenderedContent!)![1]!.replaceAll('&amp;', '&');
    expect((await fetch(image)).status).toBe(200);
  });

  test('and so does a job’s task page', async () => {
    const UiTemplateS3Uri = await lab.put('data/turk.html', '<p>${name}</p><img src="${image}"><input name="a">');
    const Plumbline = { TaskPage: { TemplateDialect: 'mturk' } };
    const job = await lab.textJob('turk', `${JSON.stringify({ source: '-', name: 'R&D', image: picture })}\n`, {
      Plumbline,
    });
    const { PreHumanTaskLambdaArn: _, ...human } = job.HumanTaskConfig as Record<string, unknown>;
    await expect(
      lab.jobs.create({ ...job, Plumbline: { ...Plumbline, TaskType: 'text-classification' } }),
    ).rejects.toThrow(/TemplateDialect is "mturk", which needs a template/);
    await lab.jobs.create({ ...job, HumanTaskConfig: { ...human, UiConfig: { UiTemplateS3Uri } } });
    const pool = workerPool(lab.stack, groupOf(lab.stack.outputs.DefaultWorkteamArn));
    await ensureWorker(pool, 'turker', 'Plumb-line-1');
    const authorization = `Bearer ${await signIn(pool, 'turker', 'Plumb-line-1')}`;
    for (let view = await lab.jobs.find('turk'); view?.progress.stage !== 'AwaitAnswers'; ) {
      if (view?.status === 'Failed') throw new Error(view.failureReason);
      await wait(50);
      view = await lab.jobs.find('turk');
    }
    const taken = await fetch(new URL('/api/jobs/turk/tasks', lab.stack.outputs.ApiUrl), {
      method: 'POST',
      headers: { authorization },
    });
    const { frameUrl } = (await taken.json()) as { frameUrl: string };
    const page = await fetch(new URL(frameUrl, lab.stack.outputs.ApiUrl));
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toMatch(/<form id="mturk_form" data-added><p>R&amp;D<\/p><img src="http[^"]*Signature=/);
    expect(page.headers.get('content-security-policy')).toContain("form-action 'none'");
    const shim = await fetch(new URL('/assets/external-hit.js', lab.stack.outputs.ApiUrl));
    expect(await shim.text()).toContain('turkSetAssignmentID');
  });

  test.each<[string, Partial<RenderUiTemplateRequest>, string, RegExp]>([
    ['no template', { Task: { Input: '{}' } }, 'ValidationException', /one of UiTemplate and HumanTaskUiArn/],
    [
      'two templates',
      { UiTemplate: { Content: 'x' }, HumanTaskUiArn: `${PAGES}/NamedEntityRecognition`, Task: { Input: '{}' } },
      'ValidationException',
      /one of UiTemplate and HumanTaskUiArn/,
    ],
    ['a page nobody has', { HumanTaskUiArn: `${PAGES}/Nothing`, Task: { Input: '{}' } }, 'ResourceNotFound', /Nothing/],
    ['no task', { UiTemplate: { Content: 'x' } }, 'ValidationException', /Task/],
    [
      'no role',
      { UiTemplate: { Content: 'x' }, Task: { Input: '{}' }, RoleArn: 'me' },
      'ValidationException',
      /RoleArn/,
    ],
  ])('refuses %s', async (_, request, name, message) => {
    await expect(ask(request)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });
});
