/** A failure in the words of the States Language: what retriers and catchers match, and what an execution ends with. */
export interface Failure {
  /** Absent when a worker reported a failure without an error name, as AWS allows. */
  error?: string;
  cause?: string;
  /** A missed heartbeat is reported as `States.Timeout`; catchers may name it `States.HeartbeatTimeout`. */
  heartbeat?: boolean;
}

/** A failure on its way to the state that has to answer for it. */
export class StateFailure extends Error implements Failure {
  override readonly cause: string | undefined;

  constructor(
    readonly error: string | undefined,
    cause?: string,
  ) {
    super(`${error}: ${cause}`);
    this.cause = cause;
  }
}

/** A JSONata expression (or the value it gave) that a field cannot use. `reason` follows "An error occurred while executing the state …". */
export class QueryFailure extends Error {
  constructor(
    /** Absent when no field is at fault but what reached the state. */
    readonly location: string | undefined,
    readonly reason: string,
  ) {
    super(`${location}: ${reason}`);
  }
}

export function dataLimitExceeded(what: string): StateFailure {
  return new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
