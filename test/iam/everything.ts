/**
 * A run that exercises what the roles are for: a job with a model, one whose model fails, one that fails, one that is stopped, dropped files
 * good and bad, a worker who drafts, releases, declines and answers at length, the portal, the sweeper.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { RenderUiTemplateCommand } from '@aws-sdk/client-sagemaker';
import { DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { labelingJobsClient } from '../../bin/commands/cloud/clients';
import { ensureWorker, signIn } from '../../bin/commands/workers/accounts';
import { groupOf, workerPool } from '../../bin/commands/workers/crew';
import { writeMaskPng } from '../../core/formats/mask/png-writer';
import { type Definition, fruitAndTools, type Laboratory, manifestOf, truthByWord } from '../jobs/laboratory';
import { makeFunctions } from '../jobs/own-functions';

/** Steps in the order in which they are cheap; each throws or ends in a failed job when something it needs is denied. */
export async function everything(lab: Laboratory): Promise<void> {
  for (const step of [
    visitPortal,
    dropBadDefinition,
    previewTemplate,
    refuse,
    failJob,
    nothingToShow,
    workByHand,
    dropFiles,
    ownFunctions,
    automate,
    loseModel,
    ownModel,
    drawings,
    stop,
    sweep,
  ])
    await step(lab);
}

async function visitPortal(lab: Laboratory): Promise<void> {
  for (const path of ['/', '/config.json', '/assets/portal.js'])
    await expectOk(fetch(new URL(path, lab.stack.outputs.ApiUrl)));
}

async function dropBadDefinition(lab: Laboratory): Promise<void> {
  await lab.put('jobs/bad.json', '{');
  await ended(lab, 'bad', 'Failed');
}

/** A template before any job has it, with a file that the page loads by the function's own right. */
async function previewTemplate(lab: Laboratory): Promise<void> {
  const file = await lab.put('data/preview.txt', 'shown');
  const { RenderedContent } = await labelingJobsClient(lab.stack.access, lab.stack.outputs.ApiUrl).send(
    new RenderUiTemplateCommand({
      RoleArn: 'arn:aws:iam::111122223333:role/ground-truth',
      UiTemplate: { Content: '{{ task.input.file | grant_read_access | skip_autoescape }}' },
      Task: { Input: JSON.stringify({ file }) },
    }),
  );
  await expectOk(fetch(/<body>(.*)<\/body>/.exec(RenderedContent!)![1]!));
}

/** References to nothing: S3 tells "not there" only to those who may list. */
async function refuse(lab: Laboratory): Promise<void> {
  const definition = await lab.textJob('missing', '');
  const LabelCategoryConfigS3Uri = `${definition.LabelCategoryConfigS3Uri}.gone`;
  const refusal = await lab.jobs
    .create({ ...definition, LabelCategoryConfigS3Uri })
    .catch((error: Error) => error.message);
  if (!/there is no object/.test(String(refusal))) throw new Error(`expected a refusal, got ${refusal}`);
  await lab.put('jobs/missing.json', JSON.stringify({ ...definition, LabelCategoryConfigS3Uri }));
  await ended(lab, 'missing', 'Failed');
}

/** Every object is gone: the round is over before anybody waits for it. And a prefix instead of a manifest. */
async function nothingToShow(lab: Laboratory): Promise<void> {
  const gone = `s3://${lab.stack.outputs.InputBucketName}/data/gone.txt`;
  await lab.jobs.create(await lab.textJob('nothing', `{"source-ref":"${gone}"}\n`));
  await ended(lab, 'nothing', 'Completed');
  const file = await lab.put('data/folder/texts.txt', 'an apple\n');
  const ManifestS3Uri = file.slice(0, file.lastIndexOf('/') + 1);
  await lab.jobs.create({
    ...(await lab.textJob('prefix', '')),
    InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri } } },
  });
  await worked(lab, 'prefix');
}

/** A job with the user's own template and annotation functions. */
async function ownFunctions(lab: Laboratory): Promise<void> {
  const [pre, post] = await makeFunctions(lab, {
    'SageMaker-own-pre': '{ taskInput: { taskObject: event.dataObject.source } }',
    'SageMaker-own-post':
      "[{ datasetObjectId: '0', consolidatedAnnotation: { content: { [event.labelAttributeName]: { ripe: true } } } }]",
  });
  const definition = await lab.textJob('own', '{"source":"an apple"}\n', {
    Plumbline: { TaskType: 'text-classification' },
  });
  const UiTemplateS3Uri = await lab.put('data/own.html', '<crowd-form><p>{{ task.input.taskObject }}</p></crowd-form>');
  Object.assign(definition.HumanTaskConfig as object, {
    UiConfig: { UiTemplateS3Uri },
    PreHumanTaskLambdaArn: pre,
    AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: post },
  });
  await lab.jobs.create(definition);
  await awaited(lab, 'own');
  const call = await workerCall(lab, 'own-worker');
  const assignment = await call('POST', '/api/jobs/own/tasks');
  await expectOk(fetch(new URL(assignment.frameUrl, lab.stack.outputs.ApiUrl)));
  await call('POST', `/api/assignments/${assignment.leaseId}/submit`, { answer: { note: 'ripe' } });
  await ended(lab, 'own', 'Completed');
}

