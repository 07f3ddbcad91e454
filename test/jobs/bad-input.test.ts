import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureWorker, signIn } from '../../bin/commands/workers/accounts';
import { groupOf, workerPool } from '../../bin/commands/workers/crew';
import { WorkerApi } from '../../bin/commands/workers/worker-api';
import { fruitAndTools, Laboratory, manifestOf, truthByWord } from './laboratory';

let lab: Laboratory;
beforeAll(async () => {
  lab = await Laboratory.open();
}, 120_000);
afterAll(() => lab?.close());

const drop = (definition: { LabelingJobName: string }, name = definition.LabelingJobName) =>
  lab.put(`jobs/${name}.json`, JSON.stringify(definition));

describe('a manifest with bad lines', () => {
  const lines = [
    '{"source":"an apple a day"}',
    'this is not JSON',
    '{"text":"no source"}',
    '',
    JSON.stringify({ source: 'x'.repeat(20_001) }),
    '{"source-ref":"data/1.jpg"}',
    '[1,2]',
    '{"source":"a hammer","shift":"night"}',
  ];

  test('each bad line comes out in its place with its reason, the others are labelled', async () => {
    const definition = await lab.textJob('bad-lines', `${lines.join('\n')}\n`);
    await lab.jobs.create(definition);
    const view = await lab.work('bad-lines', truthByWord);
    expect(view).toMatchObject({ status: 'Completed', counters: { human: 2, failed: 5, unlabeled: 0, total: 2 } });

    const output = await lab.lines(view.outputManifest!);
    expect(output).toHaveLength(7);
    const reasons = output.map((line) => line['topic-metadata']['failure-reason'] as string | undefined);
    expect(reasons).toEqual([
      undefined,
      expect.stringMatching(/line 2: not JSON: .*character 1/),
      expect.stringMatching(/line 3: has neither source nor source-ref/),
      expect.stringMatching(/line 5: attribute "source" is 20,001 characters; the limit is 20,000/),
      expect.stringMatching(/line 6: source-ref is not the S3 URI of an object/),
      expect.stringMatching(/line 7: expected a JSON object, found an array/),
      undefined,
    ]);
    expect(output[1]).toEqual({
      source: 'this is not JSON',
      'topic-metadata': { 'retry-count': 0, 'failure-reason': expect.any(String), 'human-annotated': 'true' },
    });
    expect(output[6]).toMatchObject({
      source: 'a hammer',
      shift: 'night',
      topic: 1,
      'topic-metadata': { 'class-name': 'tool' },
    });
  });

  test('texts in files are shown as texts; one that is missing or none fails, and the job goes on', async () => {
    const there = await lab.put('data/there.txt', 'a plum');
    const picture = await lab.put('data/picture.txt', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0]));
    const missing = there.replace('there.txt', 'gone.txt');
    const manifest = [missing, there, picture].map((uri) => `${JSON.stringify({ 'source-ref': uri })}\n`).join('');
    await lab.jobs.create(await lab.textJob('in-files', manifest));
    const pool = workerPool(lab.stack, groupOf(lab.stack.outputs.DefaultWorkteamArn));
    await ensureWorker(pool, 'reader', 'Plumb-line-reader-1');
    const api = new WorkerApi(lab.stack.outputs.ApiUrl, () => signIn(pool, 'reader', 'Plumb-line-reader-1'));
    while ((await lab.jobs.find('in-files'))?.progress.stage !== 'AwaitAnswers') await wait(50);
    const task = (await api.take('in-files'))!;
    expect(task.taskInput).toMatchObject({ taskObject: 'a plum', manifestLine: { 'source-ref': there } });
    await api.submit(task.leaseId, { 'crowd-classifier': { label: 'fruit' } }, false);
    const view = await lab.follow('in-files');
    expect(view.counters).toMatchObject({ human: 1, failed: 2 });
    const output = await lab.lines(view.outputManifest!);
    expect(output.map((line) => line['topic-metadata']['failure-reason'])).toEqual([
      `ClientError: source-ref: there is no object ${missing}`,
      undefined,
      `ClientError: source-ref ${picture}: not a text file in UTF-8`,
    ]);
    expect(output[1]).toMatchObject({ 'source-ref': there, topic: 0 });
    expect(output[1]).not.toHaveProperty('source');
  });

  test('a manifest without any valid line fails the job with the first reason, and every line still comes out', async () => {
    await lab.jobs.create(await lab.textJob('all-bad', 'nonsense\n{}\n'));
    const view = await lab.follow('all-bad');
    expect(view.status).toBe('Failed');
    expect(view.failureReason).toMatch(/all-bad\.manifest holds no valid line; line 1: not JSON/);
    const output = await lab.lines(
      `s3://${lab.stack.outputs.OutputBucketName}/all-bad/manifests/output/output.manifest`,
    );
    expect(output).toHaveLength(2);
  });
});

