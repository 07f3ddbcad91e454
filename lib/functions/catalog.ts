import { Duration } from 'aws-cdk-lib';
import type { Grant, Grants } from '../permissions';
import type { FunctionName } from './names';

/** Environment variables of architecture §7, and the few that single functions read besides. */
export type EnvironmentKey =
  | 'TABLE_NAME'
  | 'WORK_BUCKET'
  | 'INPUT_BUCKET'
  | 'OUTPUT_BUCKET'
  | 'STATE_MACHINE_ARN'
  | 'EVENT_BUS_NAME'
  | 'MODEL_IMAGE_URI'
  | 'MODEL_ROLE_ARN'
  | 'TRAINING_INSTANCE_TYPE'
  | 'ENDPOINT_MEMORY_MB'
  | 'INTAKE_BATCH_OBJECTS'
  | 'INTAKE_MAX_AGE_SECONDS'
  | 'ISSUER'
  | 'CLIENT_ID'
  | 'GROUPS_CLAIM'
  | 'DEFAULT_WORKTEAM_ARN'
  | 'PROJECT_NAME';

/** ARNs and names that permissions speak of and that other constructs make. */
export interface Surroundings {
  readonly modelRoleArn: string;
  readonly eventBusArn: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly modelProjectArn: string;
}

export interface FunctionEntry {
  readonly description: string;
  readonly timeout: Duration;
  readonly memoryMb: number;
  readonly environment: readonly EnvironmentKey[];
  readonly asynchronous?: boolean;
  /** Every action here is one that the function performs in an ordinary run. */
  readonly grants: (to: Grants, surroundings: Surroundings) => Grant[];
  /** What a step of the state machine may do with the state machine itself; given once that exists. */
  readonly lateGrants?: (to: Grants, surroundings: Surroundings) => Grant[];
}

const sagemakerService = 'sagemaker.amazonaws.com';

/**
 * Every function there is. No function reserves concurrency: an account starts with ten concurrent executions, of which none may be
 * reserved, and nothing here breaks when a function runs more often than meant.
 */
