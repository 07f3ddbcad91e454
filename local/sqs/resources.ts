import { declareProperties } from '../cloudformation/declare-properties';
import type { ResourceHandler } from '../contract';
import type { Queues } from './queues';

export function queueResources(queues: Queues): Record<string, ResourceHandler> {
  return {
    'AWS::SQS::Queue': declareProperties(
      {
        served: [
          'QueueName',
          'VisibilityTimeout',
          'DelaySeconds',
          'MessageRetentionPeriod',
          'MaximumMessageSize',
          'ReceiveMessageWaitTimeSeconds',
          'RedrivePolicy',
          'KmsMasterKeyId',
          'SqsManagedSseEnabled',
        ],
        ignored: {
          KmsDataKeyReusePeriodSeconds: 'messages rest in plain files of the data folder',
          RedriveAllowPolicy: 'every queue here belongs to one account',
          Tags: 'no tag-based access control here',
        },
      },
      async ({ properties, generatedName, logicalId }) => {
        const name: string = properties.QueueName ?? generatedName ?? logicalId;
        const redrive = properties.RedrivePolicy;
        const queue = queues.stand(name, {
          visibilityTimeout: properties.VisibilityTimeout ?? 30,
          delaySeconds: properties.DelaySeconds ?? 0,
          retentionSeconds: properties.MessageRetentionPeriod ?? 345_600,
          maximumMessageSize: properties.MaximumMessageSize ?? 1_048_576,
          waitSeconds: properties.ReceiveMessageWaitTimeSeconds ?? 0,
          redrive: redrive && {
            deadLetterTargetArn: redrive.deadLetterTargetArn,
            maxReceiveCount: Number(redrive.maxReceiveCount),
          },
          kmsKey: properties.KmsMasterKeyId,
          sqsManagedSse: properties.SqsManagedSseEnabled ?? !properties.KmsMasterKeyId,
          // why: a policy is a resource of its own and stands after its queue; a removed one must not stay in force.
          policy: undefined,
        });
        const url = queues.urlOf(name);
        return { ref: url, attributes: { Arn: queue.settings.arn, QueueName: name, QueueUrl: url } };
      },
    ),
    'AWS::SQS::QueuePolicy': declareProperties(
      { served: ['PolicyDocument', 'Queues'] },
      async ({ properties, generatedName, logicalId }) => {
        for (const url of properties.Queues as string[]) {
          const queue = queues.find(url);
          if (!queue) throw new Error(`${logicalId}: no queue ${url}`);
          queues.change(queue, { policy: properties.PolicyDocument });
        }
        return { ref: generatedName ?? logicalId, attributes: {} };
      },
    ),
  };
}
