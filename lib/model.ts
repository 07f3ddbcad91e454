import { Aws, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { BuildSpec, ComputeType, LinuxBuildImage, Project, Source } from 'aws-cdk-lib/aws-codebuild';
import { type CfnRepository, Repository, RepositoryEncryption, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { modelImageDir } from './bundling/model-bundle';
import { acknowledge, acknowledgeWildcard } from './nag-acknowledgements';

/** The function that waits for a build lives 15 minutes; the build ends before it, so that a slow one is reported and not lost. */
const buildTimeout = Duration.minutes(13);
const imagesKept = 10;

export interface ModelImageProps {
  readonly encryptionKey?: IKey;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** Repository of model images and the project that builds them in the account, so that no one who deploys needs Docker. */
export class ModelImage extends Construct {
  readonly repository: Repository;
  readonly project: Project;
  /** Tag of the image: the hash of what it is built from. */
  readonly tag: string;

  private readonly source: Asset;

  constructor(scope: Construct, id: string, props: ModelImageProps) {
    super(scope, id);
    this.source = new Asset(this, 'Source', { path: modelImageDir });
    this.tag = this.source.assetHash;
    this.repository = this.ownRepository(props);
    this.project = this.ownProject(props);
  }

  /** The custom resource that builds the image of this tag when there is none yet. Its `ImageUri` waits for the build. */
  build(serviceToken: string): CustomResource {
    return new CustomResource(this, 'Image', {
      resourceType: 'Custom::ModelImage',
      serviceToken,
      properties: {
        ProjectName: this.project.projectName,
        ImageTag: this.tag,
        ImageUri: this.repository.repositoryUriForTag(this.tag),
        SourceBucket: this.source.s3BucketName,
        SourceKey: this.source.s3ObjectKey,
      },
    });
  }

  private ownRepository({ encryptionKey, removalPolicy }: ModelImageProps): Repository {
    const repository = new Repository(this, 'Repository', {
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      ...(encryptionKey ? { encryption: RepositoryEncryption.KMS, encryptionKey } : {}),
      lifecycleRules: [{ description: 'Keep what a rollback may need', maxImageCount: imagesKept }],
      removalPolicy,
    });
    if (removalPolicy === RemovalPolicy.DESTROY) (repository.node.defaultChild as CfnRepository).emptyOnDelete = true;
    return repository;
  }

  private ownProject({ encryptionKey, logRetention, removalPolicy }: ModelImageProps): Project {
    const logGroup = new LogGroup(this, 'BuildLogs', { retention: logRetention, encryptionKey, removalPolicy });
    const source = Stack.of(this).formatArn({
      service: 's3',
      region: '',
      account: '',
      resource: this.source.s3BucketName,
      resourceName: this.source.s3ObjectKey,
    });
    const role = new Role(this, 'BuildRole', {
      description: 'Builds the model image: reads its source, pushes to its repository',
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
      inlinePolicies: {
        Permissions: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [logGroup.logGroupArn],
            }),
            new PolicyStatement({ actions: ['s3:GetObject', 's3:GetObjectVersion'], resources: [source] }),
            new PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
            new PolicyStatement({
              actions: [
                'ecr:BatchCheckLayerAvailability',
                'ecr:CompleteLayerUpload',
                'ecr:DescribeImages',
                'ecr:InitiateLayerUpload',
                'ecr:PutImage',
                'ecr:UploadLayerPart',
              ],
              resources: [this.repository.repositoryArn],
            }),
          ],
        }),
      },
    });
    acknowledgeWildcard(
      role,
      '*',
      'ecr:GetAuthorizationToken has no resource type; what may be pushed is limited to the one repository.',
    );
    const project = new Project(this, 'Project', {
      description: 'Builds the image that trains and serves models',
      role: role.withoutPolicyUpdates(),
      source: Source.s3({ bucket: this.source.bucket, path: this.source.s3ObjectKey }),
      environment: { buildImage: LinuxBuildImage.STANDARD_7_0, computeType: ComputeType.SMALL, privileged: true },
      environmentVariables: {
        REGISTRY: { value: `${Aws.ACCOUNT_ID}.dkr.ecr.${Aws.REGION}.${Aws.URL_SUFFIX}` },
        REPOSITORY: { value: this.repository.repositoryName },
        IMAGE: { value: this.repository.repositoryUriForTag(this.tag) },
        TAG: { value: this.tag },
      },
      buildSpec: buildSpec(),
      timeout: buildTimeout,
      logging: { cloudWatch: { logGroup } },
    });
    acknowledge(project, {
      'AwsSolutions-CB3':
        'Building a container image needs the Docker daemon; the project runs only our Dockerfile, from an asset of this stack.',
      'AwsSolutions-CB4':
        'The project writes no artifacts, reports or cache that a key would protect; its only product is the image, which its repository encrypts.',
    });
    return project;
  }
}

