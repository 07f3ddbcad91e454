import type { StateDefinition } from '../definition/types';
import { choiceState } from '../state-types/choice';
import { failState } from '../state-types/fail';
import { mapState } from '../state-types/map';
import { parallelState } from '../state-types/parallel';
import { passState } from '../state-types/pass';
import { succeedState } from '../state-types/succeed';
import { taskState } from '../state-types/task';
import { waitState } from '../state-types/wait';
import type { Execution } from './execution';
import type { Frame } from './frame';

export interface StateRun {
  execution: Execution;
  frame: Frame;
  state: StateDefinition;
}

export interface StateType {
  /** Does the state's work, after its entered event or for a retry. */
  run(run: StateRun): Promise<void> | void;
  /** Takes up work that was under way when the cloud stopped. */
  resume?(run: StateRun): void;
  /** A branch or iteration has ended; its output is in `child.done`. */
  childDone?(run: StateRun, child: Frame): Promise<void> | void;
  /** Abort events of the state's threads, because `failed` failed or, without it, because the state itself is given up. */
  childFailed?(run: StateRun, failed: Frame | undefined, previous: number): void;
  /** Has a `…StateAborted` event. */
  aborts?: boolean;
  /** `$states.context.State.RetryCount` is there. */
  retries?: boolean;
  /** Told when no retrier takes a failure. */
  failedEvent?: string;
}

export const stateTypes: Readonly<Record<StateDefinition['Type'], StateType>> = {
  Choice: choiceState,
  Fail: failState,
  Map: mapState,
  Parallel: parallelState,
  Pass: passState,
  Succeed: succeedState,
  Task: taskState,
  Wait: waitState,
};
