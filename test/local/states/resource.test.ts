import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { chain, invoke, pass } from './definitions';
import { openWorld, roleArn, type World } from './harness';

let world: World;
afterEach(() => world.close());

const stand = (properties: Record<string, unknown>) =>
  world.states.resources['AWS::StepFunctions::StateMachine']!(
    {
      logicalId: 'Machine',
      type: 'AWS::StepFunctions::StateMachine',
      properties: { RoleArn: roleArn, ...properties },
      generatedName: 'stack-Machine-1',
    },
    world.context,
  );

const arn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:stack-Machine-1';

describe('AWS::StepFunctions::StateMachine', () => {
  test('a definition with holes; the same again at the next start, the template’s at a later one', async () => {
    world = await openWorld({ functions: { f: () => 'ran' } });
    const definition = JSON.stringify(chain({ A: invoke('f') })).replace(/arn:aws:lambda[^"]*/, '${Function}');
    const properties = {
      DefinitionString: definition,
      DefinitionSubstitutions: { Function: 'arn:aws:lambda:eu-west-1:123456789012:function:f' },
    };
    const stood = { ref: arn, attributes: { Arn: arn, Name: 'stack-Machine-1' } };
    expect(await stand(properties)).toEqual(stood);
    expect(await stand(properties)).toEqual(stood);
    const { executionArn } = await world.api('StartExecution', { stateMachineArn: arn });
    expect((await world.end(executionArn)).output).toBe('"ran"');
    await stand({ Definition: chain({ A: pass({ Output: 'new' }) }) });
    const second = await world.api('StartExecution', { stateMachineArn: arn });
    expect((await world.end(second.executionArn)).output).toBe('"new"');
  });

  test('a definition that is an asset', async () => {
    world = await openWorld();
    writeFileSync(join(world.folder, 'asset.abc.json'), JSON.stringify(chain({ A: pass({ Output: '${Word}' }) })));
    await stand({
      DefinitionS3Location: { Bucket: 'assets', Key: 'abc.json' },
      DefinitionSubstitutions: { Word: 'a "word"' },
    });
    const { executionArn } = await world.api('StartExecution', { stateMachineArn: arn });
    expect((await world.end(executionArn)).output).toBe('"a \\"word\\""');
  });

  test('what cannot be is said with the logical id', async () => {
    world = await openWorld();
    await expect(stand({ DefinitionString: '{}' })).rejects.toThrow(
      /^Machine \(AWS::StepFunctions::StateMachine\): Invalid State Machine Definition/,
    );
    await expect(stand({ Colour: 'red' })).rejects.toThrow(/Machine .* does not know the property Colour/);
  });
});

describe('what the role must be allowed when a machine is created', () => {
  const cases: [string, string, Record<string, unknown>, object, RegExp][] = [
    [
      'a managed rule for .sync',
      'events:PutRule',
      {},
      chain({
        A: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync',
          Arguments: '{% $states.input %}',
        },
      }),
      /^'arn:aws:iam::123456789012:role\/machine' is not authorized to create managed-rule\. .*events:PutRule on resource: arn:aws:events:eu-west-1:123456789012:rule\/StepFunctionsGetEventsForSageMakerTrainingJobsRule/,
    ],
    [
      'log delivery',
      'logs:CreateLogDelivery',
      { loggingConfiguration: { level: 'ALL', destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: 'arn' } }] } },
      chain({ A: pass() }),
      /^The state machine IAM Role is not authorized to access the Log Destination .*logs:CreateLogDelivery/,
    ],
    [
      'tracing',
      'xray:PutTraceSegments',
      { tracingConfiguration: { enabled: true } },
      chain({ A: pass() }),
      /^The state machine IAM Role is not authorized to write to X-Ray .*xray:PutTraceSegments/,
    ],
  ];

  test.each(cases)('%s', async (_, action, more, definition, message) => {
    world = await openWorld();
    await expect(world.machine(definition, more)).resolves.toBeDefined();
    await world.close();
    world = await openWorld({ denied: [action] });
    await expect(world.machine(definition, more)).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message: expect.stringMatching(message),
    });
  });

  test('the role has to trust Step Functions', async () => {
    world = await openWorld();
    await expect(
      world.machine(chain({ A: pass() }), { roleArn: 'arn:aws:iam::123456789012:role/other' }),
    ).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message:
        'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
    });
  });

  test('logging without a destination', async () => {
    world = await openWorld();
    await expect(world.machine(chain({ A: pass() }), { loggingConfiguration: { level: 'ALL' } })).rejects.toMatchObject(
      {
        code: 'InvalidLoggingConfiguration',
      },
    );
  });
});
