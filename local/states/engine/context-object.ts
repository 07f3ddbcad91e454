import type { StateDefinition } from '../definition/types';
import type { Frame } from './frame';
import type { ExecutionHeader } from './records';
import { stateTypes } from './state-types';

/** What some expressions see beside input and variables. */
export interface QueryExtras {
  result?: unknown;
  errorOutput?: unknown;
  token?: string;
  item?: Frame['item'];
}

/** `$states.context`. */
export function contextObject(
  header: ExecutionHeader,
  input: unknown,
  frame: Frame,
  state: StateDefinition,
  { token, item }: QueryExtras,
  now: number,
): Record<string, unknown> {
  const retries = frame.retries?.reduce((sum, count) => sum + (count ?? 0), 0) ?? 0;
  return {
    Execution: {
      Id: header.arn,
      Input: input,
      StartTime: new Date(header.startedAt).toISOString(),
      Name: header.name,
      RoleArn: header.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: header.machineArn, Name: header.machineName },
    State: {
      Name: frame.state,
      EnteredTime: new Date(frame.entered?.at ?? now).toISOString(),
      ...(stateTypes[state.Type].retries ? { RetryCount: retries } : {}),
    },
    ...(token === undefined ? {} : { Task: { Token: token } }),
    ...(item === undefined ? {} : { Map: { Item: item } }),
  };
}
