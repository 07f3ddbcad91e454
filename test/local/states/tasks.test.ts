import { afterEach, describe, expect, test } from '@jest/globals';
import { ServiceError } from '../../../local/contract';
import { callback, chain, detailsOf, invoke, pass, types } from './definitions';
import { FunctionFailure, openWorld, virtualTimers, type World, type WorldOptions } from './harness';

let world: World;
afterEach(() => world.close());

const open = async (options: WorldOptions = {}) => {
  world = await openWorld(options);
  return world;
};

const task = (resource: string, input: object, more: object = {}) =>
  chain({ A: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Arguments: input, ...more } });

const boom =
  (code: string, message: string, status = 400) =>
  () => {
    throw new ServiceError(code, message, status);
  };

describe('what a task’s failure is called', () => {
  const cases: {
    name: string;
    resource: string;
    input: object;
    options: WorldOptions;
    error: string;
    cause: RegExp;
  }[] = [
    {
      name: 'the function throws',
      resource: 'lambda:invoke',
      input: { FunctionName: 'f' },
      options: {
        functions: {
          f: () => {
            throw new FunctionFailure('MyError', 'words');
          },
        },
      },
      error: 'MyError',
      cause: /^\{"errorType":"MyError","errorMessage":"words","trace":\[\]\}$/,
    },
    {
      name: 'the runtime gives no error type',
      resource: 'lambda:invoke',
      input: { FunctionName: 'f' },
      options: {
        functions: {
          f: () => {
            throw new FunctionFailure(undefined, 'Task timed out after 3.00 seconds');
          },
        },
      },
      error: 'Lambda.Unknown',
      cause:
        /^The cause could not be determined because Lambda did not return an error type\. Returned payload: \{"errorMessage":"Task timed out/,
    },
    {
      name: 'no such function',
      resource: 'lambda:invoke',
      input: { FunctionName: 'f' },
      options: {},
      error: 'Lambda.ResourceNotFoundException',
      cause:
        /^Function not found: f \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [-0-9a-f]{36}; Proxy: null\)$/,
    },
    {
      name: 'the role may not invoke it',
      resource: 'lambda:invoke',
      input: { FunctionName: 'f' },
      options: { functions: { f: () => 1 }, denied: ['lambda:InvokeFunction'] },
      error: 'Lambda.AWSLambdaException',
      cause:
        /^User: arn:aws:sts::123456789012:assumed-role\/machine\/\S+ is not authorized to perform: lambda:InvokeFunction on resource: f because no identity-based policy allows .* \(Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException;/,
    },
    {
      name: 'throttled',
      resource: 'lambda:invoke',
      input: { FunctionName: 'f' },
      options: { functions: { f: boom('TooManyRequestsException', 'Rate Exceeded.', 429) } },
      error: 'Lambda.TooManyRequestsException',
      cause: /^Rate Exceeded\. /,
    },
    {
      name: 'the service breaks',
      resource: 'lambda:invoke',
      input: { FunctionName: 'f' },
      options: { functions: { f: boom('InternalFailure', 'oops', 500) } },
      error: 'Lambda.ServiceException',
      cause: /^oops /,
    },
    {
      name: 'DynamoDB, optimized, with a class of its own',
      resource: 'dynamodb:putItem',
      input: { TableName: 't', Item: {} },
      options: {
        services: { 'dynamodb:PutItem': boom('ConditionalCheckFailedException', 'The conditional request failed') },
      },
      error: 'DynamoDB.ConditionalCheckFailedException',
      cause:
        /^The conditional request failed \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ConditionalCheckFailedException;/,
    },
    {
      name: 'DynamoDB, optimized, without',
      resource: 'dynamodb:putItem',
      input: { TableName: 't', Item: {} },
      options: { services: { 'dynamodb:PutItem': boom('ValidationException', 'bad') } },
      error: 'DynamoDB.AmazonDynamoDBException',
      cause: /^bad \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ValidationException;/,
    },
    {
      name: 'DynamoDB through the SDK',
      resource: 'aws-sdk:dynamodb:putItem',
      input: { TableName: 't', Item: {} },
      options: { services: { 'dynamodb:PutItem': boom('ConditionalCheckFailedException', 'failed') } },
      error: 'DynamoDb.ConditionalCheckFailedException',
      cause: /^failed \(Service: DynamoDb, Status Code: 400, Request ID: [-0-9a-f]{36}\)$/,
    },
    {
      name: 'S3 through the SDK',
      resource: 'aws-sdk:s3:getObject',
      input: { Bucket: 'b', Key: 'k' },
      options: {},
      error: 'S3.NoSuchKeyException',
      cause:
        /^The specified key does not exist\. \(Service: S3, Status Code: 404, Request ID: \S+, Extended Request ID: \S+\)$/,
    },
    {
      name: 'SageMaker',
      resource: 'sagemaker:createModel',
      input: { ModelName: 'm' },
      options: { services: { 'sagemaker:CreateModel': boom('ResourceLimitExceeded', 'too many') } },
      error: 'SageMaker.ResourceLimitExceededException',
      cause: /^too many \(Service: AmazonSageMaker;/,
    },
    {
      name: 'a machine that is not there',
      resource: 'states:startExecution',
      input: { StateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:none' },
      options: {},
      error: 'StepFunctions.StateMachineDoesNotExistException',
      cause:
        /^State Machine Does Not Exist: 'arn:aws:states:eu-west-1:123456789012:stateMachine:none' \(Service: AWSStepFunctions;/,
    },
    {
      name: 'an event that is refused',
      resource: 'events:putEvents',
      input: { Entries: [{ Detail: { a: 1 }, DetailType: 'd', Source: 's' }] },
      options: { services: { 'events:PutEvents': () => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'X' }] }) } },
      error: 'EventBridge.FailedEntry',
      cause: /^\{"FailedEntryCount":1,"Entries":\[\{"ErrorCode":"X"\}\]\}$/,
    },
  ];

  test.each(cases)('$name', async ({ resource, input, options, error, cause }) => {
    await open(options);
    const result = await world.run(task(resource, input));
    expect(result).toMatchObject({ status: 'FAILED', error });
    expect(result.cause).toMatch(cause);
    const failed = result.history.find(({ type }) => type === 'TaskFailed');
    expect(detailsOf(failed)).toMatchObject({ error, cause: result.cause });
  });
});

