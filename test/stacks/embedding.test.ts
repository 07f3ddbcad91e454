import { describe, expect, test } from '@jest/globals';
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Plumbline } from '../../lib/plumbline';

const quietApp = () => new App({ analyticsReporting: false, builtinCloudFormationValidation: false });

describe('Plumbline in an app of someone else', () => {
  test('stands in their stack, in their account, with their buckets and their pool', () => {
    const stack = new Stack(quietApp(), 'Vision', { env: { account: '111122223333', region: 'eu-west-1' } });
    const input = new Bucket(stack, 'Pictures');
    const pool = new UserPool(stack, 'Staff');
    const plumbline = new Plumbline(stack, 'Labeling', {
      inputBucket: input,
      workforce: { cognito: { pool } },
      intake: { batchObjects: 250, maxAge: Duration.minutes(30) },
      logRetention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
      model: { trainingInstanceType: 'ml.c5.xlarge', endpointMemoryMb: 6144 },
    });
    new CfnOutput(stack, 'Portal', { value: plumbline.url });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Cognito::UserPool', 1);
    template.resourceCountIs('AWS::S3::Bucket', 4);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ INTAKE_BATCH_OBJECTS: '250', INTAKE_MAX_AGE_SECONDS: '1800' }) },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ TRAINING_INSTANCE_TYPE: 'ml.c5.xlarge' }) },
    });
    template.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
    template.hasResourceProperties('AWS::ECR::Repository', { EmptyOnDelete: true });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  });

  test('stands twice in one stack', () => {
    const stack = new Stack(quietApp(), 'Two');
    new Plumbline(stack, 'Pictures');
    new Plumbline(stack, 'Texts', { alarms: false });
    Template.fromStack(stack).resourceCountIs('AWS::StepFunctions::StateMachine', 2);
  });

  test('refuses a job definition whose name is no job name', () => {
    const stack = new Stack(quietApp(), 'Wrong');
    expect(() => new Plumbline(stack, 'Labeling', { labelingJobs: { 'night cars': {} } })).toThrow(
      'labelingJobs: "night cars" is no labeling job name',
    );
  });
});