describe('a request that is wrong', () => {
  const refused = async (name: string, changes: Record<string, unknown>) =>
    lab.jobs.create(await lab.textJob(name, manifestOf(fruitAndTools(2)), changes)).then(
      () => 'accepted',
      (error: Error) => `${error.name}: ${error.message}`,
    );

  test('duplicate labels', async () => {
    const uri = await lab.put('data/twice.json', '{"labels":[{"label":"a"},{"label":"b"},{"label":"a"}]}');
    expect(await refused('twice', { LabelCategoryConfigS3Uri: uri })).toMatch(
      /ValidationException: .*twice\.json: labels 1 and 3 have the same name "a"/,
    );
  });

  test('an unknown task type', async () => {
    expect(await refused('what', { Plumbline: { TaskType: 'smell-classification' } })).toMatch(
      /ValidationException: unknown task type "smell-classification"; there are: image-classification, .*text-classification, /,
    );
  });

  test('more classes than a mask has room for, and a custom job without a template', async () => {
    const labels = Array.from({ length: 256 }, (_, i) => ({ label: `class ${i}` }));
    const LabelCategoryConfigS3Uri = await lab.put('data/many.json', JSON.stringify({ labels }));
    const HumanTaskConfig = {
      ...((await lab.textJob('many', '')).HumanTaskConfig as object),
      PreHumanTaskLambdaArn: undefined,
    };
    const masks = { TaskType: 'semantic-segmentation' };
    expect(
      await refused('many', {
        HumanTaskConfig,
        LabelCategoryConfigS3Uri,
        LabelAttributeName: 'mask-ref',
        Plumbline: masks,
      }),
    ).toMatch(/many\.json: has 256 labels; semantic-segmentation takes at most 255/);
    expect(await refused('bare', { HumanTaskConfig, Plumbline: { TaskType: 'custom' } })).toMatch(
      /UiTemplateS3Uri is needed: custom jobs have no built-in template/,
    );
  });

  test('a template that does not parse, with its line', async () => {
    const UiTemplateS3Uri = await lab.put('data/broken.html', '<crowd-form>\n{% if task.input %}\n</crowd-form>');
    const definition = await lab.textJob('broken', manifestOf(fruitAndTools(2)));
    const HumanTaskConfig = { ...(definition.HumanTaskConfig as object), UiConfig: { UiTemplateS3Uri } };
    expect(await refused('broken', { HumanTaskConfig })).toMatch(/ValidationException: .*broken\.html.*line 2/);
  });

  test('a name in use, whatever its case', async () => {
    await lab.jobs.create(await lab.textJob('taken', manifestOf(fruitAndTools(1))));
    expect(await refused('TAKEN', {})).toBe('ResourceInUse: A labeling job named "TAKEN" exists already');
    await lab.work('taken', truthByWord);
  });

  test('a dropped definition that is wrong becomes a failed job that says why', async () => {
    await lab.put('jobs/half.json', '{"LabelingJobName": "half",');
    const view = await lab.follow('half');
    expect(view).toMatchObject({
      status: 'Failed',
      failureReason: expect.stringMatching(/jobs\/half\.json is not JSON/),
    });
    await drop({ LabelingJobName: 'few' });
    expect((await lab.follow('few')).failureReason).toMatch(/jobs\/few\.json: .*HumanTaskConfig/);
  });
});

describe('a model that fails', () => {
  const texts = fruitAndTools(6);

  test('an endpoint that is not there: people label everything and the job says so', async () => {
    const Plumbline = { AutoLabel: true, EndpointName: 'nobody-home' };
    await lab.jobs.create(await lab.textJob('no-endpoint', manifestOf(texts), { Plumbline }));
    const view = await lab.work('no-endpoint', truthByWord);
    expect(view).toMatchObject({ status: 'Completed', counters: { human: 6, machine: 0 } });
    expect(view.progress).toMatchObject({ ModelFailure: expect.stringMatching(/nobody-home/) });
  });

  test('a training job that fails: people label the rest and the job says why', async () => {
    // Files that are no pictures: people can name them, no learner can read them.
    const count = 150;
    const names = Array.from({ length: count }, (_, i) => `data/noise/${i}.png`);
    await Promise.all(names.map((key) => lab.put(key, 'not a picture')));
    const bucket = lab.stack.outputs.InputBucketName;
    const manifest = names.map((key) => `{"source-ref":"s3://${bucket}/${key}"}\n`).join('');
    const definition = await lab.textJob('no-pictures', manifest, {
      Plumbline: { AutoLabel: true, TargetAccuracy: 0.9 },
    });
    (definition.HumanTaskConfig as Record<string, unknown>).PreHumanTaskLambdaArn =
      'arn:aws:lambda:us-east-1:432418664414:function:PRE-ImageMultiClass';
    await lab.jobs.create(definition);
    const truth = (uri: string) => (Number(/(\d+)\.png/.exec(uri)?.[1]) % 2 ? 'tool' : 'fruit');
    const view = await lab.work('no-pictures', truth, { taskType: 'image-classification' });
    expect(view).toMatchObject({ status: 'Completed', counters: { human: count, machine: 0, failed: 0 } });
    expect(view.progress).toMatchObject({ ModelFailure: expect.stringMatching(/AlgorithmError/) });
  }, 120_000);
});