describe('what a task sends', () => {
  test('JSON becomes text where the API wants text', async () => {
    await open({
      services: {
        'sqs:SendMessage': () => ({ MessageId: 'm' }),
        'sns:Publish': () => ({ MessageId: 'm' }),
        'events:PutEvents': () => ({ FailedEntryCount: 0, Entries: [] }),
      },
    });
    await world.run(task('sqs:sendMessage', { QueueUrl: 'q', MessageBody: { a: 1 } }));
    await world.run(task('sns:publish', { TopicArn: 't', Message: { a: 1 } }));
    await world.run(task('events:putEvents', { Entries: [{ Detail: { a: 1 }, DetailType: 'd', Source: 's' }] }));
    expect(world.calls.map(({ input }) => input)).toEqual([
      { QueueUrl: 'q', MessageBody: '{"a":1}' },
      { TopicArn: 't', Message: '{"a":1}' },
      { Entries: [{ Detail: '{"a":1}', DetailType: 'd', Source: 's' }] },
    ]);
  });

  test('SDK members of a service with small letters', async () => {
    await open();
    const target = await world.machine(chain({ A: pass({ Output: '{% $states.input.x %}' }) }));
    const result = await world.run(
      task(
        'aws-sdk:sfn:startExecution',
        { StateMachineArn: target, Input: { x: 5 }, Name: 'child' },
        { Output: '{% $states.result.ExecutionArn %}' },
      ),
    );
    const child = await world.end(JSON.parse(result.output));
    expect(child).toMatchObject({ name: 'child', output: '5' });
  });
});

