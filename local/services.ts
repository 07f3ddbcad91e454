import { createApiGatewayService } from './apigateway/index';
import { createCloudWatchService } from './cloudwatch/index';
import { createCodeBuildService } from './codebuild/index';
import { createCognitoService } from './cognito/index';
import type { ServiceFactory } from './contract';
import { createDynamoDbService } from './dynamodb/index';
import { createEventsService } from './events/index';
import { createKmsService } from './kms/index';
import { createLambdaService } from './lambda/index';
import { createLogsService } from './logs/index';
import { createS3Service } from './s3/index';
import { createSageMakerService } from './sagemaker/index';
import { createSnsService } from './sns/index';
import { createSqsService } from './sqs/index';
import { createStatesService } from './states/index';

/** Every service of the embedded cloud, in the order in which they start; they stop in the opposite order. */
export const serviceFactories: readonly ServiceFactory[] = [
  createKmsService,
  createLogsService,
  createCloudWatchService,
  createS3Service,
  createDynamoDbService,
  createSqsService,
  createSnsService,
  createCodeBuildService,
  createLambdaService,
  createCognitoService,
  createApiGatewayService,
  createSageMakerService,
  createStatesService,
  createEventsService,
];
