import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { bundle } from './bundling/bundle';
import { catalog, type EnvironmentKey, type Surroundings } from './functions/catalog';
import { type FunctionName, pascalCase, type StepName, stepNames } from './functions/names';
import { PlumblineFunction } from './functions/plumbline-function';
import { HttpFront } from './http-api';
import { Intake } from './intake';
import { jobDefinition } from './job-definitions';
import { allowServices } from './key-policy';
import { ModelImage, modelRole } from './model';
import { Observability } from './observability';
import { Grants } from './permissions';
import type { PlumblineProps } from './plumbline-props';
import { LabelingStateMachine } from './state-machine';
import { Storage } from './storage';
import { jobTable } from './table';
import { defaultTeam, Workforce } from './workforce';

const defaults = {
  batchObjects: 1000,
  maxAge: Duration.minutes(5),
  trainingInstanceType: 'ml.m5.xlarge',
  endpointMemoryMb: 3072,
  logRetention: RetentionDays.THREE_MONTHS,
  removalPolicy: RemovalPolicy.RETAIN,
} as const;

/**
 * Data labeling in your own account: drop files into the input bucket, people and a model label them, the output manifest lies in the output
 * bucket.
 *
 * @example
 * const plumbline = new Plumbline(this, 'Labeling', { intake: { batchObjects: 500 }, alarms: { topic } });
 * new CfnOutput(this, 'Portal', { value: plumbline.url });
 */
export class Plumbline extends Construct {
  /** Origin of portal, worker API and labeling-job API. */
  readonly url: string;
  readonly inputBucket: IBucket;
  readonly outputBucket: IBucket;
  readonly workBucket: IBucket;
  readonly table: ITable;
  readonly stateMachine: StateMachine;
  readonly api: HttpApi;
  readonly workforce: Workforce;
  /** Receives an event when a job ends: source `plumbline`, detail type `SageMaker Ground Truth Labeling Job State Change`. */
  readonly eventBus: IEventBus;
  /** Work team of jobs that name no other. */
  readonly defaultWorkteamArn: string;

  private readonly functions = new Map<FunctionName, PlumblineFunction>();

