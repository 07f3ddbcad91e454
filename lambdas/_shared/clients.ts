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

export const s3 = /* @__PURE__ */ once(() => new S3Client({}));
export const dynamodb = /* @__PURE__ */ once(() =>
  DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } }),
);
export const stepFunctions = /* @__PURE__ */ once(() => new SFNClient({}));
export const sagemaker = /* @__PURE__ */ once(() => new SageMakerClient({}));
/** An endpoint or a user's function that takes few requests at once has others waiting for half a minute. */
const PATIENT = { maxAttempts: 8 };
export const sagemakerRuntime = /* @__PURE__ */ once(() => new SageMakerRuntimeClient(PATIENT));
export const lambda = /* @__PURE__ */ once(() => new LambdaClient(PATIENT));
export const eventBridge = /* @__PURE__ */ once(() => new EventBridgeClient({}));
export const cloudWatch = /* @__PURE__ */ once(() => new CloudWatchClient({}));
