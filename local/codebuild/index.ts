import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readAssets } from '../cloudformation/assembly';
import { declareProperties } from '../cloudformation/declare-properties';
import { type CloudContext, type CloudService, type Principal, ServiceError } from '../contract';
import { answerOperations } from '../storage/operations';
import { RecordStore } from '../storage/record-store';
import { Images } from './images';

interface Project {
  name: string;
  arn: string;
  roleArn: string;
  /** `bucket/key` of the source asset. */
  source: string;
  variables: Record<string, string>;
  buildSpec: string;
  logGroup?: string;
}

type Build = Record<string, unknown> & { id: string };

export interface CodeBuildService extends CloudService {
  /** The folder an image was built from; undefined when no such image was pushed. */
  imageFolder(uri: string): string | undefined;
  /** Checks that a principal may pull the image, as ECR would; throws its refusal. */
  authorizePull(principal: Principal, uri: string): void;
}

const pull = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const push = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
];

/**
 * CodeBuild and ECR, as far as building container images goes: a build makes no image but notes that an image URI stands for the
 * project's source folder, whose Dockerfile says what to run. What the project's role needs for the real build is checked.
 */
export function createCodeBuildService(context: CloudContext): CodeBuildService {
  const images = new Images(context);
  const projects = new Map<string, Project>();
  const builds = new RecordStore<Build>(join(context.dataDir, 'codebuild', 'builds.jsonl'));

  const projectArn = (name: string) => `arn:aws:codebuild:${context.region}:${context.accountId}:project/${name}`;

  /** `IMAGE`, or what older projects say: `REPOSITORY_URI` and `IMAGE_TAG`. */
  function imageOf(variables: Record<string, string>): string {
    const { IMAGE, REPOSITORY_URI, IMAGE_TAG = 'latest' } = variables;
    const uri = IMAGE ?? (REPOSITORY_URI && `${REPOSITORY_URI}:${IMAGE_TAG}`);
    if (!uri)
      throw new Error('the project names no image: the environment needs IMAGE, or REPOSITORY_URI and IMAGE_TAG');
    return uri;
  }

  function build(project: Project, variables: Record<string, string>): void {
    const principal = context.assumeRole(project.roleArn, 'codebuild.amazonaws.com', `AWSCodeBuild-${randomUUID()}`);
    if (project.logGroup) {
      const stream = `arn:aws:logs:${context.region}:${context.accountId}:log-group:${project.logGroup}:log-stream:${project.name}`;
      for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) context.authorize(principal, action, stream);
    }
    for (const action of ['s3:GetObject', 's3:GetObjectVersion']) {
      context.authorize(principal, action, `arn:aws:s3:::${project.source}`);
    }
    const image = imageOf(variables);
    const repository = images.repositoryOf(image);
    context.authorize(principal, 'ecr:GetAuthorizationToken', '*');
    // why: the build's own commands are not run, so the one thing ours asks of ECR besides a push is looked for in them.
    if (project.buildSpec.includes('ecr describe-images'))
      context.authorize(principal, 'ecr:DescribeImages', repository.arn);
    for (const action of push) context.authorize(principal, action, repository.arn);
    const { assemblyDir, accountId, region } = context;
    const folder = readAssets(assemblyDir, accountId, region).get(project.source)?.path;
    if (!folder || !existsSync(join(folder, 'Dockerfile'))) {
      throw new Error(`the source ${project.source} is no asset of the assembly that holds a Dockerfile`);
    }
    images.push(image, folder);
  }

  function startBuild(input: any): Build {
    const project = projects.get(nameOf(input.projectName));
    if (!project)
      throw new ServiceError('ResourceNotFoundException', `Project cannot be found: ${projectArn(input.projectName)}`);
    const repeated = [...builds.values()].find(({ token }) => token !== undefined && token === input.idempotencyToken);
    if (repeated) return repeated;
    const overrides: [string, string][] = (input.environmentVariablesOverride ?? []).map(({ name, value }: any) => [
      name,
      value,
    ]);
    const startTime = context.now() / 1000;
    let failure: string | undefined;
    try {
      build(project, { ...project.variables, ...Object.fromEntries(overrides) });
    } catch (error) {
      failure = (error as Error).message;
      context.log('codebuild', `${project.name}: ${failure}`);
    }
    const id = `${project.name}:${randomUUID()}`;
    const buildStatus = failure ? 'FAILED' : 'SUCCEEDED';
    const number = [...builds.values()].filter(({ projectName }) => projectName === project.name).length + 1;
    const made: Build = {
      id,
      token: input.idempotencyToken,
      arn: projectArn(id).replace(':project/', ':build/'),
      buildNumber: number,
      projectName: project.name,
      startTime,
      endTime: context.now() / 1000,
      currentPhase: 'COMPLETED',
      buildStatus,
      buildComplete: true,
      serviceRole: project.roleArn,
      logs: project.logGroup ? { groupName: project.logGroup, streamName: id.split(':')[1] } : {},
      phases: [
        {
          phaseType: 'BUILD',
          phaseStatus: buildStatus,
          contexts: failure ? [{ statusCode: 'COMMAND_EXECUTION_ERROR', message: failure }] : [],
        },
        { phaseType: 'COMPLETED' },
      ],
    };
    builds.put(id, made);
    // why: at list prices a build of this image takes about three minutes; the laptop's takes none.
    context.meter('codebuild', 'BuildMinutes', 3);
    return made;
  }

  const handle = answerOperations('CodeBuild', {
    StartBuild(input, { principal }) {
      context.authorize(principal, 'codebuild:StartBuild', projectArn(nameOf(input.projectName)));
      return { build: startBuild(input) };
    },
    BatchGetBuilds(input, { principal }) {
      const ids: string[] = (input.ids ?? []).map(nameOf);
      for (const id of ids) context.authorize(principal, 'codebuild:BatchGetBuilds', projectArn(id.split(':')[0]!));
      return {
        builds: ids.map((id) => builds.get(id)).filter((found) => found !== undefined),
        buildsNotFound: ids.filter((id) => !builds.has(id)),
      };
    },
    ListBuildsForProject(input, { principal }) {
      const name = nameOf(input.projectName);
      context.authorize(principal, 'codebuild:ListBuildsForProject', projectArn(name));
      const found = [...builds.values()].filter(({ projectName }) => projectName === name);
      return { ids: found.map(({ id }) => id).reverse() };
    },
  });

  const tags = { Tags: 'no tag-based access control here' };
  return {
    name: 'codebuild',
    signingNames: ['codebuild'],
    handle,
    imageFolder: (uri) => images.folder(uri),
    authorizePull(principal, uri) {
      const repository = images.repositoryOf(uri);
      context.authorize(principal, 'ecr:GetAuthorizationToken', '*');
      for (const action of pull) context.authorize(principal, action, repository.arn);
    },
    resources: {
      'AWS::CodeBuild::Project': declareProperties(
        {
          served: ['Name', 'ServiceRole', 'Source', 'Environment', 'LogsConfig'],
          ignored: {
            ...tags,
            Artifacts: 'an image is the only product',
            Cache: 'a build takes no time',
            Description: 'says nothing to a machine',
            EncryptionKey: 'there are no artifacts to encrypt',
            TimeoutInMinutes: 'a build takes no time',
            QueuedTimeoutInMinutes: 'a build takes no time',
            ConcurrentBuildLimit: 'a build takes no time',
          },
        },
        async ({ properties, generatedName, logicalId }) => {
          const { Source: source, Environment: environment } = properties;
          if (source?.Type !== 'S3')
            throw new Error(`${logicalId}: the embedded cloud builds from S3 assets only, not ${source?.Type}`);
          const name: string = properties.Name ?? generatedName ?? logicalId;
          const variables: [string, string][] = (environment?.EnvironmentVariables ?? []).map((variable: any) => [
            variable.Name,
            String(variable.Value),
          ]);
          projects.set(name, {
            name,
            arn: projectArn(name),
            roleArn: roleArnOf(properties.ServiceRole, context),
            source: source.Location,
            buildSpec: String(source.BuildSpec ?? ''),
            variables: Object.fromEntries(variables),
            logGroup: properties.LogsConfig?.CloudWatchLogs?.GroupName,
          });
          return { ref: name, attributes: { Arn: projectArn(name) } };
        },
      ),
      'AWS::ECR::Repository': declareProperties(
        {
          served: ['RepositoryName'],
          ignored: {
            ...tags,
            ImageTagMutability: 'a tag is the hash of its source, which is pushed again unchanged',
            EmptyOnDelete: 'images are folders of cdk.out',
            EncryptionConfiguration: 'images are folders of cdk.out',
            ImageScanningConfiguration: 'images are folders of cdk.out',
            LifecyclePolicy: 'images are folders of cdk.out',
            RepositoryPolicyText: 'one account has no need of it',
          },
        },
        async ({ properties, generatedName, logicalId }) => {
          const name = (properties.RepositoryName ?? generatedName ?? logicalId).toLowerCase();
          const { arn, uri } = images.stand(name);
          return { ref: name, attributes: { Arn: arn, RepositoryUri: uri } };
        },
      ),
    },
    async stop() {
      images.close();
      builds.close();
    },
  };
}

/** A name, or the end of an ARN. */
const nameOf = (reference: unknown): string =>
  String(reference ?? '')
    .split('/')
    .at(-1)!;

const roleArnOf = (role: string, { accountId }: CloudContext) =>
  role.startsWith('arn:') ? role : `arn:aws:iam::${accountId}:role/${role}`;
