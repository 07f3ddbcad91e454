import { describe, expect, test } from '@jest/globals';
import { functionNames, pascalCase } from '../../lib/functions/names';
import { ofType, type Resource, type Scenario, scenarios, templateOf } from './scenario';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

const { Resources: usual } = templateOf('defaults');

/** Every statement of every role, with who has it. */
function* statementsOf(scenario: Scenario): Generator<{ owner: string; statement: Statement }> {
  const { Resources } = templateOf(scenario);
  for (const [owner, { Properties }] of ofType(Resources, 'AWS::IAM::Role')) {
    for (const { PolicyDocument } of Properties.Policies ?? []) {
      for (const statement of PolicyDocument.Statement) yield { owner, statement };
    }
  }
  for (const [owner, { Properties }] of ofType(Resources, 'AWS::IAM::Policy')) {
    for (const statement of Properties.PolicyDocument.Statement) yield { owner, statement };
  }
}

const functionOf = (name: string): [string, Resource] => {
  const found = ofType(usual, 'AWS::Lambda::Function').find(([id]) =>
    id.startsWith(`Plumbline${pascalCase(name)}Function`),
  );
  if (!found) throw new Error(`the template has no function ${name}`);
  return found;
};

/** The actions of a function's role, those given later included. */
function actionsOf(name: string): string[] {
  const role = functionOf(name)[1].Properties.Role['Fn::GetAtt'][0];
  const late = ofType(usual, 'AWS::IAM::Policy').filter(([, { Properties }]) =>
    Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role),
  );
  const owners = [role, ...late.map(([id]) => id)];
  return [...statementsOf('defaults')]
    .filter(({ owner }) => owners.includes(owner))
    .flatMap(({ statement }) => list(statement.Action))
    .sort();
}

describe.each(Object.keys(scenarios) as Scenario[])('roles: %s', (scenario) => {
  test('no action is a wildcard', () => {
    const wild = [...statementsOf(scenario)].flatMap(({ owner, statement }) =>
      list(statement.Action)
        .filter((action) => action.includes('*'))
        .map((action) => `${owner}: ${action}`),
    );
    expect(wild).toEqual([]);
  });

  test('resource * stands only where AWS has no resource type for the action', () => {
    const everywhere = [...statementsOf(scenario)]
      .filter(({ statement }) => list(statement.Resource).includes('*'))
      .flatMap(({ statement }) => list(statement.Action));
    expect([...new Set(everywhere)].sort()).toEqual([
      'cloudwatch:PutMetricData',
      'ecr:GetAuthorizationToken',
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  test('nothing is allowed but what is written, and no managed policy is attached', () => {
    for (const { statement } of statementsOf(scenario)) expect(statement.Effect).toBe('Allow');
    for (const [, { Properties }] of ofType(templateOf(scenario).Resources, 'AWS::IAM::Role')) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
    }
  });

  test('roles are passed to SageMaker alone, and metrics go to our namespaces alone', () => {
    for (const { statement } of statementsOf(scenario)) {
      if (list(statement.Action).includes('iam:PassRole')) {
        expect(statement.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } });
      }
      if (list(statement.Action).includes('cloudwatch:PutMetricData')) expect(statement.Condition).toBeDefined();
    }
  });
});

describe('roles of functions', () => {
  test('every function has a role of its own', () => {
    const roles = ofType(usual, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    expect(new Set(roles).size).toBe(roles.length);
    expect(roles).toHaveLength(functionNames.length - 1);
  });

  test.each([
    [
      'await-answers',
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'states:SendTaskSuccess'],
    ],
    ['record-model-failure', ['dynamodb:UpdateItem', 's3:GetObject', 's3:PutObject']],
    ['notify-job-state', ['cloudwatch:PutMetricData', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'events:PutEvents']],
    ['portal', []],
    [
      'retire-model',
      ['dynamodb:GetItem', 'sagemaker:DeleteEndpoint', 'sagemaker:DeleteEndpointConfig', 'sagemaker:DescribeEndpoint'],
    ],
  ])('%s may do what it does and no more', (name, actions) => {
    expect(actionsOf(name)).toEqual([...actions, 'logs:CreateLogStream', 'logs:PutLogEvents'].sort());
  });

  test('a step may write working data, and only there', () => {
    const statement = [...statementsOf('defaults')].find(
      ({ owner, statement }) =>
        owner.startsWith('PlumblineSelectObjectsRole') && list(statement.Action).includes('s3:PutObject'),
    )!.statement;
    expect(JSON.stringify(statement.Resource)).toMatch(
      /^\{"Fn::Join":\["",\[\{"Fn::GetAtt":\["PlumblineStorageWorkBucket[^"]*","Arn"\]\},"\/jobs\/\*"\]\]\}$/,
    );
  });

  test('extra data buckets are readable where jobs may name them', () => {
    const read = [...statementsOf('extra data bucket')].filter(({ statement }) =>
      JSON.stringify(statement.Resource).includes('arn:aws:s3:::shared-pictures/*'),
    );
    const owners = read.map(({ owner }) => owner.replace(/^Plumbline|Role[0-9A-F]{8}$/g, ''));
    expect(owners).toEqual(expect.arrayContaining(['PrepareDataset', 'OpenTasks', 'TaskPage', 'Model']));
    expect(owners).not.toContain('AwaitAnswers');
  });

  test('an own key is used through the service that needs it', () => {
    const uses = [...statementsOf('own key')].filter(({ statement }) =>
      list(statement.Action).some((action) => action.startsWith('kms:')),
    );
    expect(uses.length).toBeGreaterThan(0);
    const throughFunctions = uses.filter(({ owner }) => owner.startsWith('PlumblineRecordModelFailureRole'));
    for (const { statement } of throughFunctions) {
      expect(JSON.stringify(statement.Condition)).toMatch(/"kms:ViaService":.*"(s3|dynamodb)\./);
    }
    expect(throughFunctions).toHaveLength(2);
  });
});
