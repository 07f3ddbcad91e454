/** Putting a model behind the job's endpoint and taking it away again, call by call, against a SageMaker that keeps what it is told. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import type { JobRecord } from '../../../core/job/job';
import { JobStore } from '../../../lambdas/_shared/job-store';
import { openTable, TABLE } from '../task-store/table';
import { type Answer, awsError, type Call, ScriptedAws } from './scripted-aws';

const INITIAL = 'arn:aws:sagemaker:eu-west-1:111122223333:model/users-own';
const context = {
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:deploy',
  functionName: 'deploy',
} as Context;

/** SageMaker as far as one endpoint goes. */
class Endpoint {
  models = new Set<string>();
  configs = new Map<string, any>();
  state: { EndpointConfigName: string; EndpointStatus: string; FailureReason?: string } | undefined;
  quota = 100;

  answer = ({ operation, body }: Call): Answer => {
    const input = JSON.parse(body.toString());
    if (operation === 'CreateModel') this.models.add(input.ModelName);
    else if (operation === 'CreateEndpointConfig') {
      if (this.configs.has(input.EndpointConfigName))
        return awsError('ValidationException', 'Cannot create already existing endpoint configuration "…".');
      this.configs.set(input.EndpointConfigName, input.ProductionVariants[0]);
    } else if (operation === 'CreateEndpoint' || operation === 'UpdateEndpoint') {
      const { MaxConcurrency } = this.configs.get(input.EndpointConfigName).ServerlessConfig;
      if (MaxConcurrency > this.quota)
        return awsError(
          'ResourceLimitExceeded',
          `The account-level service limit 'Maximum total concurrency that can be allocated across all serverless endpoints' is ${this.quota}`,
        );
      this.state = { EndpointConfigName: input.EndpointConfigName, EndpointStatus: 'Creating' };
    } else if (operation === 'DescribeEndpoint')
      return this.state
        ? { body: { EndpointArn: 'arn', ...this.state } }
        : awsError('ValidationException', 'Could not find endpoint "…".');
    else if (operation === 'DeleteEndpoint') {
      if (this.state?.EndpointStatus === 'Updating')
        return awsError('ValidationException', 'Cannot update in-progress endpoint "…".');
      this.state = undefined;
    } else if (operation === 'DeleteEndpointConfig') {
      if (!this.configs.delete(input.EndpointConfigName))
        return awsError('ValidationException', 'Could not find endpoint configuration "…".');
    } else return awsError('UnknownOperationException', String(operation));
    return { body: {} };
  };
}

let aws: ScriptedAws;
let table: Awaited<ReturnType<typeof openTable>>;
let sagemaker: Endpoint;
let jobs: JobStore;
let deploy: (event: unknown, context: Context) => Promise<any>;
let retire: (event: unknown, context: Context) => Promise<any>;

beforeAll(async () => {
  aws = await new ScriptedAws().open();
  table = await openTable();
  Object.assign(process.env, {
    TABLE_NAME: TABLE,
    MODEL_IMAGE_URI: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/models:1',
    MODEL_ROLE_ARN: 'arn:aws:iam::111122223333:role/model',
    ENDPOINT_MEMORY_MB: '2048',
  });
  jobs = new JobStore(TABLE);
  deploy = (await import('../../../lambdas/deploy-model/handler')).handler as typeof deploy;
  retire = (await import('../../../lambdas/retire-model/handler')).handler as typeof retire;
});
afterAll(async () => {
  await aws.close();
  await table.close();
});

let number = 0;
let jobKey: string;
let stem: string;
const makeJob = async (initial?: string) => {
  jobKey = `job-${++number}`;
  stem = `${jobKey}-${(1_700_000_000).toString(36)}`;
  const request = { LabelingJobName: jobKey, LabelingJobAlgorithmsConfig: { InitialActiveLearningModelArn: initial } };
  await jobs.create({ jobKey, request, createdAt: 1_700_000_000_000, round: 2 } as unknown as JobRecord);
};
const round = (number: number, modelDataUrl: string | null = `s3://work/${number}.tar.gz`) =>
  deploy({ jobKey, round: number, modelDataUrl }, context);

beforeEach(async () => {
  sagemaker = new Endpoint();
  aws.answer = sagemaker.answer;
  await makeJob();
});

