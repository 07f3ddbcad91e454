import { setTimeout as wait } from 'node:timers/promises';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { ListEndpointsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JobView } from '../../bin/commands/cloud/labeling-jobs';
import { fruitAndTools, Laboratory, manifestOf, truthByWord } from './laboratory';

let lab: Laboratory;
const client = () => ({
  region: lab.cloud.region,
  endpoint: lab.cloud.endpointUrl,
  credentials: lab.cloud.credentials,
});

beforeAll(async () => {
  lab = await Laboratory.open();
}, 120_000);
afterAll(() => lab?.close());

/** A queue that gets every job-state event, as a user would wire it. */
async function listen(): Promise<() => Promise<any[]>> {
  const sqs = new SQSClient(client());
  const events = new EventBridgeClient(client());
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'job-states' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: Attributes!.QueueArn,
      },
    ],
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const pattern = { 'detail-type': ['SageMaker Ground Truth Labeling Job State Change'] };
  await events.send(new PutRuleCommand({ Name: 'job-states', EventPattern: JSON.stringify(pattern) }));
  await events.send(
    new PutTargetsCommand({ Rule: 'job-states', Targets: [{ Id: 'queue', Arn: Attributes!.QueueArn }] }),
  );
  return async () => {
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 10 }),
      );
      if (Messages.length) return Messages.map(({ Body }) => JSON.parse(Body!));
    }
  };
}

