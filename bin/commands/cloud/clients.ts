import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';

/** How to reach a cloud: nothing but the region on AWS, an endpoint and its credentials for the embedded one. */
export interface CloudAccess {
  region: string;
  endpointUrl?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

const base = ({ region, endpointUrl, credentials }: CloudAccess) => ({
  region,
  ...(endpointUrl ? { endpoint: endpointUrl } : {}),
  ...(credentials ? { credentials } : {}),
});

export const s3Client = (access: CloudAccess) =>
  new S3Client({ ...base(access), forcePathStyle: access.endpointUrl !== undefined });

export const cognitoClient = (access: CloudAccess) => new CognitoIdentityProviderClient(base(access));

export const cloudFormationClient = (access: CloudAccess) => new CloudFormationClient(base(access));

/** The labeling-job API is Plumbline's own, behind API Gateway with IAM authorization, so requests are signed for `execute-api`. */
export const labelingJobsClient = (access: CloudAccess, apiUrl: string) => {
  // why: SageMakerClientConfig does not declare signingName, which every SDK client reads when it resolves its signer.
  const signing = { signingName: 'execute-api' } as object;
  return new SageMakerClient({ ...base(access), endpoint: apiUrl, ...signing });
};
