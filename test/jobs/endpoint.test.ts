/** Jobs whose model is the user's own, or fails: what became of the objects, of the endpoint, and what the job says. */
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  DescribeModelCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  SageMakerClient,
  waitUntilEndpointInService,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JobView } from '../../bin/commands/cloud/labeling-jobs';
import { fruitAndTools, Laboratory, manifestOf, truthByWord } from './laboratory';
import { accessOf, makeFunctions } from './own-functions';
import { makeModel } from './own-model';

const ALGORITHM = 'arn:aws:sagemaker:us-east-1:027400017018:labeling-job-algorithm-specification/text-classification';
const withModel = (InitialActiveLearningModelArn: string) => ({
  LabelingJobAlgorithmsConfig: { LabelingJobAlgorithmSpecificationArn: ALGORITHM, InitialActiveLearningModelArn },
});
const twenty = manifestOf(fruitAndTools(20));

let lab: Laboratory;
let sagemaker: SageMakerClient;
let modelArn: string;

beforeAll(async () => {
  lab = await Laboratory.open();
  sagemaker = new SageMakerClient(accessOf(lab));
  modelArn = await makeModel(lab, 'users-topics');
}, 180_000);
afterAll(() => lab.close(), 30_000);

/** Names of endpoints and of their configurations. */
const standing = async () => {
  const { Endpoints = [] } = await sagemaker.send(new ListEndpointsCommand({ MaxResults: 100 }));
  const { EndpointConfigs = [] } = await sagemaker.send(new ListEndpointConfigsCommand({ MaxResults: 100 }));
  return [...Endpoints.map((e) => e.EndpointName!), ...EndpointConfigs.map((c) => c.EndpointConfigName!)].sort();
};

/** Waits for what the state machine does after the job's end. */
const gone = async (job: string) => {
  while ((await standing()).some((name) => name.startsWith(job))) await wait(100);
};

async function run(job: string, changes: Record<string, unknown>, texts = twenty): Promise<JobView> {
  await lab.jobs.create(await lab.textJob(job, texts, changes));
  return lab.work(job, truthByWord, { count: 2 });
}

describe('functions of the user’s', () => {
  let arns: string[];

  beforeAll(async () => {
    const isFruit = '/apple|pear|plum|cherry|peach|grape/.test';
    arns = await makeFunctions(lab, {
      'SageMaker-pipeline': `event.inputs.map((text) => ({ label: ${isFruit}(text) ? 'LABEL_0' : 'spanner', score: 0.99 }))`,
      'SageMaker-spoilt': `{ predictions: event.objects.map(({ id }) => ({ id, label: 'fruit', confidence: NaN })) }`,
    });
  }, 180_000);

  test('one that is right labels in people’s place, in the format and by the names the request says', async () => {
    const texts = fruitAndTools(200);
    const Plumbline = {
      EndpointFunctionArn: arns[0],
      EndpointAdapter: 'hugging-face',
      EndpointLabels: { spanner: 'tool' },
      TargetAccuracy: 0.9,
    };
    const view = await run('pipeline', { Plumbline }, manifestOf(texts));
    expect(view).toMatchObject({ status: 'Completed', counters: { unlabeled: 0, failed: 0 } });
    expect(view.counters.machine).toBeGreaterThan(50);
    const lines = await lab.lines(view.outputManifest!);
    expect(lines.map((line) => line['topic-metadata']['class-name'])).toEqual(texts.map(({ label }) => label));
    expect((await lab.report('pipeline')).modelFailure).toBeUndefined();
  }, 180_000);

  test('one whose answers are no answers: people label everything, and the job says why', async () => {
    const view = await run('spoilt', { Plumbline: { EndpointFunctionArn: arns[1] } });
    expect(view).toMatchObject({ status: 'Completed', counters: { human: 20, machine: 0, unlabeled: 0 } });
    expect((await lab.report('spoilt')).modelFailure).toBe(
      `Round 1: EndpointBroken: endpoint ${arns[1]}: no answer for any of 20 objects; object 0: confidence is null, not a number`,
    );
  }, 180_000);

  test('one that may not be invoked is refused by name', async () => {
    const EndpointFunctionArn = arns[0]!.replace('SageMaker-pipeline', 'scorer');
    const definition = await lab.textJob('unnamed', twenty, { Plumbline: { EndpointFunctionArn } });
    await expect(lab.jobs.create(definition)).rejects.toThrow(/the name scorer has none of SageMaker/);
  });
});

