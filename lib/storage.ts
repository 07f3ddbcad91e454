import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type CorsRule,
  HttpMethods,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './nag-acknowledgements';

/**
 * Worker pages fetch pictures by presigned URL from another origin; without this rule browsers refuse to draw them. The same rule as Ground
 * Truth asks for, reading only: answers travel through the API, never straight into a bucket.
 */
export const workerPageCors: CorsRule = {
  allowedOrigins: ['*'],
  allowedMethods: [HttpMethods.GET, HttpMethods.HEAD],
  allowedHeaders: ['*'],
  exposedHeaders: ['Access-Control-Allow-Origin', 'Content-Length', 'Content-Range', 'ETag'],
  maxAge: 3000,
};

const daysOfAccessLogs = 365;
const daysOfWorkData = 180;
const daysOfOldVersions = 30;

export interface StorageProps {
  readonly inputBucket?: IBucket;
  readonly outputBucket?: IBucket;
  readonly encryptionKey?: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** The three buckets of architecture §3, and one for their access logs. */
export class Storage extends Construct {
  readonly inputBucket: IBucket;
  readonly outputBucket: IBucket;
  readonly workBucket: Bucket;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: StorageProps,
  ) {
    super(scope, id);
    // Access logs are let in by bucket policy, not by ACL, whatever the feature flags of the app around us.
    this.node.setContext('@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy', true);
    const accessLogs = this.accessLogBucket();
    this.inputBucket = props.inputBucket ?? this.ownInputBucket(accessLogs);
    this.outputBucket =
      props.outputBucket ?? this.dataBucket('OutputBucket', accessLogs, { cors: [workerPageCors], versioned: true });
    this.workBucket = this.dataBucket('WorkBucket', accessLogs, {
      lifecycleRules: [{ id: 'ForgetWorkData', expiration: Duration.days(daysOfWorkData) }],
    });
  }

  private ownInputBucket(accessLogs: Bucket): Bucket {
    const bucket = this.dataBucket('InputBucket', accessLogs, { cors: [workerPageCors], versioned: true });
    // Not `eventBridgeEnabled`, which would add a Lambda function of CDK's own to set this one property.
    const resource = bucket.node.defaultChild as CfnBucket;
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    return bucket;
  }

  private dataBucket(
    id: string,
    accessLogs: Bucket,
    options: Pick<ConstructorParameters<typeof Bucket>[2] & object, 'cors' | 'versioned' | 'lifecycleRules'>,
  ): Bucket {
    const { encryptionKey, removalPolicy } = this.props;
    return new Bucket(this, id, {
      cors: options.cors,
      versioned: options.versioned,
      ...(encryptionKey
        ? { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: `${id}/`,
      removalPolicy,
      lifecycleRules: [
        { id: 'AbortUnfinishedUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
        ...(options.versioned
          ? [{ id: 'ForgetOldVersions', noncurrentVersionExpiration: Duration.days(daysOfOldVersions) }]
          : []),
        ...(options.lifecycleRules ?? []),
      ],
    });
  }

  private accessLogBucket(): Bucket {
    const bucket = new Bucket(this, 'AccessLogBucket', {
      // S3 delivers access logs only to buckets encrypted with S3's own keys.
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: this.props.removalPolicy,
      lifecycleRules: [{ id: 'ForgetOldLogs', expiration: Duration.days(daysOfAccessLogs) }],
    });
    acknowledge(bucket, {
      'AwsSolutions-S1': 'This bucket receives the access logs of the others; logging it into itself would never end.',
    });
    return bucket;
  }
}
