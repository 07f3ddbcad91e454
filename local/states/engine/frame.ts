/**
 * Where one thread of an execution stands: the machine itself, a branch of a Parallel state or an iteration of a Map state. Plain
 * data, so that it can be written down and taken up again after a crash.
 */
export interface Frame {
  key: string;
  parent?: string;
  /** Which branch or which iteration. */
  index: number;
  state: string;
  input: any;
  /** Variables assigned in this frame; those of its parents are visible too. */
  variables: Record<string, any>;
  /** Id of the thread's latest event: the next one's previousEventId. */
  last: number;
  /** Set once the state has been entered. */
  entered?: { id: number; before: number; at: number };
  /** Retries made of the current state, per retrier, and in all. */
  retries?: number[];
  /** When the state is to be tried again. */
  retryAt?: number;
  /** How far the current state has come, in the state type's own terms. */
  work?: any;
  /** The item of a Map iteration. */
  item?: { Index: number; Value: any; Key?: string };
  /** Output of a finished branch or iteration. */
  done?: { output: any };
}

export const rootKey = 'root';

export function newFrame(key: string, state: string, input: unknown, last: number): Frame {
  return { key, index: 0, state, input, variables: {}, last };
}