describe('a job with automated labeling', () => {
  const texts = fruitAndTools(320);
  let view: JobView;
  let heard: any[];

  beforeAll(async () => {
    const receive = await listen();
    await lab.jobs.create(
      await lab.textJob('Fruit-Or-Tool', manifestOf(texts), {
        Plumbline: { AutoLabel: true, TargetAccuracy: 0.9, Seed: 3 },
      }),
    );
    view = await lab.work('Fruit-Or-Tool', truthByWord);
    heard = await receive();
  }, 180_000);

  test('completes, with people and the model sharing the work', () => {
    expect(view).toMatchObject({ status: 'Completed', counters: { failed: 0, unlabeled: 0, total: texts.length } });
    expect(view.counters.machine).toBeGreaterThan(100);
    expect(view.counters.human).toBeGreaterThanOrEqual(80);
  });

  test('every input line is in the output once, in order, with the right label', async () => {
    const output = await lab.lines(view.outputManifest!);
    expect(output.map(({ source }) => source)).toEqual(texts.map(({ text }) => text));
    const right = output.filter((line, i) => line['topic-metadata']['class-name'] === texts[i]!.label);
    expect(right.length / output.length).toBeGreaterThanOrEqual(0.9);
    for (const line of output) {
      expect([0, 1]).toContain(line.topic);
      expect(line['topic-metadata']).toMatchObject({
        type: 'groundtruth/text-classification',
        'job-name': expect.stringMatching(/^labeling-job\/fruit-or-tool$/i),
        'human-annotated': expect.stringMatching(/^(yes|no)$/),
        'creation-date': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
        confidence: expect.any(Number),
      });
    }
    const byMachine = output.filter((line) => line['topic-metadata']['human-annotated'] === 'no').length;
    expect(byMachine).toBe(view.counters.machine);
  });

  test('leaves Ground Truth’s tree: worker responses, consolidation requests and responses', async () => {
    const folder = `s3://${lab.stack.outputs.OutputBucketName}/Fruit-Or-Tool/`;
    const keys = (await lab.keys(folder)).map((key) => key.slice('Fruit-Or-Tool/'.length));
    const stamp = String.raw`\d{4}-\d\d-\d\d_\d\d:\d\d:\d\d\.json`;
    expect(keys).toContain('manifests/output/output.manifest');
    expect(await lab.lines(`${folder}annotations/intermediate/1/output.manifest`)).toHaveLength(texts.length);
    const response = keys.find((key) =>
      new RegExp(`^annotations/worker-response/iteration-1/\\d+/${stamp}$`).test(key),
    )!;
    expect(JSON.parse(await lab.read(folder + response))).toEqual({
      answers: [
        {
          acceptanceTime: expect.stringMatching(/Z$/),
          submissionTime: expect.stringMatching(/Z$/),
          timeSpentInSeconds: expect.any(Number),
          workerId: expect.stringMatching(/^private\.us-east-1\.[0-9a-f]{16}$/),
          workerMetadata: {
            identityData: { identityProviderType: 'Cognito', issuer: expect.any(String), sub: expect.any(String) },
          },
          answerContent: { 'crowd-classifier': { label: expect.stringMatching(/fruit|tool/) } },
        },
      ],
    });
    const request = keys.find((key) => new RegExp(`consolidation-request/iteration-1/${stamp}$`).test(key))!;
    const [first] = JSON.parse(await lab.read(folder + request));
    expect(first).toEqual({
      datasetObjectId: expect.stringMatching(/^\d+$/),
      dataObject: { content: expect.any(String) },
      annotations: [
        { workerId: expect.any(String), annotationData: { content: expect.stringMatching(/^\{"crowd-classifier"/) } },
      ],
    });
    const [answered] = JSON.parse(await lab.read(folder + request.replace('-request', '-response')));
    expect(answered).toEqual({
      datasetObjectId: first.datasetObjectId,
      consolidatedAnnotation: { content: { topic: expect.any(Number), 'topic-metadata': expect.any(Object) } },
    });
    const [explained] = JSON.parse(await lab.read(folder + request.replace('-request', '-explanation')));
    const word = answered.consolidatedAnnotation.content['topic-metadata']['class-name'];
    expect(explained).toMatchObject({
      datasetObjectId: first.datasetObjectId,
      explanation: {
        version: 1,
        parts: [{ decided: word, votes: [{ workerId: first.annotations[0].workerId, answer: word }] }],
      },
    });
  });

  test('tells how well the workers agree and how good each is', async () => {
    const folder = `s3://${lab.stack.outputs.OutputBucketName}/Fruit-Or-Tool/quality/`;
    const report = JSON.parse(await lab.read(`${folder}report.json`));
    expect(report).toMatchObject({ version: 1, kind: 'text-classification' });
    expect(report.counts).toMatchObject({ objects: view.counters.human, answers: view.counters.human });
    expect(report.workers.listed.map(({ workerId }: { workerId: string }) => workerId)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^private\./)]),
    );
    expect(await lab.read(`${folder}report.html`)).toMatch(/^<!doctype html>/i);
  });

  test('the job-state event arrives on the bus', () => {
    expect(heard).toEqual([
      expect.objectContaining({
        'detail-type': 'SageMaker Ground Truth Labeling Job State Change',
        source: 'plumbline',
        account: lab.cloud.accountId,
        resources: [`arn:aws:sagemaker:us-east-1:${lab.cloud.accountId}:labeling-job/fruit-or-tool`],
        detail: expect.objectContaining({
          LabelingJobStatus: 'Completed',
          LabelCounters: expect.objectContaining({ TotalLabeled: texts.length }),
        }),
      }),
    ]);
  });

  test('metrics carry Ground Truth’s names', async () => {
    const statistic = async (MetricName: string) => {
      const { Datapoints = [] } = await new CloudWatchClient(client()).send(
        new GetMetricStatisticsCommand({
          Namespace: 'SageMaker/LabelingJobs',
          MetricName,
          Dimensions: [{ Name: 'LabelingJobName', Value: 'Fruit-Or-Tool' }],
          StartTime: new Date(Date.now() - 3600_000),
          EndTime: new Date(Date.now() + 3600_000),
          Period: 3600,
          Statistics: ['Maximum'],
        }),
      );
      return Math.max(...Datapoints.map(({ Maximum }) => Maximum!));
    };
    expect(await statistic('TotalDatasetObjectsLabeled')).toBe(texts.length);
    expect(await statistic('DatasetObjectsAutoAnnotated')).toBe(view.counters.machine);
  });

  test('no endpoint outlives the job', async () => {
    expect((await new SageMakerClient(client()).send(new ListEndpointsCommand({}))).Endpoints).toEqual([]);
  });

  test('nothing was denied and nothing failed on the way', () => {
    expect(lab.cloud.denials).toEqual([]);
    expect(lab.cloud.failures).toEqual([]);
  });
});

