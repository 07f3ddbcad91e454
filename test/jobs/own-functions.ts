/** Lambda functions of the user's, put into the embedded cloud as a user would. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { zipOf } from '../local/support/zip-of';
import type { Laboratory } from './laboratory';

/** What a client of the cloud needs. */
export const accessOf = ({ cloud }: Laboratory) => ({
  region: cloud.region,
  endpoint: cloud.endpointUrl,
  credentials: cloud.credentials,
});

/** Makes functions of the expressions they return, `event` being what they get; their ARNs in order. */
export async function makeFunctions(lab: Laboratory, bodies: Record<string, string>): Promise<string[]> {
  const access = accessOf(lab);
  const RoleName = `users-own-${Object.keys(bodies)[0]}`;
  const iam = new IAMClient(access);
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
    ],
  });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'logs', PolicyDocument }));
  const lambda = new LambdaClient(access);
  const { region, accountId } = lab.cloud;
  const arns: string[] = [];
  for (const [FunctionName, body] of Object.entries(bodies)) {
    const ZipFile = zipOf({ 'index.mjs': `export const handler = async (event) => (${body});` });
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: `arn:aws:iam::${accountId}:role/${RoleName}`,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile },
      }),
    );
    arns.push(`arn:aws:lambda:${region}:${accountId}:function:${FunctionName}`);
  }
  return arns;
}
