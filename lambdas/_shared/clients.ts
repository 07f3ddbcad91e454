/** SDK clients, one of each per execution environment, made when first used so that a function loads only what it calls. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

const once = <T>(make: () => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

export const s3 = once(() => new S3Client({}));
export const dynamodb = once(() =>
  DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } }),
);
export const stepFunctions = once(() => new SFNClient({}));
export const sagemaker = once(() => new SageMakerClient({}));
export const sagemakerRuntime = once(() => new SageMakerRuntimeClient({}));
export const lambda = once(() => new LambdaClient({}));
export const eventBridge = once(() => new EventBridgeClient({}));
export const cloudWatch = once(() => new CloudWatchClient({}));
