import { afterEach, describe, expect, test } from '@jest/globals';
import { bare, chain, detailsOf, distributedMap, inlineMap, invoke, parallel, pass, shape } from './definitions';
import { FunctionFailure, openWorld, virtualTimers, type World } from './harness';

/** Definitions with what AWS makes of them: output, error, and every event with the event it follows. */
const cases: {
  name: string;
  definition: object;
  input?: unknown;
  output?: unknown;
  error?: string;
  cause?: string;
  history: string[];
}[] = [
  {
    name: 'Pass computes its output',
    definition: chain({ A: pass({ Output: { sum: '{% $states.input.a + 1 %}', fixed: [1, '{% 2 %}'] } }) }),
    input: { a: 41 },
    output: { sum: 42, fixed: [1, 2] },
    history: ['ExecutionStarted<0', 'PassStateEntered<0', 'PassStateExited<2', 'ExecutionSucceeded<3'],
  },
  {
    name: 'Assign is evaluated beside Output: both see the values from before',
    definition: chain({
      A: pass({ Assign: { x: 1 } }),
      B: pass({ Assign: { x: '{% $x + 1 %}', y: '{% $x %}' }, Output: '{% $x %}' }),
      C: pass({ Output: '{% [$states.input, $x, $y] %}' }),
    }),
    output: [1, 2, 1],
    history: [
      'ExecutionStarted<0',
      'PassStateEntered<0',
      'PassStateExited<2',
      'PassStateEntered<3',
      'PassStateExited<4',
      'PassStateEntered<5',
      'PassStateExited<6',
      'ExecutionSucceeded<7',
    ],
  },
  {
    name: 'Choice takes the first rule that holds, with its own Output',
    definition: chain({
      A: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n > 10 %}', Next: 'Big' },
          { Condition: '{% $states.input.n > 5 %}', Next: 'Middle', Output: 'middle', Assign: { seen: true } },
        ],
        Default: 'Big',
      },
      Big: { Type: 'Fail' },
      Middle: pass({ Output: '{% [$states.input, $seen] %}' }),
    }),
    input: { n: 7 },
    output: ['middle', true],
    history: [
      'ExecutionStarted<0',
      'ChoiceStateEntered<0',
      'ChoiceStateExited<2',
      'PassStateEntered<3',
      'PassStateExited<4',
      'ExecutionSucceeded<5',
    ],
  },
  {
    name: 'Choice without a way out',
    definition: chain({
      A: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'B' }] },
      B: { Type: 'Succeed' },
    }),
    error: 'States.Runtime',
    cause:
      "An error occurred while executing the state 'A' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    history: ['ExecutionStarted<0', 'ChoiceStateEntered<0', 'ExecutionFailed<2'],
  },
  {
    name: 'Wait and Succeed',
    definition: chain({
      A: { Type: 'Wait', Seconds: '{% $states.input.s %}' },
      B: { Type: 'Succeed', Output: 'done' },
    }),
    input: { s: 3_000_000 },
    output: 'done',
    history: [
      'ExecutionStarted<0',
      'WaitStateEntered<0',
      'WaitStateExited<2',
      'SucceedStateEntered<3',
      'SucceedStateExited<4',
      'ExecutionSucceeded<5',
    ],
  },
  {
    name: 'Wait for a moment that is none',
    definition: chain({ A: { Type: 'Wait', Timestamp: '{% $states.input %}' } }),
    input: '2016-12-05 21:29:29Z',
    error: 'States.QueryEvaluationError',
    cause:
      "An error occurred while executing the state 'A' (entered at the event id #2). The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2016-12-05 21:29:29Z",
    history: ['ExecutionStarted<0', 'WaitStateEntered<0', 'EvaluationFailed<2', 'ExecutionFailed<3'],
  },
  {
    name: 'Fail with computed error and cause',
    definition: chain({ A: { Type: 'Fail', Error: '{% $states.input.e %}', Cause: 'because' } }),
    input: { e: 'Mine' },
    error: 'Mine',
    cause: 'because',
    history: ['ExecutionStarted<0', 'FailStateEntered<0', 'ExecutionFailed<2'],
  },
  {
    name: 'Task invoking a function',
    definition: chain({ A: invoke('double') }),
    input: { n: 4 },
    output: 8,
    history: [
      'ExecutionStarted<0',
      'TaskStateEntered<0',
      'TaskScheduled<2',
      'TaskStarted<3',
      'TaskSucceeded<4',
      'TaskStateExited<5',
      'ExecutionSucceeded<6',
    ],
  },
  {
    name: 'a function by its bare ARN, retried, then caught with Assign and Output',
    definition: chain({
      A: bare('boom', {
        Retry: [{ ErrorEquals: ['Special'], MaxAttempts: 1 }],
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Assign: { why: '{% $states.errorOutput.Error %}' },
            Output: '{% $states.input %}',
            Next: 'B',
          },
        ],
      }),
      B: pass({ Output: '{% [$states.input, $why] %}' }),
    }),
    input: 'in',
    output: ['in', 'Special'],
    history: [
      'ExecutionStarted<0',
      'TaskStateEntered<0',
      'LambdaFunctionScheduled<2',
      'LambdaFunctionStarted<3',
      'LambdaFunctionFailed<4',
      'LambdaFunctionScheduled<5',
      'LambdaFunctionStarted<6',
      'LambdaFunctionFailed<7',
      'TaskStateExited<8',
      'PassStateEntered<9',
      'PassStateExited<10',
      'ExecutionSucceeded<11',
    ],
  },
  {
    name: 'Map one after the other: the next iteration follows the last state of the one before',
    definition: chain({ M: inlineMap({ P: pass({ Output: '{% $states.input * 2 %}' }) }, { MaxConcurrency: 1 }) }),
    input: [1, 2],
    output: [2, 4],
    history: [
      'ExecutionStarted<0',
      'MapStateEntered<0',
      'MapStateStarted<2',
      'MapIterationStarted<3',
      'PassStateEntered<4',
      'PassStateExited<5',
      'MapIterationSucceeded<6',
      'MapIterationStarted<6',
      'PassStateEntered<8',
      'PassStateExited<9',
      'MapIterationSucceeded<10',
      'MapStateSucceeded<11',
      'MapStateExited<11',
      'ExecutionSucceeded<13',
    ],
  },
  {
    name: 'Map all at once: iterations start together and their tasks are scheduled in turn',
    definition: chain({ M: inlineMap({ T: invoke('double', { n: '{% $states.input %}' }) }) }),
    input: [1, 2],
    output: [2, 4],
    history: [
      'ExecutionStarted<0',
      'MapStateEntered<0',
      'MapStateStarted<2',
      'MapIterationStarted<3',
      'MapIterationStarted<3',
      'TaskStateEntered<4',
      'TaskScheduled<6',
      'TaskStateEntered<5',
      'TaskScheduled<8',
      'TaskStarted<7',
      'TaskStarted<9',
      'TaskSucceeded<10',
      'TaskStateExited<12',
      'MapIterationSucceeded<13',
      'TaskSucceeded<11',
      'TaskStateExited<15',
      'MapIterationSucceeded<16',
      'MapStateSucceeded<17',
      'MapStateExited<17',
      'ExecutionSucceeded<19',
    ],
  },
  {
    name: 'Map over nothing',
    definition: chain({ M: inlineMap({ P: pass() }, { Items: [] }) }),
    output: [],
    history: [
      'ExecutionStarted<0',
      'MapStateEntered<0',
      'MapStateStarted<2',
      'MapStateSucceeded<3',
      'MapStateExited<3',
      'ExecutionSucceeded<5',
    ],
  },
  {
    name: 'Map whose items are no array',
    definition: chain({ M: inlineMap({ P: pass() }, { Items: '{% $states.input.n %}' }) }),
    input: { n: 1 },
    error: 'States.QueryEvaluationError',
    cause:
      "An error occurred while executing the state 'M' (entered at the event id #2). The JSONata expression '$states.input.n' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1",
    history: ['ExecutionStarted<0', 'MapStateEntered<0', 'EvaluationFailed<0', 'MapStateFailed<3', 'ExecutionFailed<4'],
  },
  {
    name: 'an iteration fails: the others are given up, in order',
    definition: chain({
      M: inlineMap({ T: bare('boomAtOne') }, { Retry: [{ ErrorEquals: ['Never'] }] }),
    }),
    input: [1, 2],
    error: 'Special',
    cause: '{"errorType":"Special","errorMessage":"one","trace":[]}',
    history: [
      'ExecutionStarted<0',
      'MapStateEntered<0',
      'MapStateStarted<2',
      'MapIterationStarted<3',
      'MapIterationStarted<3',
      'TaskStateEntered<4',
      'LambdaFunctionScheduled<6',
      'TaskStateEntered<5',
      'LambdaFunctionScheduled<8',
      'LambdaFunctionStarted<7',
      'LambdaFunctionStarted<9',
      'LambdaFunctionFailed<10',
      'MapIterationFailed<12',
      'TaskStateAborted<12',
      'MapIterationAborted<12',
      'TaskStateAborted<12',
      'MapStateFailed<12',
      'ExecutionFailed<17',
    ],
  },
  {
    name: 'Map is retried as a whole',
    definition: chain({
      M: inlineMap({ F: { Type: 'Fail', Error: 'E' } }, { Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }] }),
    }),
    input: [1],
    error: 'E',
    history: [
      'ExecutionStarted<0',
      'MapStateEntered<0',
      'MapStateStarted<2',
      'MapIterationStarted<3',
      'FailStateEntered<4',
      'MapIterationFailed<5',
      'MapStateStarted<5',
      'MapIterationStarted<7',
      'FailStateEntered<8',
      'MapIterationFailed<9',
      'MapStateFailed<9',
      'ExecutionFailed<11',
    ],
  },
  {
    name: 'Parallel gives the branches’ outputs in order',
    definition: chain({
      P: parallel([{ A: pass({ Output: 'a' }) }, { B: pass({ Output: 'b' }) }], { Arguments: 'x' }),
    }),
    output: ['a', 'b'],
    history: [
      'ExecutionStarted<0',
      'ParallelStateEntered<0',
      'ParallelStateStarted<2',
      'PassStateEntered<3',
      'PassStateExited<4',
      'PassStateEntered<3',
      'PassStateExited<6',
      'ParallelStateSucceeded<7',
      'ParallelStateExited<7',
      'ExecutionSucceeded<9',
    ],
  },
  {
    name: 'a branch fails and the Parallel catches it',
    definition: chain({
      P: parallel([{ A: { Type: 'Fail', Error: 'E', Cause: 'C' } }], {
        Catch: [{ ErrorEquals: ['E'], Next: 'Caught' }],
        Next: 'Caught',
      }),
      Caught: pass(),
    }),
    output: { Error: 'E', Cause: 'C' },
    history: [
      'ExecutionStarted<0',
      'ParallelStateEntered<0',
      'ParallelStateStarted<2',
      'FailStateEntered<3',
      'ParallelStateFailed<4',
      'ParallelStateExited<5',
      'PassStateEntered<6',
      'PassStateExited<7',
      'ExecutionSucceeded<8',
    ],
  },
  {
    name: 'a distributed Map tells its run only',
    definition: chain({ M: distributedMap({ P: pass({ Output: '{% $states.input * 2 %}' }) }) }),
    input: [1, 2, 3],
    output: [2, 4, 6],
    history: [
      'ExecutionStarted<0',
      'MapStateEntered<0',
      'MapStateStarted<2',
      'MapRunStarted<3',
      'MapRunSucceeded<4',
      'MapStateSucceeded<5',
      'MapStateExited<4',
      'ExecutionSucceeded<7',
    ],
  },
  {
    name: 'a distributed Map whose child fails',
    definition: chain({ M: distributedMap({ F: { Type: 'Fail', Error: 'E' } }) }),
    input: [1],
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
    history: [
      'ExecutionStarted<0',
      'MapStateEntered<0',
      'MapStateStarted<2',
      'MapRunStarted<3',
      'MapRunFailed<4',
      'MapStateFailed<5',
      'ExecutionFailed<6',
    ],
  },
  {
    name: 'an expression that gives nothing',
    definition: chain({ A: pass({ Output: { x: '{% $nothing %}' } }) }),
    error: 'States.QueryEvaluationError',
    cause:
      "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$nothing' specified for the field 'Output/x' returned nothing (undefined).",
    history: ['ExecutionStarted<0', 'PassStateEntered<0', 'EvaluationFailed<0', 'ExecutionFailed<3'],
  },
  {
    name: 'an expression that breaks is caught on a Task',
    definition: chain({
      A: invoke('double', '{% $states.input + "x" %}', {
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'B' }],
      }),
      B: pass({ Output: '{% $states.input.Error %}' }),
    }),
    input: 1,
    output: 'States.QueryEvaluationError',
    history: [
      'ExecutionStarted<0',
      'TaskStateEntered<0',
      'EvaluationFailed<0',
      'TaskStateExited<3',
      'PassStateEntered<4',
      'PassStateExited<5',
      'ExecutionSucceeded<6',
    ],
  },
];

