import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** CloudWatch refuses custom metrics in `AWS/…`; these are Ground Truth's namespaces without that prefix. */
export const metricNamespaces = ['SageMaker/LabelingJobs', 'SageMaker/Workteam'] as const;

/** Ground Truth invokes only functions whose name holds one of these; users' functions are named so already. */
export const userFunctionNames = [
  '*SageMaker*',
  '*Sagemaker*',
  '*sagemaker*',
  '*GtRecipe*',
  '*LabelingFunction*',
] as const;

type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query' | 'BatchGetItem';
type ObjectAction = 'GetObject' | 'PutObject' | 'DeleteObject' | 'AbortMultipartUpload';
type SageMakerResource = 'endpoint' | 'endpoint-config' | 'model' | 'training-job';

/** One statement, with the reason for each wildcard in its resources. */
export interface Grant {
  readonly statement: PolicyStatement;
  readonly reason?: string;
}

export interface Stores {
  readonly table: ITable;
  readonly inputBucket: IBucket;
  readonly outputBucket: IBucket;
  readonly workBucket: IBucket;
  readonly dataBuckets: readonly IBucket[];
  readonly encryptionKey?: IKey;
}

const reasons = {
  objects:
    'Objects are named by the job, so the grant ends at the bucket or at the prefix that holds working data; actions are exact.',
  userFunctions:
    'Users bring their own annotation functions; only names of Ground Truth’s convention may be invoked, as in its managed policy.',
  sagemaker:
    'Models, endpoints and training jobs are named after labeling jobs that do not exist yet; type of resource and actions are exact.',
  executions: 'An execution’s ARN ends in its own name; only executions of this state machine are covered.',
  metrics: 'PutMetricData has no resource type; a condition limits it to the namespaces of labeling metrics.',
};

/** Builds exact statements: actions by name, resources by ARN or by the prefix that is the function's business. */
export class Grants {
  constructor(
    private readonly scope: Construct,
    private readonly stores: Stores,
  ) {}

  table(...actions: TableAction[]): Grant[] {
    const writes = actions.some(
      (action) => action.startsWith('Put') || action.startsWith('Update') || action.startsWith('Delete'),
    );
    return [
      this.grant(
        actions.map((action) => `dynamodb:${action}`),
        [this.stores.table.tableArn],
      ),
      ...this.key(
        writes
          ? ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey']
          : ['kms:Decrypt', 'kms:DescribeKey'],
        'dynamodb',
      ),
    ];
  }

  /** Objects under `jobs/` of the work bucket. */
  work(...actions: ObjectAction[]): Grant[] {
    return this.objects([this.stores.workBucket.arnForObjects('jobs/*')], actions);
  }

  /** Unfinished answers too long for the table. */
  drafts(...actions: ObjectAction[]): Grant[] {
    return this.objects([this.stores.workBucket.arnForObjects('jobs/*/drafts/*')], actions);
  }

  /** Manifests of dropped files, under `intake/` of the work bucket. */
  intakeFiles(...actions: ObjectAction[]): Grant[] {
    return this.objects([this.stores.workBucket.arnForObjects('intake/*')], actions);
  }

  /** Also for reading what may not be there yet: S3 says that an object is missing only to who may list, to others that it is forbidden. */
  listWork(): Grant[] {
    return [this.grant(['s3:ListBucket'], [this.stores.workBucket.bucketArn])];
  }

  /** Objects users name in manifests, templates and definitions: input, output and the extra data buckets. */
  data(...actions: ObjectAction[]): Grant[] {
    return this.objects(
      this.userBuckets().map((bucket) => bucket.arnForObjects('*')),
      actions,
    );
  }

  /** For prefixes as input, and to tell a missing object from a forbidden one, as with `listWork`. */
  listData(): Grant[] {
    return [
      this.grant(
        ['s3:ListBucket'],
        this.userBuckets().map((bucket) => bucket.bucketArn),
      ),
    ];
  }

