import { readFileSync } from 'node:fs';
import { Aws, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { pascalCase, type StepName } from './functions/names';
import { acknowledge, acknowledgeWildcard } from './nag-acknowledgements';
import { inPackage } from './paths';
import { executionArns } from './permissions';

export interface LabelingStateMachineProps {
  /** One function per Lambda state. */
  readonly steps: Readonly<Record<StepName, IFunction>>;
  readonly workBucket: IBucket;
  /** Role of training jobs, which the state machine hands to SageMaker. */
  readonly modelRoleArn: string;
  readonly encryptionKey?: IKey;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

const definitionPath = inPackage('statemachines', 'labeling-job.asl.json');

/** `statemachines/labeling-job.asl.json` as it stands, its holes filled with the functions' ARNs. */
export class LabelingStateMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: LabelingStateMachineProps) {
    super(scope, id);
    const role = this.ownRole(props);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      encryptionKey: props.encryptionKey,
      removalPolicy: props.removalPolicy,
    });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromString(readFileSync(definitionPath, 'utf8')),
      definitionSubstitutions: Object.fromEntries(
        Object.entries(props.steps).map(([name, handler]) => [`${pascalCase(name)}Arn`, handler.functionArn]),
      ),
      stateMachineType: StateMachineType.STANDARD,
      role: role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: { destination: logGroup, level: LogLevel.ERROR, includeExecutionData: false },
      comment: 'One labeling job from manifest to output.',
    });
    acknowledge(this.stateMachine, {
      'AwsSolutions-SF1':
        'Errors are logged; the full history of every execution is kept by Step Functions for 90 days. Logging ALL events of distributed maps over millions of objects would copy that history at a cost above that of the work.',
    });
    this.allowDistributedMaps(role);
  }

  private ownRole({ steps, workBucket, modelRoleArn, encryptionKey }: LabelingStateMachineProps): Role {
    const stack = Stack.of(this);
    const trainingJobs = stack.formatArn({ service: 'sagemaker', resource: 'training-job', resourceName: '*' });
    const workObjects = workBucket.arnForObjects('jobs/*');
    const trainingRule = stack.formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: 'StepFunctionsGetEventsForSageMakerTrainingJobsRule',
    });
    const statements = [
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: Object.values(steps).map((step) => step.functionArn),
      }),
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [workObjects] }),
      new PolicyStatement({
        // The tag is Step Functions' own mark on the jobs it waits for.
        actions: ['CreateTrainingJob', 'DescribeTrainingJob', 'StopTrainingJob', 'AddTags'].map(
          (action) => `sagemaker:${action}`,
        ),
        resources: [trainingJobs],
      }),
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [modelRoleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
      }),
      new PolicyStatement({
        actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
        resources: [trainingRule],
      }),
      new PolicyStatement({
        actions: [
          'logs:CreateLogDelivery',
          'logs:GetLogDelivery',
          'logs:UpdateLogDelivery',
          'logs:DeleteLogDelivery',
          'logs:ListLogDeliveries',
          'logs:PutResourcePolicy',
          'logs:DescribeResourcePolicies',
          'logs:DescribeLogGroups',
        ],
        resources: ['*'],
      }),
      new PolicyStatement({
        actions: [
          'xray:PutTraceSegments',
          'xray:PutTelemetryRecords',
          'xray:GetSamplingRules',
          'xray:GetSamplingTargets',
        ],
        resources: ['*'],
      }),
    ];
    if (encryptionKey) {
      statements.push(
        new PolicyStatement({
          actions: ['kms:Decrypt'],
          resources: [encryptionKey.keyArn],
          conditions: { StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.${Aws.URL_SUFFIX}` } },
        }),
      );
    }
    const role = new Role(this, 'Role', {
      description: 'Labeling-job state machine: calls its steps, trains models, reads the lists its maps go over.',
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: { Permissions: new PolicyDocument({ statements }) },
    });
    acknowledgeWildcard(
      role,
      trainingJobs,
      'Training jobs are named after labeling jobs that do not exist yet; the actions are exact.',
    );
    acknowledgeWildcard(
      role,
      workObjects,
      'The maps read lists that every job writes under its own key; the prefix holds working data only.',
    );
    acknowledgeWildcard(
      role,
      '*',
      'Log delivery and X-Ray actions have no resource types; AWS documents them with resource "*".',
    );
    return role;
  }

  /** A distributed map starts executions of its own state machine, whose ARN the role cannot name before the machine exists. */
  private allowDistributedMaps(role: Role): void {
    const executions = executionArns(this, this.stateMachine.stateMachineName);
    const policy = new Policy(this, 'DistributedMaps', {
      roles: [role],
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachine.stateMachineArn] }),
        new PolicyStatement({ actions: ['states:DescribeExecution', 'states:StopExecution'], resources: [executions] }),
      ],
    });
    acknowledgeWildcard(
      policy,
      executions,
      'The executions a distributed map starts are named by Step Functions; only this state machine’s are covered.',
    );
  }
}
