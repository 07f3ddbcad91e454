import type { CloudContext } from '../../contract';
import type { Engine } from './engine';
import type { Frame } from './frame';
import type { EventRecord } from './history';
import type { Committer } from './journal';
import type { Timers } from './timers';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What is fixed when an execution starts. */
export interface ExecutionHeader {
  arn: string;
  name: string;
  machineArn: string;
  machineName: string;
  roleArn: string;
  /** The input's text. */
  input: string;
  startedAt: number;
  /** Which definition it runs, whatever becomes of the machine. */
  definition: string;
  /** Which of a map run's child executions it is. */
  index?: number;
  deadline?: number;
  mapRunArn?: string;
  /** Item count of a child execution. */
  items?: number;
  express?: boolean;
}

export interface ExecutionEnd {
  status: Exclude<ExecutionStatus, 'RUNNING'>;
  at: number;
  output?: string;
  error?: string;
  cause?: string;
}

/** What one step of an execution changed: one line of its journal, written whole or not at all. */
export interface StepRecord {
  /** Name of the child execution, in the journal of a map run. */
  c?: string;
  start?: ExecutionHeader;
  events?: EventRecord[];
  frames?: Record<string, { set?: Partial<Frame>; unset?: string[] }>;
  removed?: string[];
  end?: ExecutionEnd;
}

/** What an execution needs of the world around it. */
export interface Environment {
  context: CloudContext;
  timers: Timers;
  random: () => number;
  committer: Committer;
  engine: Engine;
}