describe('an endpoint of the user’s', () => {
  test('scores from the first round on and stays as it was', async () => {
    const EndpointConfigName = 'users-own-config';
    const EndpointName = 'users-own';
    const ServerlessConfig = { MemorySizeInMB: 1024, MaxConcurrency: 5 };
    const ProductionVariants = [{ VariantName: 'all', ModelName: 'users-topics', ServerlessConfig }];
    await sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName, ProductionVariants }));
    await sagemaker.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName }));
    const patience = { client: sagemaker, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
    await waitUntilEndpointInService(patience, { EndpointName });
    const view = await run('by-endpoint', { Plumbline: { EndpointName } });
    expect(view).toMatchObject({ status: 'Completed', counters: { unlabeled: 0 } });
    const { rounds, modelFailure } = await lab.report('by-endpoint');
    expect(rounds[0]).toMatchObject({ round: 1, scored: 20 });
    expect(modelFailure).toBeUndefined();
    const endpoint = await sagemaker.send(new DescribeEndpointCommand({ EndpointName }));
    expect(endpoint).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName });
    expect(await standing()).toEqual([EndpointName, EndpointConfigName]);
  }, 180_000);
});

describe('a model of the user’s', () => {
  test('is deployed before the first round; its endpoint goes when the job completes, the model stays', async () => {
    const view = await run('initial', withModel(modelArn));
    expect(view).toMatchObject({ status: 'Completed', counters: { unlabeled: 0 } });
    const { rounds, modelFailure } = await lab.report('initial');
    expect(rounds[0]).toMatchObject({ round: 1, scored: 20 });
    expect(modelFailure).toBeUndefined();
    await gone('initial');
    await sagemaker.send(new DescribeModelCommand({ ModelName: 'users-topics' }));
  }, 180_000);

  test('no endpoint outlives a job that is stopped', async () => {
    await lab.jobs.create(await lab.textJob('halted', twenty, withModel(modelArn)));
    while ((await lab.jobs.find('halted'))?.progress.stage !== 'AwaitAnswers') await wait(50);
    expect((await standing()).filter((name) => name.startsWith('halted'))).toHaveLength(2);
    await lab.jobs.stop('halted');
    expect((await lab.follow('halted')).status).toBe('Stopped');
    await gone('halted');
  }, 180_000);

  test('no endpoint outlives a job that fails', async () => {
    const [AnnotationConsolidationLambdaArn] = await makeFunctions(lab, { 'SageMaker-broken': 'nobody.knows' });
    const definition = await lab.textJob('broken', twenty, withModel(modelArn));
    Object.assign(definition.HumanTaskConfig as object, {
      AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn },
    });
    await lab.jobs.create(definition);
    const view = await lab.work('broken', truthByWord);
    expect(view).toMatchObject({ status: 'Failed', failureReason: expect.stringMatching(/nobody is not defined/) });
    await gone('broken');
  }, 180_000);

  test('one that is not there, and one that does not start: people label everything, and the job says why', async () => {
    const { PrimaryContainer, ExecutionRoleArn } = await sagemaker.send(
      new DescribeModelCommand({ ModelName: 'users-topics' }),
    );
    const ModelDataUrl = await lab.put('models/garbage.tar.gz', 'this is no archive');
    const { ModelArn } = await sagemaker.send(
      new CreateModelCommand({
        ModelName: 'garbage',
        ExecutionRoleArn,
        PrimaryContainer: { ...PrimaryContainer, ModelDataUrl },
      }),
    );
    const views = await Promise.all([
      run('lost', withModel(modelArn.replace('users-topics', 'lost'))),
      run('garbage', withModel(ModelArn!)),
    ]);
    for (const view of views) expect(view).toMatchObject({ status: 'Completed', counters: { human: 20 } });
    const before = 'Before the first round:';
    const { modelFailure: lost } = await lab.report('lost');
    expect(lost).toMatch(new RegExp(`^${before} ValidationException: Could not find model .*lost`));
    const { modelFailure: garbage } = await lab.report('garbage');
    expect(garbage).toMatch(new RegExp(`^${before} EndpointFailed: .*did not pass the ping health check`));
    await gone('lost');
    await gone('garbage');
  }, 180_000);
});

test('nothing was denied on the way', () => {
  expect(lab.cloud.denials).toEqual([]);
});
