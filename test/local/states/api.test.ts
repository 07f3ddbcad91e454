import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { callback, chain, pass } from './definitions';
import { openWorld, roleArn, serve, type World } from './harness';

let world: World;
let client: SFNClient;
let stop: () => Promise<void>;

beforeEach(async () => {
  world = await openWorld({ functions: { ask: ({ token }) => void tokens.push(token) } });
  const served = await serve(world);
  client = served.client;
  stop = served.close;
});

afterEach(async () => {
  await stop();
  await world.close();
});

const tokens: string[] = [];
const echo = JSON.stringify(chain({ A: pass() }));
const waiting = JSON.stringify(chain({ A: callback('ask') }));

const create = (name: string, definition = echo) =>
  client.send(new CreateStateMachineCommand({ name, definition, roleArn }));

describe('through @aws-sdk/client-sfn', () => {
  test('a machine from creation to deletion', async () => {
    const { stateMachineArn, creationDate } = await create('one');
    expect(stateMachineArn).toBe('arn:aws:states:eu-west-1:123456789012:stateMachine:one');
    expect(await create('one')).toMatchObject({ stateMachineArn, creationDate });
    await expect(create('one', waiting)).rejects.toMatchObject({
      name: 'StateMachineAlreadyExists',
      message: `State Machine Already Exists: '${stateMachineArn}'`,
    });
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described).toMatchObject({
      name: 'one',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition: echo,
      roleArn,
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    });
    expect(described.revisionId).toBeUndefined();
    const { revisionId } = await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: waiting }));
    expect(await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
      revisionId,
      definition: waiting,
    });
    await create('two');
    const { stateMachines } = await client.send(new ListStateMachinesCommand({ maxResults: 1 }));
    expect(stateMachines!.map(({ name }) => name)).toEqual(['one']);
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await expect(client.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  });

  test('an execution from start to end, by name once', async () => {
    const { stateMachineArn } = await create('one', waiting);
    const start = (input: string, name = 'run') =>
      client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    tokens.length = 0;
    const { executionArn, startDate } = await start('{"a":1}');
    expect(executionArn).toBe('arn:aws:states:eu-west-1:123456789012:execution:one:run');
    expect(await start('{"a":1}')).toMatchObject({ executionArn, startDate });
    await expect(start('{"a":2}')).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
      message: `Execution Already Exists: '${executionArn}'`,
    });
    expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'RUNNING',
      input: '{"a":1}',
    });
    while (tokens.length === 0) await new Promise(setImmediate);
    await client.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '"yes"' }));
    await world.end(executionArn!);
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ status: 'SUCCEEDED', output: '"yes"', name: 'run', redriveCount: 0 });
    expect(described.stopDate!.getTime()).toBeGreaterThanOrEqual(described.startDate!.getTime());
    await expect(start('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    const forExecution = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(forExecution).toMatchObject({ stateMachineArn, definition: waiting, name: 'one' });
    await expect(client.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '1' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  test('a running execution keeps the definition it started with', async () => {
    const { stateMachineArn } = await create('one', waiting);
    tokens.length = 0;
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: echo }));
    while (tokens.length === 0) await new Promise(setImmediate);
    await client.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '"old"' }));
    expect((await world.end(executionArn!)).output).toBe('"old"');
  });

  test('history in pages, forwards, backwards, without data', async () => {
    const { executionArn } = await world.run(chain({ A: pass(), B: pass() }), { a: 1 });
    const get = (input: object) => client.send(new GetExecutionHistoryCommand({ executionArn, ...input }));
    const whole = (await get({})).events!;
    expect(whole).toHaveLength(6);
    expect(whole[0]!.timestamp).toBeInstanceOf(Date);
    const paged = [];
    let nextToken: string | undefined;
    do {
      const page = await get({ maxResults: 4, nextToken });
      paged.push(...page.events!);
      nextToken = page.nextToken;
    } while (nextToken);
    expect(paged).toEqual(whole);
    expect((await get({ reverseOrder: true })).events).toEqual([...whole].reverse());
    expect((await get({ includeExecutionData: false })).events![1]!.stateEnteredEventDetails).toEqual({ name: 'A' });
    await expect(get({ maxResults: 1001 })).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
    });
  });

  test('executions listed, latest first, by status and in pages', async () => {
    const { stateMachineArn } = await create('one');
    for (const name of ['a', 'b', 'c']) {
      const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name }));
      await world.end(executionArn!);
    }
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: waiting }));
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'd' }));
    const list = async (input: object) =>
      (await client.send(new ListExecutionsCommand({ stateMachineArn, ...input }))).executions!.map(({ name }) => name);
    expect(await list({})).toEqual(['d', 'c', 'b', 'a']);
    expect(await list({ maxResults: 2 })).toEqual(['d', 'c']);
    expect(await list({ statusFilter: 'SUCCEEDED' })).toEqual(['c', 'b', 'a']);
    await client.send(new StopExecutionCommand({ executionArn }));
    expect(await list({ statusFilter: 'ABORTED' })).toEqual(['d']);
    expect(await list({ statusFilter: 'RUNNING' })).toEqual([]);
  });

  test('a definition is checked without being kept', async () => {
    const { result, diagnostics, truncated } = await client.send(
      new ValidateStateMachineDefinitionCommand({ definition: '{}' }),
    );
    expect({ result, diagnostics, truncated }).toEqual({
      result: 'FAIL',
      truncated: false,
      diagnostics: [
        {
          severity: 'ERROR',
          code: 'SCHEMA_VALIDATION_FAILED',
          message: 'These fields are required: [States, StartAt]',
          location: '/',
        },
      ],
    });
    await expect(create('bad', '{}')).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message:
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'",
    });
  });

  test('wrong names, ARNs and inputs, in AWS’s words', async () => {
    const { stateMachineArn } = await create('one');
    const send = (command: any) => client.send(command);
    await expect(create('a b')).rejects.toMatchObject({ name: 'InvalidName', message: "Invalid Name: 'a b'" });
    await expect(create('x'.repeat(81))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(send(new DescribeStateMachineCommand({ stateMachineArn: 'nonsense' }))).rejects.toMatchObject({
      name: 'InvalidArn',
      message: "Invalid Arn: 'Invalid ARN prefix: nonsense'",
    });
    const executionArn = `${stateMachineArn!.replace('stateMachine', 'execution')}:none`;
    for (const command of [
      new DescribeExecutionCommand({ executionArn }),
      new GetExecutionHistoryCommand({ executionArn }),
      new StopExecutionCommand({ executionArn }),
    ]) {
      await expect(send(command)).rejects.toMatchObject({
        name: 'ExecutionDoesNotExist',
        message: `Execution Does Not Exist: '${executionArn}'`,
      });
    }
    await expect(send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}x` }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${stateMachineArn}x'`,
    });
    await expect(send(new StartExecutionCommand({ stateMachineArn, input: 'no' }))).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
    });
    await expect(send(new StartExecutionCommand({ stateMachineArn, input: '' }))).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
      message: "Invalid State Machine Execution Input: 'Invalid execution input.'",
    });
    await expect(send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The embedded Step Functions does not do RedriveExecution.',
    });
  });
});

describe('express machines', () => {
  test('give their result at once and no history', async () => {
    const definition = JSON.stringify(chain({ A: pass({ Output: '{% $states.input.a %}' }) }));
    const { stateMachineArn } = await world.api('CreateStateMachine', {
      name: 'quick',
      roleArn,
      definition,
      type: 'EXPRESS',
    });
    const answer = await world.api('StartSyncExecution', { stateMachineArn, input: '{"a":3}' });
    expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '3', input: '{"a":3}' });
    expect(answer.executionArn).toMatch(/^arn:aws:states:eu-west-1:123456789012:express:quick:[-0-9a-f]+:[-0-9a-f]+$/);
    const { executionArn } = await world.api('StartExecution', { stateMachineArn });
    const invalid = { code: 'InvalidArn', message: "Invalid Arn: 'Resource type not valid in this context: express'" };
    await expect(world.api('DescribeExecution', { executionArn })).rejects.toMatchObject(invalid);
    await expect(world.api('ListExecutions', { stateMachineArn })).rejects.toMatchObject({
      code: 'StateMachineTypeNotSupported',
    });
  });
});
