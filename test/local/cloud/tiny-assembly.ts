import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Cloud, type CloudOptions, startCloud } from '../../../local/cloud';

/** A cloud assembly written by hand: one stack, the folder assets given by name. */
export function writeAssembly(
  template: Record<string, unknown>,
  assets: Record<string, Record<string, string>> = {},
): string {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  // why: Lambda's runtime has the SDK; functions of a test find it here.
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  const files: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(assets)) {
    mkdirSync(join(directory, `asset.${name}`));
    for (const [file, text] of Object.entries(content)) writeFileSync(join(directory, `asset.${name}`, file), text);
    files[name] = {
      source: { path: `asset.${name}`, packaging: 'zip' },
      destinations: {
        current: { bucketName: assetBucket('${AWS::AccountId}', '${AWS::Region}'), objectKey: `${name}.zip` },
      },
    };
  }
  writeFileSync(join(directory, 'Tiny.template.json'), JSON.stringify(template));
  writeFileSync(join(directory, 'Tiny.assets.json'), JSON.stringify({ version: '44.0.0', files, dockerImages: {} }));
  writeFileSync(
    join(directory, 'manifest.json'),
    JSON.stringify({
      version: '44.0.0',
      artifacts: {
        'Tiny.assets': { type: 'cdk:asset-manifest', properties: { file: 'Tiny.assets.json' } },
        Tiny: {
          type: 'aws:cloudformation:stack',
          properties: { templateFile: 'Tiny.template.json' },
          displayName: 'Tiny',
        },
      },
    }),
  );
  return directory;
}

export const assetBucket = (account: string, region: string) => `cdk-hnb659fds-assets-${account}-${region}`;

/** What CDK writes for a function's code. */
export const codeOf = (name: string) => ({
  S3Bucket: { 'Fn::Sub': assetBucket('${AWS::AccountId}', '${AWS::Region}') },
  S3Key: `${name}.zip`,
});

export const lambdaRole = (...statements: Record<string, unknown>[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    },
    Policies: [
      {
        PolicyName: 'inline',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
              Resource: '*',
            },
            ...statements,
          ],
        },
      },
    ],
  },
});

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'cloud-'));

export async function startTiny(
  template: Record<string, unknown>,
  options: Partial<CloudOptions> & { assets?: Record<string, Record<string, string>> } = {},
): Promise<Cloud> {
  const { assets, ...rest } = options;
  return startCloud({ assemblyDir: writeAssembly(template, assets), dataDir: temporaryFolder(), ...rest });
}

export const clientOptions = (cloud: Cloud) => ({
  endpoint: cloud.endpointUrl,
  region: cloud.region,
  credentials: cloud.credentials,
  maxAttempts: 1,
});