describe('.sync', () => {
  const nested = async (suffix: string, inner: object) => {
    await open();
    const StateMachineArn = await world.machine(inner);
    return world.run(task(`states:startExecution${suffix}`, { StateMachineArn, Input: { a: 1 }, Name: 'inner' }));
  };

  test('an execution’s output as text, and with :2 as JSON', async () => {
    const inner = chain({ A: pass({ Output: { b: '{% $states.input.a %}' } }) });
    const text = await nested('.sync', inner);
    expect(types(text.history).slice(2, 6)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded']);
    expect(JSON.parse(text.output)).toMatchObject({
      Input: '{"a":1}',
      Output: '{"b":1}',
      Name: 'inner',
      Status: 'SUCCEEDED',
    });
    await world.close();
    const json = await nested('.sync:2', inner);
    expect(JSON.parse(json.output)).toMatchObject({ Input: { a: 1 }, Output: { b: 1 } });
  });

  test('an execution that fails', async () => {
    const result = await nested('.sync', chain({ A: { Type: 'Fail', Error: 'E', Cause: 'C' } }));
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(result.cause)).toMatchObject({ Error: 'E', Cause: 'C', Status: 'FAILED', Name: 'inner' });
  });

  const training = (last: object) => {
    let asked = 0;
    return {
      'sagemaker:CreateTrainingJob': () => ({ TrainingJobArn: 'arn:job' }),
      'sagemaker:DescribeTrainingJob': () => {
        asked += 1;
        return asked < 3 ? { TrainingJobStatus: 'InProgress' } : last;
      },
    };
  };
  const job = task('sagemaker:createTrainingJob.sync', { TrainingJobName: 'j' });

  test('a training job is waited for', async () => {
    const { timers } = virtualTimers();
    await open({
      timers,
      services: training({ TrainingJobStatus: 'Completed', ModelArtifacts: { S3ModelArtifacts: 's3://m' } }),
    });
    const result = await world.run(job);
    expect(JSON.parse(result.output).ModelArtifacts).toEqual({ S3ModelArtifacts: 's3://m' });
    const submitted = detailsOf(result.history.find(({ type }) => type === 'TaskSubmitted'));
    expect(submitted.resource).toBe('createTrainingJob.sync');
    expect(JSON.parse(submitted.output).TrainingJobArn).toBe('arn:job');
  });

  test('a training job that fails', async () => {
    const { timers } = virtualTimers();
    await open({ timers, services: training({ TrainingJobStatus: 'Failed', FailureReason: 'AlgorithmError' }) });
    const result = await world.run(job);
    expect(result.error).toBe('States.TaskFailed');
    expect(JSON.parse(result.cause).FailureReason).toBe('AlgorithmError');
  });

  test('giving up the task stops the job', async () => {
    const { timers } = virtualTimers();
    const services = {
      'sagemaker:CreateTrainingJob': () => ({ TrainingJobArn: 'arn:job' }),
      'sagemaker:DescribeTrainingJob': () => ({ TrainingJobStatus: 'InProgress' }),
      'sagemaker:StopTrainingJob': () => ({}),
    };
    await open({ timers, services });
    const result = await world.run(
      task('sagemaker:createTrainingJob.sync', { TrainingJobName: 'j' }, { TimeoutSeconds: 60 }),
    );
    expect(result.error).toBe('States.Timeout');
    await new Promise(setImmediate);
    expect(world.calls.at(-1)).toMatchObject({ operation: 'StopTrainingJob', input: { TrainingJobName: 'j' } });
  });
});

