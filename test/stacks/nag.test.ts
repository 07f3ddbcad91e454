import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { plumblineApp } from '../../lib/app';
import { type Scenario, scenarios, stackOf } from './scenario';

const findings = (scope: Stack) =>
  new AwsSolutionsChecks()
    .validateScope(scope)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );

/** Every acknowledged rule of a tree with its reason. */
function* acknowledgements(scope: import('constructs').IConstruct): Generator<[string, string]> {
  for (const child of scope.node.findAll()) {
    for (const { type, data } of child.node.metadata)
      if (type === 'aws:cdk:acknowledged-rules') yield* Object.entries<string>(data);
  }
}

describe('cdk-nag, AwsSolutions', () => {
  test.each(Object.keys(scenarios) as Scenario[])('%s: no finding is unacknowledged', (scenario) => {
    expect(findings(stackOf(scenario))).toEqual([]);
  });

  test('would speak up: an ordinary bucket has findings', () => {
    const stack = new Stack(new App(), 'Careless');
    new Bucket(stack, 'Bucket');
    expect(findings(stack).join()).toContain('AwsSolutions-S10 at Careless/Bucket/Resource');
  });

  test('the app itself is synthesized under the rules', async () => {
    const app = plumblineApp({ checkSchemas: false });
    new Bucket(app.node.findChild('Plumbline') as Stack, 'Careless');
    const status = process.exitCode;
    let failure = '';
    try {
      app.synth();
    } catch (error) {
      failure = String(error);
    }
    const failed = failure !== '' || process.exitCode === 1;
    process.exitCode = status;
    expect(failed).toBe(true);
  });

  test('every acknowledgement has a reason in whole sentences', () => {
    for (const [rule, reason] of acknowledgements(stackOf('own key'))) {
      expect({ rule, reason }).toEqual({ rule, reason: expect.stringMatching(/^.{40,}\.$/s) });
    }
  });
});
