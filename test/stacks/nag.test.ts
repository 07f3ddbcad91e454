import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { plumblineApp } from '../../lib/app';
import { type Scenario, scenarios, stackOf } from './scenario';

const findings = (scope: Stack) =>
  new AwsSolutionsChecks()
    .validateScope(scope)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );

/** Every acknowledged rule of a tree with its reason. */
function* acknowledgements(scope: IConstruct): Generator<[string, string]> {
  for (const child of scope.node.findAll()) {
    for (const { type, data } of child.node.metadata)
      if (type === 'aws:cdk:acknowledged-rules') yield* Object.entries<string>(data);
  }
}

let temporary: string;

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'plumbline-nag-'));
});

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe('cdk-nag, AwsSolutions', () => {
  test.each(Object.keys(scenarios) as Scenario[])('%s: no finding is unacknowledged', (scenario) => {
    expect(findings(stackOf(scenario))).toEqual([]);
  });

  test('would speak up: an ordinary bucket has findings', () => {
    const stack = new Stack(new App(), 'Careless');
    new Bucket(stack, 'Bucket');
    expect(findings(stack).join()).toContain('AwsSolutions-S10 at Careless/Bucket/Resource');
  });

  test('the app stops at a finding', () => {
    const app = plumblineApp({ outdir: temporary, checkSchemas: false });
    new Bucket(app.node.findChild('Plumbline') as Stack, 'Careless');
    expect(() => app.synth()).toThrow('AwsSolutions-S10');
  });

  test('the app passes as `cdk synth` makes it, CloudFormation schemas included', () => {
    expect(() => plumblineApp({ outdir: temporary }).synth()).not.toThrow();
  });

  test('every acknowledgement has a reason in whole sentences', () => {
    for (const [rule, reason] of acknowledgements(stackOf('own key'))) {
      expect({ rule, reason }).toEqual({ rule, reason: expect.stringMatching(/^.{40,}\.$/s) });
    }
  });
});
