import type { Retrier } from '../definition/types';
import type { Failure } from '../errors';

/** Whether a retrier's or catcher's list of error names takes a failure. */
export function matchesError(names: readonly string[], failure: Failure): boolean {
  const error = failure.error ?? '';
  return names.some((name) => {
    if (name === error) return true;
    if (name === 'States.HeartbeatTimeout') return failure.heartbeat === true;
    if (error === 'States.Runtime') return false;
    if (name === 'States.ALL') return true;
    return name === 'States.TaskFailed' && error !== 'States.Timeout' && error !== 'States.DataLimitExceeded';
  });
}

export interface RetryDecision {
  /** Position of the retrier. */
  retrier: number;
  delaySeconds: number;
}

/** The first retrier that names the failure decides; when its attempts are used up nothing retries. */
export function decideRetry(
  retriers: readonly Retrier[],
  failure: Failure,
  made: readonly number[],
  random: () => number,
): RetryDecision | undefined {
  const index = retriers.findIndex((retrier) => matchesError(retrier.ErrorEquals, failure));
  if (index < 0) return undefined;
  const retrier = retriers[index]!;
  const attempt = made[index] ?? 0;
  if (attempt >= (retrier.MaxAttempts ?? 3)) return undefined;
  const full = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** attempt;
  const capped = Math.min(full, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY, 31_622_400);
  return { retrier: index, delaySeconds: retrier.JitterStrategy === 'FULL' ? capped * random() : capped };
}