  input(prefix: string, ...actions: ObjectAction[]): Grant[] {
    return this.objects([this.stores.inputBucket.arnForObjects(prefix)], actions);
  }

  userFunctions(): Grant[] {
    const arns = userFunctionNames.map((resourceName) =>
      Stack.of(this.scope).formatArn({
        service: 'lambda',
        resource: 'function',
        resourceName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    return [this.grant(['lambda:InvokeFunction'], arns, reasons.userFunctions)];
  }

  sagemaker(resources: SageMakerResource[], ...actions: string[]): Grant[] {
    const arns = resources.map((resource) =>
      Stack.of(this.scope).formatArn({ service: 'sagemaker', resource, resourceName: '*' }),
    );
    return [
      this.grant(
        actions.map((action) => `sagemaker:${action}`),
        arns,
        reasons.sagemaker,
      ),
    ];
  }

  passRole(roleArn: string, service: string): Grant[] {
    const grant = this.grant(['iam:PassRole'], [roleArn]);
    grant.statement.addCondition('StringEquals', { 'iam:PassedToService': service });
    return [grant];
  }

  startExecutions(stateMachineArn: string): Grant[] {
    return [this.grant(['states:StartExecution'], [stateMachineArn])];
  }

  /** SendTaskSuccess names no execution; it is granted on the state machine that issued the token. */
  answerTaskTokens(stateMachineArn: string): Grant[] {
    return [this.grant(['states:SendTaskSuccess'], [stateMachineArn])];
  }

  executions(stateMachineName: string, ...actions: 'DescribeExecution'[]): Grant[] {
    return [
      this.grant(
        actions.map((action) => `states:${action}`),
        [executionArns(this.scope, stateMachineName)],
        reasons.executions,
      ),
    ];
  }

  events(busArn: string): Grant[] {
    return [this.grant(['events:PutEvents'], [busArn])];
  }

  metrics(): Grant[] {
    const grant = this.grant(['cloudwatch:PutMetricData'], ['*'], reasons.metrics);
    grant.statement.addCondition('StringEquals', { 'cloudwatch:namespace': [...metricNamespaces] });
    return [grant];
  }

  builds(projectArn: string): Grant[] {
    return [this.grant(['codebuild:StartBuild', 'codebuild:BatchGetBuilds'], [projectArn])];
  }

  private userBuckets(): IBucket[] {
    return [this.stores.inputBucket, this.stores.outputBucket, ...this.stores.dataBuckets];
  }

  private objects(arns: string[], actions: ObjectAction[]): Grant[] {
    const keyActions = new Set<string>();
    for (const action of actions) {
      if (action === 'GetObject') keyActions.add('kms:Decrypt');
      // Decrypt besides: S3 joins the parts of a multipart upload with it.
      if (action === 'PutObject') keyActions.add('kms:GenerateDataKey').add('kms:Decrypt');
    }
    return [
      this.grant(
        actions.map((action) => `s3:${action}`),
        arns,
        reasons.objects,
      ),
      ...this.key([...keyActions], 's3'),
    ];
  }

  /** Use of the customer's key, through the one service that needs it. */
  private key(actions: string[], service: string): Grant[] {
    const { encryptionKey } = this.stores;
    if (!encryptionKey || actions.length === 0) return [];
    const grant = this.grant(actions, [encryptionKey.keyArn]);
    grant.statement.addCondition('StringEquals', { 'kms:ViaService': `${service}.${Aws.REGION}.${Aws.URL_SUFFIX}` });
    return [grant];
  }

  private grant(actions: string[], resources: string[], reason?: string): Grant {
    return { statement: new PolicyStatement({ actions, resources }), reason };
  }
}

/** Executions of one state machine, children of its distributed maps included. */
export const executionArns = (scope: Construct, stateMachineName: string): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${stateMachineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
