import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { pascalCase, stepNames } from '../../lib/functions/names';
import { inPackage } from '../../lib/paths';
import { ofType, templateOf } from './scenario';

const { Resources } = templateOf('defaults');
const [, machine] = ofType(Resources, 'AWS::StepFunctions::StateMachine')[0]!;
const asl = readFileSync(inPackage('statemachines', 'labeling-job.asl.json'), 'utf8');

describe('state machine', () => {
  test('is the file as it stands, every hole filled by the function of the same name', () => {
    const holes = [...new Set([...asl.matchAll(/\$\{(\w+)\}/g)].map(([, hole]) => hole!))].sort();
    expect(holes).toEqual(stepNames.map((name) => `${pascalCase(name)}Arn`).sort());
    expect(machine.Properties.DefinitionString).toBe(asl);
    for (const hole of holes) {
      const [id, attribute] = machine.Properties.DefinitionSubstitutions[hole]['Fn::GetAtt'];
      expect(id).toMatch(new RegExp(`^Plumbline${hole.replace(/Arn$/, '')}Function`));
      expect(attribute).toBe('Arn');
    }
  });

  test('logs its errors, traces, and reveals no data in logs', () => {
    expect(machine.Properties).toMatchObject({
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
    });
  });

  test('may call every step, train models, and start the executions of its own distributed maps', () => {
    const role = machine.Properties.RoleArn['Fn::GetAtt'][0];
    const own = Resources[role]!.Properties.Policies[0].PolicyDocument.Statement;
    const invoke = own.find(({ Action }: { Action: unknown }) => Action === 'lambda:InvokeFunction');
    expect(invoke.Resource).toHaveLength(stepNames.length);
    const [, maps] = ofType(Resources, 'AWS::IAM::Policy').find(([id]) => id.includes('DistributedMaps'))!;
    expect(maps.Properties.Roles).toEqual([{ Ref: role }]);
    expect(maps.Properties.PolicyDocument.Statement[0]).toMatchObject({
      Action: 'states:StartExecution',
      Resource: { Ref: ofType(Resources, 'AWS::StepFunctions::StateMachine')[0]![0] },
    });
  });
});