export const catalog: Readonly<Record<FunctionName, FunctionEntry>> = {
  'prepare-dataset': {
    description: 'Reads the manifest or lists the prefix, checks every line, writes the object index.',
    timeout: Duration.minutes(15),
    memoryMb: 1769,
    environment: ['TABLE_NAME', 'WORK_BUCKET'],
    grants: (to) => [
      ...to.table('GetItem', 'UpdateItem'),
      ...to.data('GetObject'),
      ...to.listData(),
      ...to.work('GetObject', 'PutObject'),
      ...to.intakeFiles('GetObject'),
      ...to.listWork(),
    ],
  },
  'score-objects': {
    description: 'Sends the unlabelled objects of one part through the model endpoint and keeps the confidences.',
    timeout: Duration.minutes(15),
    memoryMb: 1024,
    environment: ['TABLE_NAME', 'WORK_BUCKET'],
    grants: (to) => [
      ...to.table('GetItem', 'UpdateItem'),
      ...to.work('GetObject', 'PutObject'),
      ...to.listWork(),
      ...to.sagemaker(['endpoint'], 'InvokeEndpoint'),
      ...to.data('GetObject'),
      ...to.listData(),
      ...to.userFunctions(),
    ],
  },
  'auto-label-objects': {
    description: 'Judges a validated model and labels what it may.',
    timeout: Duration.minutes(15),
    memoryMb: 1769,
    environment: ['TABLE_NAME', 'WORK_BUCKET'],
    grants: (to) => [
      ...to.table('GetItem', 'UpdateItem'),
      ...to.work('GetObject', 'PutObject'),
      ...to.data('GetObject', 'PutObject'),
    ],
  },
  'select-objects': {
    description: 'Chooses what people are asked next, or that the loop ends.',
    timeout: Duration.minutes(15),
    memoryMb: 1769,
    environment: ['TABLE_NAME', 'WORK_BUCKET'],
    grants: (to) => [
      ...to.table('GetItem', 'PutItem', 'UpdateItem'),
      ...to.work('GetObject', 'PutObject'),
      ...to.listWork(),
      ...to.data('PutObject'),
    ],
  },
  'open-tasks': {
    description: 'Runs pre-annotation and opens one human task per object.',
    timeout: Duration.minutes(15),
    memoryMb: 1024,
    environment: ['TABLE_NAME', 'WORK_BUCKET'],
    grants: (to) => [
      ...to.table('GetItem', 'PutItem'),
      ...to.work('GetObject', 'PutObject'),
      ...to.data('GetObject'),
      ...to.listData(),
      ...to.userFunctions(),
    ],
  },
  'await-answers': {
    description: 'Keeps the task token of a round and shows the round to its work team.',
    timeout: Duration.minutes(1),
    memoryMb: 512,
    environment: ['TABLE_NAME'],
    grants: (to) => [...to.table('GetItem', 'PutItem', 'UpdateItem', 'Query')],
    lateGrants: (to, { stateMachineArn }) => to.answerTaskTokens(stateMachineArn),
  },
  'consolidate-annotations': {
    description: 'Turns the answers of one batch of objects into labels.',
    timeout: Duration.minutes(15),
    memoryMb: 1769,
    environment: ['TABLE_NAME', 'WORK_BUCKET'],
    grants: (to) => [
      ...to.table('GetItem', 'UpdateItem', 'Query'),
      ...to.work('GetObject', 'PutObject'),
      ...to.data('GetObject', 'PutObject'),
      ...to.userFunctions(),
    ],
  },
  'prepare-training': {
    description: 'Writes the training channel, or says why no model is trained.',
    timeout: Duration.minutes(15),
    memoryMb: 1769,
    environment: ['TABLE_NAME', 'WORK_BUCKET', 'MODEL_IMAGE_URI', 'MODEL_ROLE_ARN', 'TRAINING_INSTANCE_TYPE'],
    grants: (to) => [
      ...to.table('GetItem', 'UpdateItem'),
      ...to.work('GetObject', 'PutObject'),
      ...to.listWork(),
      ...to.data('GetObject'),
    ],
  },
  'deploy-model': {
    description: 'Creates or updates the endpoint of a model; asked again until it is in service.',
    timeout: Duration.minutes(1),
    memoryMb: 512,
    environment: ['TABLE_NAME', 'MODEL_IMAGE_URI', 'MODEL_ROLE_ARN', 'ENDPOINT_MEMORY_MB'],
    grants: (to, { modelRoleArn }) => [
      ...to.table('GetItem', 'UpdateItem'),
      ...to.sagemaker(['model'], 'CreateModel'),
      ...to.sagemaker(['endpoint-config'], 'CreateEndpointConfig'),
      ...to.sagemaker(['endpoint', 'endpoint-config'], 'CreateEndpoint', 'UpdateEndpoint'),
      ...to.sagemaker(['endpoint'], 'DescribeEndpoint'),
      ...to.passRole(modelRoleArn, sagemakerService),
    ],
  },
  'record-model-failure': {
    description: 'Writes down why automated labeling was given up.',
    timeout: Duration.minutes(1),
    memoryMb: 512,
    environment: ['TABLE_NAME', 'WORK_BUCKET'],
    grants: (to) => [...to.table('UpdateItem'), ...to.work('GetObject', 'PutObject')],
  },
  'retire-model': {
    description: 'Deletes the endpoint of a job and its configuration.',
    timeout: Duration.minutes(1),
    memoryMb: 512,
    environment: ['TABLE_NAME'],
    grants: (to) => [
      ...to.table('GetItem'),
      ...to.sagemaker(['endpoint'], 'DescribeEndpoint', 'DeleteEndpoint'),
      ...to.sagemaker(['endpoint-config'], 'DeleteEndpointConfig'),
    ],
  },
  'publish-output': {
    description: 'Writes the output manifest, the counters and the report.',
    timeout: Duration.minutes(15),
    memoryMb: 1769,
    environment: ['TABLE_NAME', 'WORK_BUCKET'],
    grants: (to) => [
      ...to.table('GetItem', 'UpdateItem'),
      ...to.work('GetObject'),
      ...to.listWork(),
      ...to.data('PutObject'),
    ],
  },
  'fail-job': {
    description: 'Records why a job failed and publishes the labels it has.',
    timeout: Duration.minutes(15),
    memoryMb: 1769,
    environment: ['TABLE_NAME', 'WORK_BUCKET'],
    grants: (to) => [
      ...to.table('GetItem', 'UpdateItem', 'DeleteItem'),
      ...to.work('GetObject'),
      ...to.listWork(),
      ...to.data('PutObject'),
    ],
  },
  'notify-job-state': {
    description: 'Sends the job-state event and its metrics.',
    timeout: Duration.minutes(1),
    memoryMb: 512,
    environment: ['TABLE_NAME', 'EVENT_BUS_NAME'],
    grants: (to, { eventBusArn }) => [...to.table('GetItem', 'DeleteItem'), ...to.events(eventBusArn), ...to.metrics()],
  },
  'labeling-job-api': {
    description: 'Answers CreateLabelingJob and the other labeling-job operations.',
    timeout: Duration.seconds(29),
    memoryMb: 1024,
    environment: ['TABLE_NAME', 'STATE_MACHINE_ARN', 'OUTPUT_BUCKET'],
    grants: (to, { stateMachineArn }) => [
      ...to.table('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
      ...to.data('GetObject'),
      ...to.listData(),
      ...to.startExecutions(stateMachineArn),
      ...to.answerTaskTokens(stateMachineArn),
    ],
  },
  'worker-api': {
    description: 'Hands out tasks under a lease and takes drafts and answers.',
    timeout: Duration.seconds(29),
    memoryMb: 1769,
    environment: ['TABLE_NAME', 'WORK_BUCKET', 'GROUPS_CLAIM'],
    grants: (to, { stateMachineArn }) => [
      ...to.table('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
      ...to.work('GetObject', 'PutObject'),
      ...to.drafts('DeleteObject'),
      ...to.answerTaskTokens(stateMachineArn),
    ],
  },
  'task-page': {
    description: 'Renders the page of one task for the worker who holds its lease.',
    timeout: Duration.seconds(29),
    memoryMb: 1024,
    environment: ['TABLE_NAME'],
    grants: (to) => [...to.table('GetItem'), ...to.work('GetObject'), ...to.data('GetObject')],
  },
  portal: {
    description: 'Serves the worker portal.',
    timeout: Duration.seconds(10),
    memoryMb: 512,
    environment: ['ISSUER', 'CLIENT_ID'],
    grants: () => [],
  },
  intake: {
    description: 'Notes objects and job definitions that are dropped into the input bucket.',
    timeout: Duration.minutes(1),
    memoryMb: 512,
    environment: [
      'TABLE_NAME',
      'WORK_BUCKET',
      'INPUT_BUCKET',
      'OUTPUT_BUCKET',
      'STATE_MACHINE_ARN',
      'INTAKE_BATCH_OBJECTS',
      'INTAKE_MAX_AGE_SECONDS',
      'EVENT_BUS_NAME',
    ],
    asynchronous: true,
    grants: (to, { stateMachineArn, eventBusArn }) => [
      ...to.table('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'BatchGetItem'),
      ...to.data('GetObject'),
      ...to.listData(),
      ...to.intakeFiles('GetObject', 'PutObject'),
      ...to.startExecutions(stateMachineArn),
      ...to.events(eventBusArn),
    ],
  },
  sweep: {
    description: 'Every minute: starts batches that are due and repairs what a crash left half done.',
    timeout: Duration.minutes(5),
    memoryMb: 1024,
    environment: [
      'TABLE_NAME',
      'WORK_BUCKET',
      'INPUT_BUCKET',
      'OUTPUT_BUCKET',
      'STATE_MACHINE_ARN',
      'INTAKE_BATCH_OBJECTS',
      'INTAKE_MAX_AGE_SECONDS',
    ],
    asynchronous: true,
    grants: (to, { stateMachineArn, stateMachineName }) => [
      ...to.table('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'BatchGetItem'),
      ...to.data('GetObject'),
      ...to.intakeFiles('GetObject', 'PutObject'),
      ...to.startExecutions(stateMachineArn),
      ...to.answerTaskTokens(stateMachineArn),
      ...to.executions(stateMachineName, 'DescribeExecution'),
    ],
  },
  'build-model-image': {
    description: 'Builds the model image in this account and waits until it stands.',
    timeout: Duration.minutes(15),
    memoryMb: 256,
    environment: ['PROJECT_NAME'],
    grants: (to, { modelProjectArn }) => to.builds(modelProjectArn),
  },
  'put-job-definition': {
    description: 'Lays the job definitions of the stack down in the input bucket.',
    timeout: Duration.minutes(1),
    memoryMb: 256,
    environment: ['INPUT_BUCKET'],
    grants: (to) => to.input('jobs/*', 'PutObject', 'DeleteObject'),
  },
};