  constructor(scope: Construct, id: string, props: PlumblineProps = {}) {
    super(scope, id);
    bundle();
    const { encryptionKey, intake, model } = props;
    const logRetention = props.logRetention ?? defaults.logRetention;
    const removalPolicy = props.removalPolicy ?? defaults.removalPolicy;
    const stored = { encryptionKey, logRetention, removalPolicy };
    if (encryptionKey) allowServices(this, encryptionKey);

    const storage = new Storage(this, 'Storage', {
      ...stored,
      inputBucket: props.inputBucket,
      outputBucket: props.outputBucket,
    });
    const { inputBucket, outputBucket, workBucket } = storage;
    const dataBuckets = props.dataBuckets ?? [];
    const table = jobTable(this, 'Table', stored);
    this.eventBus = EventBus.fromEventBusName(this, 'EventBus', 'default');
    this.defaultWorkteamArn = Stack.of(this).formatArn({
      service: 'sagemaker',
      resource: 'workteam',
      resourceName: `private-crowd/${defaultTeam}`,
    });

    const front = new HttpFront(this, 'HttpApi', stored);
    this.workforce = new Workforce(this, 'Workforce', { choice: props.workforce, portalUrl: front.url, removalPolicy });

    const image = new ModelImage(this, 'Model', stored);
    const userBuckets = [inputBucket, outputBucket, ...dataBuckets];
    const trainer = modelRole(this, 'ModelRole', {
      workBucket,
      userBuckets,
      repository: image.repository,
      encryptionKey,
    });

    const grants = new Grants(this, { table, inputBucket, outputBucket, workBucket, dataBuckets, encryptionKey });
    let stateMachine: StateMachine | undefined;
    const machine = (): StateMachine => {
      if (!stateMachine) throw new Error('A step of the state machine cannot know the state machine’s ARN');
      return stateMachine;
    };
    const surroundings: Surroundings = {
      modelRoleArn: trainer.roleArn,
      eventBusArn: this.eventBus.eventBusArn,
      modelProjectArn: image.project.projectArn,
      get stateMachineArn() {
        return machine().stateMachineArn;
      },
      get stateMachineName() {
        return machine().stateMachineName;
      },
    };

    let imageUri: string | undefined;
    const environment: Record<EnvironmentKey, () => string> = {
      TABLE_NAME: () => table.tableName,
      WORK_BUCKET: () => workBucket.bucketName,
      INPUT_BUCKET: () => inputBucket.bucketName,
      OUTPUT_BUCKET: () => outputBucket.bucketName,
      STATE_MACHINE_ARN: () => machine().stateMachineArn,
      EVENT_BUS_NAME: () => this.eventBus.eventBusName,
      MODEL_IMAGE_URI: () => imageUri!,
      MODEL_ROLE_ARN: () => trainer.roleArn,
      TRAINING_INSTANCE_TYPE: () => model?.trainingInstanceType ?? defaults.trainingInstanceType,
      ENDPOINT_MEMORY_MB: () => String(model?.endpointMemoryMb ?? defaults.endpointMemoryMb),
      INTAKE_BATCH_OBJECTS: () => String(intake?.batchObjects ?? defaults.batchObjects),
      INTAKE_MAX_AGE_SECONDS: () => String((intake?.maxAge ?? defaults.maxAge).toSeconds()),
      ISSUER: () => this.workforce.issuer,
      CLIENT_ID: () => this.workforce.clientId,
      GROUPS_CLAIM: () => this.workforce.groupsClaim,
      DEFAULT_WORKTEAM_ARN: () => this.defaultWorkteamArn,
      PROJECT_NAME: () => image.project.projectName,
    };
    const make = (name: FunctionName): PlumblineFunction => {
      const entry = catalog[name];
      const made = new PlumblineFunction(this, pascalCase(name), {
        ...stored,
        name,
        description: entry.description,
        timeout: entry.timeout,
        memoryMb: entry.memoryMb,
        asynchronous: entry.asynchronous,
        environment: Object.fromEntries(entry.environment.map((key) => [key, environment[key]()])),
        grants: entry.grants(grants, surroundings),
      });
      this.functions.set(name, made);
      return made;
    };

    imageUri = image.build(make('build-model-image').handler.functionArn).getAttString('ImageUri');
    const steps = Object.fromEntries(stepNames.map((name) => [name, make(name).handler])) as unknown as Record<
      StepName,
      IFunction
    >;
    stateMachine = new LabelingStateMachine(this, 'LabelingJob', {
      ...stored,
      steps,
      workBucket,
      modelRoleArn: trainer.roleArn,
    }).stateMachine;
    for (const name of stepNames) {
      const late = catalog[name].lateGrants;
      if (late) this.functions.get(name)!.grantLater(late(grants, surroundings));
    }

    front.addRoutes(
      {
        labelingJobApi: make('labeling-job-api').handler,
        workerApi: make('worker-api').handler,
        taskPage: make('task-page').handler,
        portal: make('portal').handler,
      },
      this.workforce,
    );
    const started = new Intake(this, 'Triggers', { inputBucket, intake: make('intake'), sweep: make('sweep') });

    this.url = front.url;
    this.api = front.api;
    this.inputBucket = inputBucket;
    this.outputBucket = outputBucket;
    this.workBucket = workBucket;
    this.table = table;
    this.stateMachine = stateMachine;

    const definitions = Object.entries(props.labelingJobs ?? {});
    if (definitions.length > 0) {
      const scopeOfJobs = new Construct(this, 'LabelingJobs');
      const token = make('put-job-definition').handler.functionArn;
      for (const [name, definition] of definitions) {
        // After the rule, or nobody would be told of the file.
        jobDefinition(scopeOfJobs, name, definition, token).node.addDependency(started);
      }
    }

    new Observability(this, 'Observability', {
      functions: this.functions,
      stateMachine,
      api: front.api,
      table,
      alarms: props.alarms !== false,
      topic: typeof props.alarms === 'object' ? props.alarms.topic : undefined,
    });
  }
}