describe('deploying', () => {
  test('makes model, configuration and endpoint, then waits for it', async () => {
    expect(await round(1)).toEqual({ endpointName: stem, status: 'Creating', reason: null });
    expect([...sagemaker.models]).toEqual([`${stem}-r1`]);
    expect(sagemaker.configs.get(`${stem}-r1`)).toEqual({
      VariantName: 'all',
      ModelName: `${stem}-r1`,
      ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 20 },
    });
    const made = aws.calls.length;
    expect(await round(1)).toMatchObject({ status: 'Creating' });
    sagemaker.state!.EndpointStatus = 'InService';
    expect(await round(1)).toMatchObject({ status: 'InService', reason: null });
    expect(aws.calls.slice(made).map(({ operation }) => operation)).toEqual(['DescribeEndpoint', 'DescribeEndpoint']);
    expect(await jobs.get(jobKey)).toMatchObject({
      endpointName: stem,
      finalModelArn: `arn:aws:sagemaker:eu-west-1:111122223333:model/${stem}-r1`,
    });
  });

  test('the next round’s model replaces it', async () => {
    await round(1);
    sagemaker.state!.EndpointStatus = 'InService';
    await round(2);
    expect(aws.calls.at(-1)!.operation).toBe('UpdateEndpoint');
    expect(sagemaker.state!.EndpointConfigName).toBe(`${stem}-r2`);
  });

  test('a step that was cut short goes on where it stopped', async () => {
    aws.answer = (call) =>
      call.operation === 'CreateEndpoint' ? awsError('InternalFailure', 'x', 400) : sagemaker.answer(call);
    await expect(round(1)).rejects.toThrow();
    aws.answer = sagemaker.answer;
    expect(await round(1)).toMatchObject({ status: 'Creating' });
    expect(sagemaker.state!.EndpointConfigName).toBe(`${stem}-r1`);
  });

  test('a quota that is too small is met with less concurrency, and nothing is left behind', async () => {
    sagemaker.quota = 10;
    await round(1);
    expect(sagemaker.state!.EndpointConfigName).toBe(`${stem}-r1-c5`);
    expect(sagemaker.configs.get(`${stem}-r1-c5`).ServerlessConfig.MaxConcurrency).toBe(5);
    sagemaker.state!.EndpointStatus = 'InService';
    expect(await round(1)).toMatchObject({ status: 'InService' });
    await retire({ jobKey }, context);
    expect(sagemaker.state).toBeUndefined();
    expect([...sagemaker.configs.keys()]).toEqual([]);
  });

  test('a quota of nothing fails with SageMaker’s words', async () => {
    sagemaker.quota = 0;
    await expect(round(1)).rejects.toThrow(/Maximum total concurrency/);
  });

  test('an endpoint that fails says why', async () => {
    await round(1);
    sagemaker.state = {
      EndpointConfigName: `${stem}-r1`,
      EndpointStatus: 'Failed',
      FailureReason: 'did not pass the ping health check',
    };
    expect(await round(1)).toEqual({
      endpointName: stem,
      status: 'Failed',
      reason: 'did not pass the ping health check',
    });
  });

  test('an update that SageMaker takes back is a failure, not asked for again', async () => {
    await round(1);
    sagemaker.state!.EndpointStatus = 'InService';
    await round(2);
    sagemaker.state = { EndpointConfigName: `${stem}-r1`, EndpointStatus: 'RollingBack' };
    expect(await round(2)).toMatchObject({ status: 'RollingBack' });
    sagemaker.state.EndpointStatus = 'InService';
    expect(await round(2)).toEqual({
      endpointName: stem,
      status: 'Failed',
      reason: 'SageMaker went back to the model of the round before',
    });
    expect(aws.calls.at(-1)!.operation).toBe('DescribeEndpoint');
  });

  test('the request’s model is served as it is', async () => {
    await makeJob(INITIAL);
    await round(0, null);
    expect(sagemaker.models.size).toBe(0);
    expect(sagemaker.configs.get(`${stem}-r0`)).toMatchObject({ ModelName: 'users-own' });
    expect((await jobs.get(jobKey)).finalModelArn).toBe(INITIAL);
    sagemaker.state!.EndpointStatus = 'InService';
    await round(1);
    expect(sagemaker.configs.get(`${stem}-r1`)).toMatchObject({ ModelName: `${stem}-r1` });
    expect((await jobs.get(jobKey)).finalModelArn).toMatch(/-r1$/);
  });
});

describe('retiring', () => {
  test('deletes the endpoint and the configurations of all rounds; twice is harmless', async () => {
    await round(1);
    sagemaker.state!.EndpointStatus = 'InService';
    await round(2);
    sagemaker.configs.set('somebody-elses', {});
    await retire({ jobKey }, context);
    expect(sagemaker.state).toBeUndefined();
    expect([...sagemaker.configs.keys()]).toEqual(['somebody-elses']);
    await retire({ jobKey }, context);
  });

  test('touches nothing where the job put up nothing', async () => {
    const before = aws.calls.length;
    await retire({ jobKey }, context);
    expect(aws.calls.length).toBe(before);
  });

  test('an endpoint that is still changing is told so, for the state machine to come again', async () => {
    await round(1);
    sagemaker.state!.EndpointStatus = 'Updating';
    await expect(retire({ jobKey }, context)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
