import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { jobStateEvent } from '../../core/job/events';
import type { JobRecord } from '../../core/job/job';
import { eventBridge } from './clients';

/** Puts the job-state event on the bus; throws when EventBridge does not take it. */
export async function tellJobState(
  eventBusName: string,
  job: JobRecord,
  where: { region: string; account: string },
): Promise<void> {
  const event = jobStateEvent(job, where);
  const { FailedEntryCount, Entries } = await eventBridge().send(
    new PutEventsCommand({ Entries: [{ ...event, EventBusName: eventBusName, Detail: JSON.stringify(event.Detail) }] }),
  );
  if (FailedEntryCount) throw new Error(`The job-state event was not taken: ${Entries?.[0]?.ErrorMessage}`);
}

/** Region and account out of a function's own ARN. */
export function whereOf(functionArn: string): { region: string; account: string } {
  const [, , , region = '', account = ''] = functionArn.split(':');
  return { region, account };
}
