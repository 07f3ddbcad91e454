/** A model container in a page: it counts lines to train, and serves the count. What it is told in the input decides how it misbehaves. */
export const containerSource = `
import { createServer } from 'node:http';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
const root = process.env.SM_ROOT;
if (process.argv[2] === 'train') {
  const parameters = JSON.parse(readFileSync(join(root, 'input/config/hyperparameters.json')));
  console.log('training with', JSON.stringify(parameters));
  if (parameters.wait) await new Promise((resolve) => setTimeout(resolve, Number(parameters.wait)));
  if (parameters.gate) {
    writeFileSync(parameters.gate + '.' + process.pid, '');
    while (!existsSync(parameters.gate)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  if (parameters.fail) {
    writeFileSync(join(root, 'output/failure'), 'the labels are all one: ' + parameters.fail);
    process.exit(1);
  }
  const folder = join(root, 'input/data/train');
  const files = readdirSync(folder, { recursive: true }).sort();
  const lines = files.filter((name) => name.endsWith('.txt')).map((name) => readFileSync(join(folder, name), 'utf8')).join('').split('\\n').length - 1;
  mkdirSync(join(root, 'model/deep'), { recursive: true });
  writeFileSync(join(root, 'model/deep/model.json'), JSON.stringify({ lines, files, secret: process.env.HOME ?? 'none', role: process.env.AWS_SESSION_TOKEN ? 'given' : 'none' }));
} else {
  const model = readFileSync(join(root, 'model/deep/model.json'), 'utf8');
  if (process.env.BROKEN) { console.error('cannot read the weights'); process.exit(3); }
  createServer(async (request, response) => {
    if (request.url === '/ping') return response.end();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    if (text === 'die') process.exit(1);
    if (text === 'fail') { response.statusCode = 418; return response.end('no tea'); }
    response.setHeader('content-type', 'application/x-count');
    response.end(JSON.stringify({ version: process.env.VERSION, asked: text, type: request.headers['content-type'], ...JSON.parse(model) }));
  }).listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), '127.0.0.1');
}
`;

export const dockerfile = `FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY container.mjs ./
ENTRYPOINT ["node", "/app/container.mjs"]
`;

const allow = (Action: string | string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
const roleFor = (service: string, ...statements: unknown[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
    },
    Policies: [{ PolicyName: 'inline', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});
const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const objects = { 'Fn::Join': ['', [arn('Files'), '/*']] };
const image = { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Repository', 'RepositoryUri'] }, ':one']] };
const assets = 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}';

/** A bucket, an image built from the asset `image`, the role its jobs run under, and a role that may not pull the image. */
export const trainingTemplate = {
  Resources: {
    Files: { Type: 'AWS::S3::Bucket' },
    Events: { Type: 'AWS::SQS::Queue', Properties: {} },
    EventsPolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Events' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ ...allow('sqs:SendMessage', arn('Events')), Principal: { Service: 'events.amazonaws.com' } }],
        },
      },
    },
    JobEnds: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: {
          source: ['aws.sagemaker'],
          'detail-type': ['SageMaker Training Job State Change'],
          detail: { TrainingJobStatus: ['Completed', 'Failed', 'Stopped'] },
        },
        Targets: [{ Id: 'queue', Arn: arn('Events'), InputPath: '$.detail' }],
      },
    },
    Repository: { Type: 'AWS::ECR::Repository', Properties: {} },
    BuildRole: roleFor(
      'codebuild.amazonaws.com',
      allow(['s3:GetObject', 's3:GetObjectVersion'], { 'Fn::Sub': `arn:aws:s3:::${assets}/image.zip` }),
      allow('ecr:GetAuthorizationToken', '*'),
      allow(
        [
          'ecr:BatchCheckLayerAvailability',
          'ecr:InitiateLayerUpload',
          'ecr:UploadLayerPart',
          'ecr:CompleteLayerUpload',
          'ecr:PutImage',
        ],
        arn('Repository'),
      ),
    ),
    Project: {
      Type: 'AWS::CodeBuild::Project',
      Properties: {
        ServiceRole: arn('BuildRole'),
        Artifacts: { Type: 'NO_ARTIFACTS' },
        Source: { Type: 'S3', Location: { 'Fn::Sub': `${assets}/image.zip` }, BuildSpec: 'version: 0.2' },
        Environment: { EnvironmentVariables: [{ Name: 'IMAGE', Type: 'PLAINTEXT', Value: image }] },
      },
    },
    Role: roleFor(
      'sagemaker.amazonaws.com',
      allow(['s3:GetObject', 's3:PutObject'], objects),
      allow('s3:ListBucket', arn('Files')),
      allow('ecr:GetAuthorizationToken', '*'),
      allow(['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], arn('Repository')),
      allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], '*'),
    ),
    PoorRole: roleFor('sagemaker.amazonaws.com', allow('s3:*', '*')),
  },
  Outputs: {
    Bucket: { Value: { Ref: 'Files' } },
    Events: { Value: { Ref: 'Events' } },
    Image: { Value: image },
    Project: { Value: { Ref: 'Project' } },
    Role: { Value: arn('Role') },
    PoorRole: { Value: arn('PoorRole') },
  },
};

export const imageAsset = { image: { Dockerfile: dockerfile, 'container.mjs': containerSource } };
