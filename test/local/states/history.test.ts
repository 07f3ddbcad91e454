import { afterEach, describe, expect, test } from '@jest/globals';
import { chain, detailsOf, inlineMap, invoke, pass, shape } from './definitions';
import { FunctionFailure, openWorld, virtualTimers, type World } from './harness';
import { mapCases } from './history-cases/maps';
import { stateCases } from './history-cases/states';

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
  test.each([...stateCases, ...mapCases])(
    '$name',
    async ({ definition, input = {}, output, error, cause, history }) => {
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
    },
  );

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
