import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { logger } from './handler';

/** What a custom resource is after the work: its physical id, and what `Fn::GetAtt` answers. */
export interface CustomResourceResult {
  physicalId: string;
  attributes?: Record<string, string>;
}

/**
 * A Lambda behind a CloudFormation custom resource. CloudFormation waits for a PUT to the event's ResponseURL and for nothing else, so
 * every failure is answered too: an unanswered one would hold the stack for an hour.
 */
export const customResource =
  (work: (event: CloudFormationCustomResourceEvent, context: Context) => Promise<CustomResourceResult>) =>
  async (event: CloudFormationCustomResourceEvent, context: Context): Promise<void> => {
    logger.addContext(context);
    const earlier = 'PhysicalResourceId' in event ? event.PhysicalResourceId : undefined;
    try {
      const { physicalId, attributes } = await work(event, context);
      await answer(event, { Status: 'SUCCESS', PhysicalResourceId: physicalId, Data: attributes });
    } catch (error) {
      logger.error('failed', error as Error);
      // Without an id of its own a Create that failed is deleted again under this one.
      const physicalId = earlier ?? event.LogicalResourceId;
      await answer(event, { Status: 'FAILED', PhysicalResourceId: physicalId, Reason: (error as Error).message });
    }
  };

async function answer(event: CloudFormationCustomResourceEvent, outcome: Record<string, unknown>): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    // The URL is presigned without a content type; any other than none is refused.
    headers: { 'content-type': '' },
    body: JSON.stringify({ StackId, RequestId, LogicalResourceId, ...outcome }),
  });
  if (!response.ok) throw new Error(`CloudFormation did not take the answer: HTTP ${response.status}`);
}
