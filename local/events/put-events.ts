import { randomUUID } from 'node:crypto';
import { type CloudContext, type Principal, ServiceError } from '../contract';
import type { BusEvent } from './delivery';
import type { Rules } from './rules';

/** PutEvents entries are counted by the fields' bytes; the limit is the whole request's. */
const largestRequest = 1_048_576;

type Result = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** Checks and stamps entries; hands each event that is accepted on, one after the other. */
export async function putEvents(
  context: CloudContext,
  rules: Rules,
  entries: any[],
  principal: Principal,
  /** Whether the sources `aws.*` are the caller's to use. */
  ofAws: boolean,
  publish: (bus: string, event: BusEvent) => Promise<void>,
): Promise<{ FailedEntryCount: number; Entries: Result[] }> {
  if (entries.length < 1 || entries.length > 10) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${entries.length < 1 ? 'greater than or equal to 1' : 'less than or equal to 10'}`,
    );
  }
  const total = entries.reduce((sum, entry) => sum + entrySize(entry), 0);
  if (total > largestRequest) {
    throw new ServiceError('ValidationException', `Total size of the entries in the request is over the limit.`);
  }
  for (const entry of entries) {
    context.authorize(principal, 'events:PutEvents', rules.busArn(busOf(entry)), {
      'events:source': String(entry.Source ?? ''),
      'events:detail-type': String(entry.DetailType ?? ''),
      'events:eventBusInvocation': 'false',
    });
  }
  const Entries: Result[] = [];
  for (const entry of entries) {
    const bus = busOf(entry);
    const problem =
      problemOf(entry, ofAws) ??
      (rules.bus(bus) ? undefined : invalid('EventBusName', `Event bus ${bus} does not exist.`));
    if (problem) {
      Entries.push(problem);
      continue;
    }
    const event = {
      version: '0',
      id: randomUUID(),
      'detail-type': entry.DetailType,
      source: entry.Source,
      account: context.accountId,
      time: isoSeconds(entry.Time === undefined ? context.now() : toMillis(entry.Time)),
      region: context.region,
      resources: entry.Resources ?? [],
      detail: JSON.parse(entry.Detail),
    };
    await publish(bus, event);
    if (!ofAws) context.meter('events', 'CustomEvents', Math.max(1, Math.ceil(entrySize(entry) / 65_536)));
    Entries.push({ EventId: event.id });
  }
  return { FailedEntryCount: Entries.filter((result) => 'ErrorCode' in result).length, Entries };
}

export const isoSeconds = (millis: number): string => `${new Date(millis).toISOString().slice(0, 19)}Z`;

const toMillis = (time: unknown) => (typeof time === 'number' ? time * 1000 : Date.parse(String(time)));

/** The bus's name; the API takes its ARN too. */
export const busOf = (input: { EventBusName?: string }): string => (input.EventBusName ?? 'default').split('/').at(-1)!;

function entrySize(entry: any): number {
  const bytes = (text: unknown) => (typeof text === 'string' ? Buffer.byteLength(text) : 0);
  const resources: string[] = entry.Resources ?? [];
  return (
    (entry.Time === undefined ? 0 : 14) +
    bytes(entry.Source) +
    bytes(entry.DetailType) +
    bytes(entry.Detail) +
    resources.reduce((sum, resource) => sum + bytes(resource), 0)
  );
}

const invalid = (parameter: string, reason: string) => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${reason}`,
});

function problemOf(entry: any, ofAws: boolean) {
  if (!entry.Source) return invalid('Source', 'Source is a required argument.');
  if (!entry.DetailType) return invalid('DetailType', 'DetailType is a required argument.');
  if (entry.DetailType.length > 128) return invalid('DetailType', 'DetailType is longer than 128 characters.');
  if (entry.Detail === undefined) return invalid('Detail', 'Detail is a required argument.');
  if (!ofAws && /^aws\./i.test(entry.Source)) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  try {
    const detail = JSON.parse(entry.Detail);
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return undefined;
  } catch {
    // why: falls to the same answer as JSON that is no object.
  }
  return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}
