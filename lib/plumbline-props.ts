import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** An OpenID Connect provider of your own. */
export interface OidcProvider {
  /** Issuer URL, as in the tokens' `iss`. Its `/.well-known/openid-configuration` must be public. */
  readonly issuer: string;
  /** Public client (no secret) that may use authorization code with PKCE. Register `<ApiUrl>/callback` as its redirect URI. */
  readonly clientId: string;
  /**
   * Claim that lists a worker's groups; each group is a work team.
   * @default 'sagemaker:groups', the claim Ground Truth reads
   */
  readonly groupsClaim?: string;
}

/** Who signs in to the worker portal: users of a Cognito pool you have, or of your own OpenID Connect provider. */
export type Workforce = { readonly cognito: { readonly pool: IUserPool } } | { readonly oidc: OidcProvider };

/** When objects dropped under `inbox/<name>/` become a job. A batch starts as soon as either limit is reached. */
export interface IntakeProps {
  /**
   * Objects that make a batch.
   * @default 1000
   */
  readonly batchObjects?: number;
  /**
   * Longest wait of a dropped object before its batch starts, full or not. The clock is looked at once a minute.
   * @default 5 minutes
   */
  readonly maxAge?: Duration;
}

/** Machines that train and serve the model of automated labeling. */
export interface ModelProps {
  /**
   * SageMaker instance type of training jobs. The account needs a quota for it ("… for training job usage").
   * @default 'ml.m5.xlarge'
   */
  readonly trainingInstanceType?: string;
  /**
   * Memory of the serverless endpoint in MB: 1024, 2048, 3072, 4096, 5120 or 6144.
   * @default 3072
   */
  readonly endpointMemoryMb?: 1024 | 2048 | 3072 | 4096 | 5120 | 6144;
}

export interface PlumblineProps {
  /**
   * Bucket into which job definitions (`jobs/`) and objects (`inbox/`) are dropped. A bucket of your own must send its events to
   * EventBridge and carry the CORS rule of `workerPageCors`.
   * @default a new bucket
   */
  readonly inputBucket?: IBucket;
  /**
   * Bucket of results whose job names no other output path. A bucket of your own must carry the CORS rule of `workerPageCors`.
   * @default a new bucket
   */
  readonly outputBucket?: IBucket;
  /**
   * Further buckets that jobs may name in manifests, data sources, templates and output paths.
   * @default none: jobs stay within the input and the output bucket
   */
  readonly dataBuckets?: readonly IBucket[];
  /**
   * Customer-managed key for buckets, table, queues, logs and model images. An imported key's policy must already let the account's
   * identities use it through IAM, and let CloudWatch Logs and EventBridge use it.
   * @default keys that AWS owns
   */
  readonly encryptionKey?: IKey;
  /**
   * Where workers sign in.
   * @default a new Cognito user pool with the group `labelers`
   */
  readonly workforce?: Workforce;
  /** Batching of dropped objects. */
  readonly intake?: IntakeProps;
  /** Training and endpoint of automated labeling. */
  readonly model?: ModelProps;
  /**
   * Days to keep logs.
   * @default 90 days
   */
  readonly logRetention?: RetentionDays;
  /**
   * Alarms on failures: `true` creates them, a topic is told as well, `false` leaves them out.
   * @default true
   */
  readonly alarms?: boolean | { readonly topic: ITopic };
  /**
   * What becomes of data (buckets, table, user pool, model images, logs) when the stack is deleted. `DESTROY` deletes what can be deleted;
   * CloudFormation refuses to delete buckets that still hold objects.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Job definitions to lay down at `jobs/<name>.json` in the input bucket, by name: the JSON of a CreateLabelingJob request.
   * @default none
   */
  readonly labelingJobs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
