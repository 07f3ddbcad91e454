/** What the embedded cloud noticed that should not happen in a sound deployment. */
export interface Complaints {
  denials: readonly { action: string; resource: string; role: string }[];
  failures: readonly { service: string; resource: string; reason: string }[];
}

/** With something denied or failed, this long without any change is enough to call the run stuck. */
const STUCK_AFTER_COMPLAINT_MS = 20_000;
/** Without: long enough for the slowest step, training. */
const STUCK_MS = 600_000;

/** Why to stop waiting for a job that has not moved for a while, as one line; undefined while there is hope. */
export function giveUpReason({ denials, failures }: Complaints, stillMs: number): string | undefined {
  if (stillMs < STUCK_AFTER_COMPLAINT_MS) return undefined;
  const denial = denials[0];
  if (denial) return `AccessDenied: role ${denial.role} is not allowed ${denial.action} on ${denial.resource}`;
  const failure = failures[0];
  if (failure) return `${failure.service} ${failure.resource}: ${failure.reason.split('\n')[0]}`;
  if (stillMs === Number.POSITIVE_INFINITY || stillMs < STUCK_MS) return undefined;
  return `the job has not moved for ${Math.round(stillMs / 60_000)} minutes`;
}