describe('dropping files', () => {
  test('objects become numbered jobs by count; the rest waits', async () => {
    const { InputConfig: _none, ...definition } = await lab.textJob('inbox-a', '');
    await lab.put(
      'jobs/inbox-a.json',
      JSON.stringify({ ...definition, Plumbline: { Inbox: { BatchObjects: 4, MaxAgeSeconds: 3600 } } }),
    );
    await lab.put('inbox/inbox-a/one.txt', 'an apple\na hammer\n');
    await lab.put('inbox/inbox-a/two.txt', 'a saw\na pear\n');
    while (!(await lab.jobs.find('inbox-a-00001'))) await wait(50);
    await lab.put('inbox/inbox-a/late.txt', 'a drill\n');
    const view = await lab.work('inbox-a-00001', truthByWord);
    expect(view).toMatchObject({ status: 'Completed', counters: { human: 4 } });
    const sources = (await lab.lines(view.outputManifest!)).map(({ source }) => source);
    expect(sources.sort()).toEqual(['a hammer', 'a pear', 'a saw', 'an apple']);
    expect(await lab.jobs.find('inbox-a-00002')).toBeUndefined();
  });

  test('a definition dropped twice, or its event told twice, is one job', async () => {
    const body = JSON.stringify(await lab.textJob('once', manifestOf(fruitAndTools(2))));
    await lab.put('jobs/once.json', body);
    await lab.put('jobs/once.json', body);
    const view = await lab.work('once', truthByWord);
    expect(view.status).toBe('Completed');
    const names: string[] = [];
    for await (const job of lab.jobs.list({ NameContains: 'once' })) names.push(job.LabelingJobName!);
    expect(names).toEqual(['once']);
  });
});

describe('stopping', () => {
  test('a stopped job publishes what there is; the other lines come out as they came', async () => {
    const texts = fruitAndTools(6);
    await lab.jobs.create(await lab.textJob('halt', manifestOf(texts)));
    for (;;) {
      const view = await lab.jobs.find('halt');
      if (view?.progress.stage === 'AwaitAnswers') break;
      await wait(50);
    }
    await lab.jobs.stop('halt');
    const view = await lab.follow('halt');
    expect(view).toMatchObject({ status: 'Stopped', counters: { unlabeled: 6, total: 0 } });
    expect(await lab.lines(view.outputManifest!)).toEqual(texts.map(({ text }) => ({ source: text })));
  });

  test('answers given before the stop become labels, though more were wanted', async () => {
    const definition = await lab.textJob('cut-short', manifestOf(fruitAndTools(4)));
    (definition.HumanTaskConfig as Record<string, unknown>).NumberOfHumanWorkersPerDataObject = 2;
    await lab.jobs.create(definition);
    // One worker alone can give each object only the first of its two answers.
    const working = lab.work('cut-short', truthByWord, { count: 1 });
    while (lab.answers('cut-short') < 4) await wait(50);
    await lab.jobs.stop('cut-short');
    const view = await working;
    expect(view).toMatchObject({ status: 'Stopped', counters: { human: 4, unlabeled: 0 } });
    const names = (await lab.lines(view.outputManifest!)).map((line) => line['topic-metadata']['class-name']);
    expect(names).toEqual(['fruit', 'tool', 'fruit', 'tool']);
  });

  test('MaxHumanLabeledObjectCount ends the job', async () => {
    const StoppingConditions = { MaxHumanLabeledObjectCount: 3 };
    await lab.jobs.create(await lab.textJob('three', manifestOf(fruitAndTools(9)), { StoppingConditions }));
    const view = await lab.work('three', truthByWord);
    expect(view).toMatchObject({ status: 'Completed', counters: { human: 3, unlabeled: 6 } });
  });
});

describe('chaining', () => {
  test('with the same attribute only lines that lack it are labelled', async () => {
    const manifest = '{"source":"an apple","topic":1,"topic-metadata":{"class-name":"tool"}}\n{"source":"a saw"}\n';
    await lab.jobs.create(await lab.textJob('chained', manifest));
    const view = await lab.work('chained', truthByWord);
    expect(view.counters).toMatchObject({ human: 1, total: 1 });
    const output = await lab.lines(view.outputManifest!);
    expect(output[0]).toEqual({ source: 'an apple', topic: 1, 'topic-metadata': { 'class-name': 'tool' } });
    expect(output[1]).toMatchObject({ topic: 1, 'topic-metadata': { 'class-name': 'tool', 'human-annotated': 'yes' } });
  });
});