/** An image tag is the hash of its source and tags are immutable: an image that is there already is the one wanted. */
const buildSpec = () =>
  BuildSpec.fromObject({
    version: '0.2',
    phases: {
      build: {
        commands: [
          [
            'aws ecr describe-images --repository-name "$REPOSITORY" --image-ids "imageTag=$TAG" ||',
            '(aws ecr get-login-password | docker login --username AWS --password-stdin "$REGISTRY"',
            '&& docker build --platform linux/amd64 --tag "$IMAGE" .',
            '&& docker push "$IMAGE")',
          ].join(' '),
        ],
      },
    },
  });

/** The role under which SageMaker trains and serves: reads the job's data, writes the model. */
export function modelRole(
  scope: Construct,
  id: string,
  stores: { workBucket: IBucket; userBuckets: readonly IBucket[]; repository: Repository; encryptionKey?: IKey },
): Role {
  const stack = Stack.of(scope);
  const workObjects = stores.workBucket.arnForObjects('jobs/*');
  const userObjects = stores.userBuckets.map((bucket) => bucket.arnForObjects('*'));
  const logStreams = stack.formatArn({ service: 'logs', resource: 'log-group:/aws/sagemaker/*' });
  const statements = [
    new PolicyStatement({ actions: ['s3:GetObject'], resources: [workObjects, ...userObjects] }),
    new PolicyStatement({ actions: ['s3:PutObject'], resources: [workObjects] }),
    // A channel is every object under a prefix: the job's data, and the encoder a request brings.
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [stores.workBucket, ...stores.userBuckets].map((bucket) => bucket.bucketArn),
    }),
    new PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
    new PolicyStatement({
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [stores.repository.repositoryArn],
    }),
    new PolicyStatement({
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      resources: [logStreams],
    }),
    new PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringLike: { 'cloudwatch:namespace': ['/aws/sagemaker/*', 'AWS/SageMaker'] } },
    }),
  ];
  if (stores.encryptionKey) {
    statements.push(
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [stores.encryptionKey.keyArn],
      }),
    );
  }
  const role = new Role(scope, id, {
    description: 'SageMaker training jobs and endpoints of labeling jobs',
    assumedBy: new ServicePrincipal('sagemaker.amazonaws.com'),
    inlinePolicies: { Permissions: new PolicyDocument({ statements }) },
  });
  for (const arn of [workObjects, ...userObjects]) {
    acknowledgeWildcard(
      role,
      arn,
      'The objects a model learns from and scores are named by manifests that do not exist yet; actions are exact.',
    );
  }
  acknowledgeWildcard(
    role,
    logStreams,
    'SageMaker names log groups and streams of training jobs and endpoints itself, all under this prefix.',
  );
  acknowledgeWildcard(
    role,
    '*',
    'GetAuthorizationToken and PutMetricData have no resource type; metrics are limited by namespace.',
  );
  return role;
}
