import type { CloudContext, Principal } from '../../contract';
import type { Timers } from '../engine/timers';

/** A task on its way out of the interpreter. */
export interface TaskCall {
  context: CloudContext;
  principal: Principal;
  timers: Timers;
  executionArn: string;
  arguments: any;
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Resolves when an execution of this engine has ended. */
  executionEnded(arn: string): Promise<unknown>;
}

export interface Integration {
  /** As TaskScheduled names it; a function's bare ARN has none. */
  resourceType?: string;
  resource?: string;
  pattern: 'request' | 'sync' | 'token';
  /** Service whose API it calls, by the name the cloud knows it. */
  service: string;
  /** Makes the request; its result is the task's, or with `sync` and `token` what TaskSubmitted tells. */
  request(call: TaskCall): Promise<any>;
  /** Waits for the job that `request` started. */
  completion?(call: TaskCall, submitted: any): Promise<any>;
  /** Ends the job when the task is given up. */
  cancel?(call: TaskCall, submitted: any): Promise<void>;
  /** Fields Arguments must have. */
  required: readonly string[];
}

/** Sleeps; returns false when the task was given up meanwhile. */
export function pause({ timers, signal }: TaskCall, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const done = (result: boolean) => () => {
      cancel();
      signal.removeEventListener('abort', giveUp);
      resolve(result);
    };
    const giveUp = done(false);
    const cancel = timers.at(timers.now() + milliseconds, done(true));
    signal.addEventListener('abort', giveUp);
  });
}
