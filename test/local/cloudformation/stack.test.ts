import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../../local/cloud';
import { codeOf, lambdaRole, startTiny, temporaryFolder, writeAssembly } from '../cloud/tiny-assembly';

describe('standing a template up', () => {
  let cloud: Cloud | undefined;
  afterEach(async () => {
    await cloud?.stop();
    cloud = undefined;
  });

  const refusal = (Resources: Record<string, unknown>, more: object = {}) =>
    startTiny({ Resources, ...more }).then(
      (started) => started.stop().then(() => 'it stood'),
      (error) => error.message as string,
    );

  test('stops at unknown types, all of them in one line', async () => {
    expect(
      await refusal({
        Web: { Type: 'AWS::EC2::Instance' },
        A: { Type: 'AWS::S3::Bucket' },
        Db: { Type: 'AWS::RDS::DBCluster' },
      }),
    ).toBe('the embedded cloud does not know these resource types: AWS::EC2::Instance (Web); AWS::RDS::DBCluster (Db)');
  });

  test('stops at a property it does not know', async () => {
    expect(
      await refusal({
        Files: { Type: 'AWS::S3::Bucket', Properties: { ReplicationConfiguration: {}, BucketName: 'abc' } },
      }),
    ).toBe('Files (AWS::S3::Bucket): the embedded cloud does not know the property ReplicationConfiguration');
  });

  test('stops at a parameter nobody can give', async () => {
    expect(await refusal({}, { Parameters: { Key: { Type: 'String' } } })).toBe(
      'parameter Key has no default, and a laptop run has nobody to ask',
    );
  });

  test('checks what Lambda checks of a function’s role', async () => {
    const fn = (more: object) => ({
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { ZipFile: 'exports.handler = 1' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        ...more,
      },
    });
    const wrongTrust = JSON.parse(JSON.stringify(lambdaRole()).replace('lambda.amazonaws.com', 'states.amazonaws.com'));
    const Role = { 'Fn::GetAtt': ['Role', 'Arn'] };
    expect(await refusal({ Role: wrongTrust, Run: fn({ Role }) })).toBe(
      'Run (AWS::Lambda::Function): The role defined for the function cannot be assumed by Lambda.',
    );
    const DeadLetterConfig = { TargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } };
    expect(
      await refusal({ Dead: { Type: 'AWS::SQS::Queue' }, Role: lambdaRole(), Run: fn({ Role, DeadLetterConfig }) }),
    ).toBe(
      'Run (AWS::Lambda::Function): The provided execution role does not have permissions to call SendMessage on SQS',
    );
  });

  test('leaves out what its condition leaves out', async () => {
    cloud = await startTiny({
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { Files: { Type: 'AWS::S3::Bucket' }, Extra: { Type: 'AWS::EC2::Instance', Condition: 'Never' } },
      Outputs: { Files: { Value: { Ref: 'Files' } }, Extra: { Value: { Ref: 'Extra' }, Condition: 'Never' } },
    });
    expect(Object.keys(cloud.outputs)).toEqual(['Files']);
  });

  test('tells what is wrong with the folder before it creates anything', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    await expect(startCloud({ assemblyDir: '/no/such/folder', dataDir })).rejects.toThrow('run cdk synth first');
    expect(existsSync(dataDir)).toBe(false);
  });

  describe('custom resources', () => {
    const provider = `
      import { appendFileSync } from 'node:fs';
      export const handler = async (event) => {
        const { file, answer } = event.ResourceProperties;
        appendFileSync(file, event.RequestType + ' ' + (event.PhysicalResourceId ?? '-') + '\\n');
        const body = answer === 'fail'
          ? { Status: 'FAILED', Reason: 'no luck' }
          : { Status: 'SUCCESS', PhysicalResourceId: 'thing-1', Data: { Color: answer } };
        await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(body) });
      };`;
    const stack = (file: string, answer: string) => ({
      Resources: {
        Role: lambdaRole(),
        Provider: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Code: codeOf('provider'),
            Handler: 'index.handler',
            Runtime: 'nodejs24.x',
            Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          },
        },
        Thing: {
          Type: 'Custom::Thing',
          Properties: { ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] }, file, answer },
        },
      },
      Outputs: { Color: { Value: { 'Fn::GetAtt': ['Thing', 'Color'] } }, Id: { Value: { Ref: 'Thing' } } },
    });
    const assets = { provider: { 'index.mjs': provider } };

    test('are created once, kept over restarts and updated when their properties change', async () => {
      const dataDir = temporaryFolder();
      const file = join(dataDir, 'calls');
      for (const answer of ['red', 'red', 'blue']) {
        cloud = await startCloud({ assemblyDir: writeAssembly(stack(file, answer), assets), dataDir });
        expect(cloud.outputs).toEqual({ Color: answer, Id: 'thing-1' });
        await cloud.stop();
      }
      expect(readFileSync(file, 'utf8')).toBe('Create -\nUpdate thing-1\n');
    });

    test('that fail stop the start with their reason', async () => {
      const file = join(temporaryFolder(), 'calls');
      await expect(startTiny(stack(file, 'fail'), { assets })).rejects.toThrow(
        'Thing (Custom::Thing): the custom resource failed: no luck',
      );
    });
  });
});
