import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Plumbline } from './plumbline';
import type { PlumblineProps } from './plumbline-props';

export interface PlumblineStackProps extends StackProps, PlumblineProps {}

/** A stack of one Plumbline, with the outputs that commands and the embedded cloud read (architecture §7). */
export class PlumblineStack extends Stack {
  readonly plumbline: Plumbline;

  constructor(scope: Construct, id: string, props: PlumblineStackProps = {}) {
    super(scope, id, { description: 'Plumbline: data labeling by people and models', ...props });
    const plumbline = new Plumbline(this, 'Plumbline', props);
    this.plumbline = plumbline;
    const { workforce } = plumbline;
    const outputs: Record<string, string | undefined> = {
      ApiUrl: plumbline.url,
      InputBucketName: plumbline.inputBucket.bucketName,
      OutputBucketName: plumbline.outputBucket.bucketName,
      WorkBucketName: plumbline.workBucket.bucketName,
      TableName: plumbline.table.tableName,
      StateMachineArn: plumbline.stateMachine.stateMachineArn,
      EventBusName: plumbline.eventBus.eventBusName,
      UserPoolId: workforce.userPool?.userPoolId,
      UserPoolClientId: workforce.clientId,
      DefaultWorkteamArn: plumbline.defaultWorkteamArn,
    };
    for (const [name, value] of Object.entries(outputs)) {
      if (value !== undefined) new CfnOutput(this, name, { value });
    }
  }
}
