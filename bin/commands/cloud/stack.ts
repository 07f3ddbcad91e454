import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CommandFailure, oneLine } from '../failure';
import { type CloudAccess, cloudFormationClient } from './clients';
import { runningCloud } from './cloud-file';

/** Outputs of the Plumbline stack (docs/architecture.md §7). */
export interface StackOutputs {
  ApiUrl: string;
  InputBucketName: string;
  OutputBucketName: string;
  WorkBucketName: string;
  /** Missing where workers sign in with an identity provider of the owner's. */
  UserPoolId?: string;
  UserPoolClientId: string;
  DefaultWorkteamArn: string;
}

export interface Stack {
  access: CloudAccess;
  outputs: StackOutputs;
  /** Runs on this machine. */
  embedded: boolean;
}

const NEEDED: (keyof StackOutputs)[] = [
  'ApiUrl',
  'InputBucketName',
  'OutputBucketName',
  'WorkBucketName',
  'UserPoolClientId',
  'DefaultWorkteamArn',
];

/**
 * Finds the stack a command works against: a running embedded cloud with its state in `dataDir`, else the account and region the AWS
 * environment names. Both are asked through CloudFormation.
 */
export async function findStack(dataDir: string, stackName = 'Plumbline'): Promise<Stack> {
  const local = await runningCloud(dataDir);
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (!local && !region) {
    throw new CommandFailure(
      `no embedded cloud runs with its data in ${dataDir} (start one with "plumbline up") and AWS_REGION is not set, so there is no AWS region to look in either`,
    );
  }
  const access: CloudAccess = local ?? { region: region! };
  const place = local ? `the embedded cloud at ${local.endpointUrl}` : `AWS region ${access.region}`;
  const stacks = await cloudFormationClient(access)
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((error: unknown) => {
      const hint = local ? '; is "plumbline up" still running?' : '';
      throw new CommandFailure(`cannot read stack ${stackName} in ${place}: ${oneLine(error)}${hint}`);
    });
  const outputs = Object.fromEntries(
    (stacks.Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  return { access, outputs: checkOutputs(outputs, `stack ${stackName} in ${place}`), embedded: local !== undefined };
}

export function checkOutputs(outputs: Record<string, unknown>, where: string): StackOutputs {
  const missing = NEEDED.filter((name) => typeof outputs[name] !== 'string');
  if (missing.length > 0) throw new CommandFailure(`${where} has no output ${missing.join(', ')}`);
  return outputs as unknown as StackOutputs;
}
