import { BatchGetBuildsCommand, CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cloud } from '../../../local/cloud';
import { clientOptions, startTiny } from '../cloud/tiny-assembly';
import { imageAsset, trainingTemplate } from '../sagemaker/container';

describe('CodeBuild', () => {
  let cloud: Cloud;
  let codebuild: CodeBuildClient;
  beforeAll(async () => {
    const { Outputs, ...template } = trainingTemplate;
    cloud = await startTiny(
      { ...template, Outputs: { ...Outputs, BuildRole: { Value: { Ref: 'BuildRole' } } } },
      { assets: imageAsset },
    );
    codebuild = new CodeBuildClient(clientOptions(cloud));
  });
  afterAll(async () => {
    codebuild.destroy();
    await cloud.stop();
  });

  const build = async (idempotencyToken?: string) =>
    (await codebuild.send(new StartBuildCommand({ projectName: cloud.outputs.Project, idempotencyToken }))).build!;

  test('a build succeeds at once; the same token answers with the same build', async () => {
    const first = await build('once');
    expect(first).toMatchObject({ buildStatus: 'SUCCEEDED', buildComplete: true, buildNumber: 1 });
    expect((await build('once')).id).toBe(first.id);
    expect((await build('twice')).buildNumber).toBe(2);
    const { builds, buildsNotFound } = await codebuild.send(new BatchGetBuildsCommand({ ids: [first.id!, 'x:y'] }));
    expect([builds!.length, buildsNotFound]).toEqual([1, ['x:y']]);
  });

  test('a role that may not push fails the build, and the build says so', async () => {
    const iam = new IAMClient(clientOptions(cloud));
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: 'ecr:PutImage', Resource: '*' }],
    });
    await iam.send(
      new PutRolePolicyCommand({ RoleName: cloud.outputs.BuildRole!, PolicyName: 'no-push', PolicyDocument }),
    );
    iam.destroy();
    const failed = await build();
    expect(failed.buildStatus).toBe('FAILED');
    expect(failed.phases![0]!.contexts![0]!.message).toMatch(/not authorized to perform: ecr:PutImage/);
  });

  test('an unknown project', async () => {
    await expect(codebuild.send(new StartBuildCommand({ projectName: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
