import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { PlumblineFunction } from './functions/plumbline-function';

/** Prefixes of the input bucket that mean something (architecture §3). */
export const definitionsPrefix = 'jobs/';
export const inboxPrefix = 'inbox/';

export interface IntakeProps {
  readonly inputBucket: IBucket;
  readonly intake: PlumblineFunction;
  readonly sweep: PlumblineFunction;
}

/** What starts work by itself: objects dropped into the input bucket, and the clock. */
export class Intake extends Construct {
  readonly objectCreated: Rule;

  constructor(scope: Construct, id: string, { inputBucket, intake, sweep }: IntakeProps) {
    super(scope, id);
    this.objectCreated = new Rule(this, 'ObjectCreated', {
      description: 'Job definitions and objects dropped into the input bucket',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [inputBucket.bucketName] },
          object: { key: [{ prefix: definitionsPrefix }, { prefix: inboxPrefix }] },
        },
      },
      targets: [target(intake)],
    });
    new Rule(this, 'EveryMinute', {
      description: 'Starts batches that are due, ends what nobody answers, repairs what a crash left',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [target(sweep)],
    });
  }
}

const target = (destination: PlumblineFunction) =>
  new LambdaFunction(destination.handler, { deadLetterQueue: destination.deadLetterQueue });