async function failJob(lab: Laboratory): Promise<void> {
  await lab.jobs.create(await lab.textJob('fails', 'nonsense\n'));
  await ended(lab, 'fails', 'Failed');
}

/** One worker, every button; an answer and a task too long to be kept in the table. */
async function workByHand(lab: Laboratory): Promise<void> {
  const long = `apple ${'x'.repeat(9000)}`;
  const file = await lab.put('data/by-reference.txt', 'a pear');
  const manifest = [
    { source: long },
    { source: 'a hammer' },
    { 'source-ref': file },
    { 'source-ref': `${file}.gone` },
    { source: 'a saw' },
  ];
  const definition = await lab.textJob('by-hand', manifest.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await lab.jobs.create(definition);
  await awaited(lab, 'by-hand');
  const call = await workerCall(lab, 'by-hand');
  await call('GET', '/api/me');
  await call('GET', '/api/jobs');
  const take = () => call('POST', '/api/jobs/by-hand/tasks');
  let assignment: any = await take();
  await call('PUT', `/api/assignments/${assignment.leaseId}/draft`, { draft: { note: 'y'.repeat(9000) } });
  await call('GET', `/api/assignments/${assignment.leaseId}`);
  await expectOk(fetch(new URL(assignment.frameUrl, lab.stack.outputs.ApiUrl)));
  await call('POST', `/api/assignments/${assignment.leaseId}/release`);
  assignment = await take();
  await call('POST', `/api/assignments/${assignment.leaseId}/decline`);
  for (assignment = await take(); assignment; ) {
    await expectOk(fetch(new URL(assignment.frameUrl, lab.stack.outputs.ApiUrl)));
    const answer = {
      'crowd-classifier': { label: truthByWord(String(assignment.taskInput.taskObject)) },
      note: 'z'.repeat(9000),
    };
    assignment = (await call('POST', `/api/assignments/${assignment.leaseId}/submit`, { answer, next: true }))?.next;
  }
  await ended(lab, 'by-hand', 'Completed');
}

/** A signed-in worker's way to the worker API. */
async function workerCall(lab: Laboratory, name: string) {
  const pool = workerPool(lab.stack, groupOf(lab.stack.outputs.DefaultWorkteamArn));
  await ensureWorker(pool, name, 'Plumb-line-by-hand-1');
  const token = await signIn(pool, name, 'Plumb-line-by-hand-1');
  return async (method: string, path: string, body?: unknown): Promise<any> => {
    const response = await expectOk(
      fetch(new URL(path, lab.stack.outputs.ApiUrl), {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    );
    return response.status === 204 ? undefined : await response.json();
  };
}

async function dropFiles(lab: Laboratory): Promise<void> {
  const { InputConfig: _none, ...definition } = await lab.textJob('dropped', '');
  const Plumbline = { Inbox: { BatchObjects: 3, MaxAgeSeconds: 3600 } };
  await lab.put('jobs/dropped.json', JSON.stringify({ ...definition, Plumbline }));
  await lab.put('inbox/dropped/one.txt', 'an apple\na saw\n');
  await lab.put('inbox/dropped/two.txt', 'a plum\n');
  await appears(lab, 'dropped-00001');
  await worked(lab, 'dropped-00001');
}

async function automate(lab: Laboratory): Promise<void> {
  // why: half of the texts tell nothing, so the first model leaves enough for a second and the endpoint is updated.
  const texts = fruitAndTools(500).map(({ text }, i) => ({
    text: i % 4 < 2 ? text : `apple or hammer, case ${i * 7919}`,
  }));
  const Plumbline = { AutoLabel: true, TargetAccuracy: 0.9, Seed: 1 };
  await lab.jobs.create(await lab.textJob('automated', manifestOf(texts), { Plumbline }));
  const truth = (text: string) => (text.includes('case') ? (text.length % 2 ? 'fruit' : 'tool') : truthByWord(text));
  await worked(lab, 'automated', truth);
}

async function loseModel(lab: Laboratory): Promise<void> {
  const Plumbline = { AutoLabel: true, EndpointName: 'nobody-home' };
  await lab.jobs.create(await lab.textJob('modelless', manifestOf(fruitAndTools(3)), { Plumbline }));
  await worked(lab, 'modelless');
}

/** A model of the user's in a function, asked in a format that wants files read: one that is there and one that is not. */
async function ownModel(lab: Laboratory): Promise<void> {
  const [EndpointFunctionArn] = await makeFunctions(lab, {
    'SageMaker-own-model': "event.inputs.map(() => ({ label: 'fruit', score: 0.9 }))",
  });
  const file = await lab.put('data/own-model.txt', 'a pear');
  const manifest = [file, `${file}.gone`].map((uri) => `{"source-ref":"${uri}"}\n`).join('');
  const Plumbline = { EndpointFunctionArn, EndpointAdapter: 'hugging-face' };
  await lab.jobs.create(await lab.textJob('own-model', manifest, { Plumbline }));
  await worked(lab, 'own-model', () => 'fruit');
}

const size = { width: 40, height: 30 };

/** A job about one picture, `objects` times, with labels called `thing`. */
async function pictureJob(
  lab: Laboratory,
  { name, attribute, suffix, lines }: { name: string; attribute: string; suffix: string; lines: readonly unknown[] },
  Plumbline?: Record<string, unknown>,
): Promise<Definition> {
  const manifest = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const job = await lab.textJob(name, manifest, { LabelAttributeName: attribute, ...(Plumbline && { Plumbline }) });
  const labels = JSON.stringify({ labels: [{ label: 'thing' }] });
  Object.assign(job.HumanTaskConfig as object, {
    PreHumanTaskLambdaArn: `arn:aws:lambda:us-east-1:432418664414:function:PRE-${suffix}`,
  });
  return { ...job, LabelCategoryConfigS3Uri: await lab.put(`data/${name}.json`, labels) };
}

const picture = (lab: Laboratory) =>
  lab.put('data/picture.png', writeMaskPng({ ...size, runs: [0, 1200], colours: ['#aabbcc'] }));

/** Labels that say how large an image is, and labels that are files: by a model, by people, looked at again. */
async function drawings(lab: Laboratory): Promise<void> {
  await Promise.all([labelsByModel(lab), masks(lab)]);
}

/** Boxes and masks by a model that does not say how large the image is: the one label says it, the other is a file. */
async function labelsByModel(lab: Laboratory): Promise<void> {
  const uri = await picture(lab);
  const lines = Array.from({ length: 60 }, () => ({ 'source-ref': uri }));
  const box = [5, 6, 20, 10, 'thing'];
  const mask = { ...size, counts: [0, 600, 600] };
  const of = (label: unknown) =>
    `{ predictions: event.objects.map(({ id }) => ({ id, label: ${JSON.stringify(label)}, confidence: 0.9 })) }`;
  const [boxes, masks] = await makeFunctions(lab, {
    'SageMaker-boxes': of({ boxes: [box] }),
    'SageMaker-masks': of(mask),
  });
  const promise = { TargetAccuracy: 0.3, Confidence: 0.5 };
  const jobs = [
    {
      name: 'machine-boxes',
      attribute: 'boxes',
      suffix: 'BoundingBox',
      model: boxes,
      truth: { boxes: [box], ...size },
    },
    { name: 'machine-masks', attribute: 'mask-ref', suffix: 'SemanticSegmentation', model: masks, truth: mask },
  ];
  await Promise.all(
    jobs.map(async ({ model, truth, ...form }) => {
      await lab.jobs.create(await pictureJob(lab, { ...form, lines }, { EndpointFunctionArn: model, ...promise }));
      await drawn(lab, form.name, form.suffix === 'BoundingBox' ? 'bounding-box' : 'semantic-segmentation', truth);
      const view = (await lab.jobs.find(form.name))!;
      if (view.counters.machine === 0) throw new Error(`${form.name} has no machine label`);
    }),
  );
}

/** A mask whose file training reads, and an adjustment that is held against it. */
async function masks(lab: Laboratory): Promise<void> {
  const mask = { ...size, counts: [0, 600, 600] };
  const lines = [{ 'source-ref': await picture(lab) }];
  const form = { name: 'masked', attribute: 'mask-ref', suffix: 'SemanticSegmentation', lines };
  await lab.jobs.create(await pictureJob(lab, form, { AutoLabel: true }));
  await drawn(lab, 'masked', 'semantic-segmentation', mask);
  const { outputManifest } = (await lab.jobs.find('masked'))!;
  const output = await lab.lines(outputManifest!);
  const fix = { name: 'mask-fix', attribute: 'fix-ref', suffix: 'AdjustmentSemanticSegmentation', lines: output };
  await lab.jobs.create(await pictureJob(lab, fix));
  await drawn(lab, 'mask-fix', 'semantic-segmentation-adjustment', mask);
}

async function drawn(lab: Laboratory, name: string, taskType: string, truth: unknown): Promise<void> {
  const view = await lab.work(name, () => truth, { count: 1, taskType, labels: ['thing'] });
  if (view.status !== 'Completed') throw new Error(`${name} ended ${view.status}: ${view.failureReason}`);
}

async function stop(lab: Laboratory): Promise<void> {
  await lab.jobs.create(await lab.textJob('stopped', manifestOf(fruitAndTools(3))));
  await awaited(lab, 'stopped');
  await lab.jobs.stop('stopped');
  await ended(lab, 'stopped', 'Stopped');
  for await (const _job of lab.jobs.list({})) break;
}

/** The sweeper as its schedule calls it: a task out of time, and a batch that is old enough. */
async function sweep(lab: Laboratory): Promise<void> {
  await lab.jobs.create(await lab.textJob('expiring', manifestOf(fruitAndTools(1))));
  await awaited(lab, 'expiring');
  await setItem(lab, 'OPEN#expiring#00001#0', '', 'availableUntil');
  const { InputConfig: _none, ...definition } = await lab.textJob('aged', '');
  const Plumbline = { Inbox: { BatchObjects: 100, MaxAgeSeconds: 3600 } };
  await lab.put('jobs/aged.json', JSON.stringify({ ...definition, Plumbline }));
  // why: a definition looks for due batches when it is taken; this batch is to be the sweeper's.
  await until(async () => (await itemOf(lab, 'INTAKE#aged', 'HEAD')) !== undefined, lab, 'aged');
  await lab.put('inbox/aged/one.txt', 'an apple\n');
  await until(() => setItem(lab, 'INTAKE#aged', 'PENDING#', 'droppedAt'), lab, 'aged');
  const client = new LambdaClient({
    region: lab.cloud.region,
    endpoint: lab.cloud.endpointUrl,
    credentials: lab.cloud.credentials,
  });
  const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
  const { FunctionName } = Functions.find((candidate) => candidate.FunctionName!.includes('SweepFunction'))!;
  await until(
    async () => {
      const { Payload, FunctionError } = await client.send(
        new InvokeCommand({ FunctionName, Payload: Buffer.from('{}') }),
      );
      if (FunctionError) throw new Error(Buffer.from(Payload!).toString());
      return (await lab.jobs.find('aged-00001')) !== undefined;
    },
    lab,
    'aged-00001',
  );
  await worked(lab, 'aged-00001');
  await ended(lab, 'expiring', 'Completed');
}

/** The table, as its owner. */
function tableOf(lab: Laboratory) {
  const { region, endpointUrl: endpoint, credentials, outputs } = lab.cloud;
  return {
    table: DynamoDBDocumentClient.from(new DynamoDBClient({ region, endpoint, credentials })),
    TableName: outputs.TableName!,
  };
}

/** The first item of a partition whose sort key begins so. */
async function itemOf(lab: Laboratory, pk: string, prefix: string): Promise<Record<string, any> | undefined> {
  const { table, TableName } = tableOf(lab);
  const { Items = [] } = await table.send(
    new QueryCommand({ TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } }),
  );
  return Items.find(({ sk }) => String(sk).startsWith(prefix));
}

/** Sets a time of that item into the past; false while there is no such item. */
async function setItem(lab: Laboratory, pk: string, prefix: string, attribute: string): Promise<boolean> {
  const item = await itemOf(lab, pk, prefix);
  if (!item) return false;
  const { table, TableName } = tableOf(lab);
  await table.send(
    new UpdateCommand({
      TableName,
      Key: { pk, sk: item.sk },
      UpdateExpression: 'SET #attribute = :past',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':past': 1 },
    }),
  );
  return true;
}

async function expectOk(request: Promise<Response>): Promise<Response> {
  const response = await request;
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return response;
}

async function until(holds: () => Promise<boolean>, lab: Laboratory, name: string): Promise<void> {
  while (!(await holds())) {
    const view = await lab.jobs.find(name);
    if (view?.status === 'Failed') throw new Error(view.failureReason);
    await wait(100, undefined, { signal: lab.closing.signal });
  }
}

const awaited = (lab: Laboratory, name: string) =>
  until(async () => (await lab.jobs.find(name))?.progress.stage === 'AwaitAnswers', lab, name);

const appears = (lab: Laboratory, name: string) =>
  until(async () => (await lab.jobs.find(name)) !== undefined, lab, name);

async function ended(lab: Laboratory, name: string, status: string): Promise<void> {
  await appears(lab, name).catch(() => undefined);
  const view = await lab.follow(name);
  if (view.status !== status) throw new Error(`${name} ended ${view.status}: ${view.failureReason}`);
}

async function worked(lab: Laboratory, name: string, truth: (text: string) => string = truthByWord): Promise<void> {
  const view = await lab.work(name, truth, { count: 2 });
  if (view.status !== 'Completed') throw new Error(`${name} ended ${view.status}: ${view.failureReason}`);
}
