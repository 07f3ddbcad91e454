import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { lambdaBundleDir } from '../bundling/lambda-bundle';
import { acknowledgeWildcard } from '../nag-acknowledgements';
import type { Grant } from '../permissions';
import type { FunctionName } from './names';

const asynchronousRetries = 2;
const daysInDeadLetterQueue = 14;

export interface PlumblineFunctionProps {
  readonly name: FunctionName;
  readonly description: string;
  readonly timeout: Duration;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly grants: readonly Grant[];
  /** Started by events: what still fails after its retries is kept in a dead-letter queue. */
  readonly asynchronous?: boolean;
  readonly encryptionKey?: IKey;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** One Lambda function with its own log group, its own role and nothing that the role was not given here. */
export class PlumblineFunction extends Construct {
  readonly handler: LambdaFunction;
  readonly role: Role;
  readonly deadLetterQueue?: Queue;

  constructor(scope: Construct, id: string, props: PlumblineFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      encryptionKey: props.encryptionKey,
      removalPolicy: props.removalPolicy,
    });
    if (props.asynchronous) this.deadLetterQueue = this.ownDeadLetterQueue(props.encryptionKey);

    const statements = [
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
      ...props.grants.map((grant) => grant.statement),
      ...this.deadLetterStatements(props.encryptionKey),
    ];
    this.role = new Role(this, 'Role', {
      description: `${props.name}: ${props.description}`.slice(0, 1000),
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Permissions: new PolicyDocument({ statements }) },
    });
    explainWildcards(this.role, props.grants);

    this.handler = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: Code.fromAsset(lambdaBundleDir(props.name)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      environment: { NODE_OPTIONS: '--enable-source-maps', ...props.environment },
      // Without updates: what CDK would add by itself (a whole policy for a queue, say) is written out above instead.
      role: this.role.withoutPolicyUpdates(),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      ...(this.deadLetterQueue ? { deadLetterQueue: this.deadLetterQueue, retryAttempts: asynchronousRetries } : {}),
    });
  }

  /** Grants on something that itself needs this function first, so that the role cannot be made with them. */
  grantLater(grants: readonly Grant[]): void {
    const statements = grants.map((grant) => grant.statement);
    explainWildcards(new Policy(this, 'LatePermissions', { roles: [this.role], statements }), grants);
  }

  private ownDeadLetterQueue(encryptionKey?: IKey): Queue {
    return new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      retentionPeriod: Duration.days(daysInDeadLetterQueue),
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    });
  }

  private deadLetterStatements(encryptionKey?: IKey): PolicyStatement[] {
    if (!this.deadLetterQueue) return [];
    const send = new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetterQueue.queueArn] });
    if (!encryptionKey) return [send];
    return [
      send,
      new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [encryptionKey.keyArn] }),
    ];
  }
}

function explainWildcards(scope: Construct, grants: readonly Grant[]): void {
  for (const { statement, reason } of grants) {
    if (reason) for (const arn of statement.resources) acknowledgeWildcard(scope, arn, reason);
  }
}