const functions = {
  double: ({ n }: any) => n * 2,
  boom: () => {
    throw new FunctionFailure('Special', 'no');
  },
  boomAtOne: (n: any) => {
    if (n === 1) throw new FunctionFailure('Special', 'one');
    return new Promise(() => {});
  },
};

let world: World;
afterEach(() => world.close());

describe('executions and their history', () => {
  test.each(cases)('$name', async ({ definition, input = {}, output, error, cause, history }) => {
    world = await openWorld({ functions, timers: virtualTimers().timers });
    const result = await world.run(definition, input);
    expect(shape(result.history)).toEqual(history);
    expect(result.history.map(({ id }) => id)).toEqual(history.map((_, index) => index + 1));
    expect(world.logs).toEqual([]);
    if (output === undefined) {
      expect(result).toMatchObject({ status: 'FAILED', error });
      expect(result.cause).toBe(cause);
    } else {
      expect(result.status).toBe('SUCCEEDED');
      expect(JSON.parse(result.output)).toEqual(output);
    }
  });

  test('events carry what AWS tells in them', async () => {
    world = await openWorld({ functions });
    const definition = chain({
      A: pass({ Assign: { list: [1], text: 'x' } }),
      B: invoke('double', { n: 2 }, { TimeoutSeconds: 9 }),
    });
    const { history } = await world.run(definition, { a: 1 });
    const detail = (type: string) => detailsOf(history.find((event) => event.type === type));
    expect(detail('ExecutionStarted')).toEqual({
      input: '{"a":1}',
      inputDetails: { truncated: false },
      roleArn: 'arn:aws:iam::123456789012:role/machine',
    });
    expect(detail('PassStateExited')).toEqual({
      name: 'A',
      output: '{"a":1}',
      outputDetails: { truncated: false },
      assignedVariables: { list: '[1]', text: '"x"' },
      assignedVariablesDetails: { truncated: false },
    });
    expect(detail('TaskScheduled')).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'eu-west-1',
      parameters: '{"FunctionName":"arn:aws:lambda:eu-west-1:123456789012:function:double","Payload":{"n":2}}',
      timeoutInSeconds: 9,
    });
    expect(detail('TaskStarted')).toEqual({ resourceType: 'lambda', resource: 'invoke' });
    expect(JSON.parse(detail('TaskSucceeded').output)).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: 4,
      StatusCode: 200,
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
  });

  test('an evaluation that failed names its state and field', async () => {
    world = await openWorld();
    const { history } = await world.run(chain({ A: pass({ Assign: { v: '{% 1 + "x" %}' } }) }));
    const about = "An error occurred while executing the state 'A' (entered at the event id #2).";
    expect(detailsOf(history[2])).toEqual({
      error: 'States.QueryEvaluationError',
      cause: `${about} The JSONata expression '1 + "x"' specified for the field 'Assign/v' threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number`,
      location: 'Assign/v',
      state: 'A',
    });
  });

  test('the context object tells execution, machine, state, retries and map item', async () => {
    world = await openWorld({ functions, timers: virtualTimers().timers });
    const definition = chain({
      M: inlineMap({ C: pass({ Output: '{% $states.context %}' }) }, { Items: ['x'] }),
    });
    const result = await world.run(definition, { a: 1 });
    expect(JSON.parse(result.output)[0]).toEqual({
      Execution: {
        Id: result.executionArn,
        Input: { a: 1 },
        Name: result.name,
        RoleArn: 'arn:aws:iam::123456789012:role/machine',
        StartTime: '2023-11-14T22:13:20.000Z',
        RedriveCount: 0,
      },
      StateMachine: { Id: result.stateMachineArn, Name: 'machine-1' },
      State: { Name: 'C', EnteredTime: '2023-11-14T22:13:20.000Z' },
      Map: { Item: { Index: 0, Value: 'x' } },
    });
  });

  test('start, end and stop are published as status changes', async () => {
    world = await openWorld();
    const { executionArn } = await world.run(chain({ A: pass({ Output: 1 }) }));
    expect(world.published.map(({ source, detailType, detail }) => [source, detailType, detail.status])).toEqual([
      ['aws.states', 'Step Functions Execution Status Change', 'RUNNING'],
      ['aws.states', 'Step Functions Execution Status Change', 'SUCCEEDED'],
    ]);
    expect(world.published[1].resources).toEqual([executionArn]);
    expect(world.published[1].detail).toMatchObject({ output: '1', input: '{}', error: null });
  });
});