describe('task tokens', () => {
  const once = (act: (token: string) => Promise<unknown>) => ({
    ask: async ({ token }: any) => {
      await act(token);
      return 'asked';
    },
  });

  test('the result is what the worker sends', async () => {
    await open({
      functions: {
        ask: ({ token }) =>
          void setImmediate(() => world.api('SendTaskSuccess', { taskToken: token, output: '{"a":1}' })),
      },
    });
    const result = await world.run(chain({ A: callback('ask') }));
    expect(result.output).toBe('{"a":1}');
    expect(types(result.history).slice(2)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('an answer may come before the call that asked for it has ended', async () => {
    await open({ functions: once((taskToken) => world.api('SendTaskSuccess', { taskToken, output: '1' })) });
    expect((await world.run(chain({ A: callback('ask') }))).output).toBe('1');
  });

  test('a failure, with and without words', async () => {
    await open({ functions: once((taskToken) => world.api('SendTaskFailure', { taskToken, error: 'E', cause: 'C' })) });
    expect(await world.run(chain({ A: callback('ask') }))).toMatchObject({ status: 'FAILED', error: 'E', cause: 'C' });
    await world.close();
    await open({ functions: once((taskToken) => world.api('SendTaskFailure', { taskToken })) });
    const result = await world.run(
      chain({ A: callback('ask', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }), B: pass() }),
    );
    expect(JSON.parse(result.output)).toEqual({ Error: null, Cause: null });
  });

  test('a token counts once, and a wrong one never', async () => {
    let kept = '';
    await open({
      functions: once(async (taskToken) => {
        kept = taskToken;
        await world.api('SendTaskSuccess', { taskToken, output: '1' });
      }),
    });
    const { executionArn } = await world.run(chain({ A: callback('ask') }));
    const late = "Task Timed Out: 'Provided task does not exist anymore'";
    await expect(world.api('SendTaskSuccess', { taskToken: kept, output: '2' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
      message: late,
    });
    await expect(world.api('SendTaskHeartbeat', { taskToken: kept })).rejects.toMatchObject({ code: 'TaskTimedOut' });
    await expect(world.api('SendTaskFailure', { taskToken: 'x' })).rejects.toMatchObject({
      code: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
    const strange = Buffer.from(JSON.stringify({ e: `${executionArn}x`, f: 'root', n: '' })).toString('base64');
    await expect(world.api('SendTaskSuccess', { taskToken: strange, output: '1' })).rejects.toMatchObject({
      code: 'TaskDoesNotExist',
    });
    await expect(world.api('SendTaskSuccess', { taskToken: kept, output: 'no json' })).rejects.toMatchObject({
      code: 'InvalidOutput',
    });
  });

  test('no answer in time, no sign of life in time', async () => {
    const { timers } = virtualTimers();
    await open({ timers, functions: { ask: () => null } });
    const slow = await world.run(chain({ A: callback('ask', { TimeoutSeconds: 30 }) }));
    expect(slow).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(detailsOf(slow.history.at(-2))).toEqual({
      error: 'States.Timeout',
      resourceType: 'lambda',
      resource: 'invoke.waitForTaskToken',
    });
    expect(slow.history.at(-1).timestamp - slow.history[0].timestamp).toBe(30);
    const caught = { Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Output: 'silent', Next: 'B' }] };
    const silent = await world.run(
      chain({ A: callback('ask', { HeartbeatSeconds: 10, TimeoutSeconds: 99, ...caught }), B: pass() }),
    );
    expect(silent.output).toBe('"silent"');
    expect(types(silent.history)).toContain('TaskTimedOut');
  });

  test('heartbeats keep a task alive beyond its interval', async () => {
    const { timers } = virtualTimers();
    await open({ timers, functions: { ask: ({ token }) => void beat(token) } });
    let beats = 0;
    const beat = (taskToken: string) =>
      timers.at(timers.now() + 8_000, () => {
        beats += 1;
        if (beats === 5) void world.api('SendTaskSuccess', { taskToken, output: '"alive"' });
        else void world.api('SendTaskHeartbeat', { taskToken }).then(() => beat(taskToken));
      });
    expect((await world.run(chain({ A: callback('ask', { HeartbeatSeconds: 10 }) }))).output).toBe('"alive"');
  });
});

describe('time and ends', () => {
  test('a task that takes too long', async () => {
    const { timers } = virtualTimers();
    await open({ timers, functions: { never: () => new Promise(() => {}) } });
    const result = await world.run(chain({ A: invoke('never', 1, { TimeoutSeconds: '{% $states.input.t %}' }) }), {
      t: 7,
    });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(result.cause).toBeUndefined();
    expect(types(result.history).slice(-2)).toEqual(['TaskTimedOut', 'ExecutionFailed']);
  });

  test('an execution that takes too long', async () => {
    const { timers } = virtualTimers();
    await open({ timers });
    const result = await world.run(chain({ W: { Type: 'Wait', Seconds: 100 } }, { TimeoutSeconds: 5 }));
    expect(result.status).toBe('TIMED_OUT');
    expect(types(result.history)).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionTimedOut']);
  });

  test('stopping', async () => {
    await open();
    const executionArn = await world.start(chain({ W: { Type: 'Wait', Seconds: 1000 } }));
    await world.api('StopExecution', { executionArn, error: 'Enough', cause: 'of it' });
    const end = await world.end(executionArn);
    expect(end).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'of it' });
    const history = await world.history(executionArn);
    expect(history.at(-1)).toMatchObject({
      type: 'ExecutionAborted',
      previousEventId: 0,
      executionAbortedEventDetails: { error: 'Enough' },
    });
  });
});
