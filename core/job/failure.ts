/** Ground Truth's limit on `FailureReason`. */
const MAX_LENGTH = 1024;

/**
 * One clear line out of a Step Functions error (`{Error, Cause}`). A Lambda's cause is JSON with the message inside; a training job's is
 * the whole description with `FailureReason`.
 */
export function failureText(error: unknown): string {
  const { Error: name = 'Error', Cause: cause = '' } = (error ?? {}) as { Error?: string; Cause?: string };
  const message = messageOf(cause);
  const text = message.startsWith(name) ? message : `${name}: ${message || 'no cause was given'}`;
  return text.replace(/\s+/g, ' ').slice(0, MAX_LENGTH);
}

function messageOf(cause: string): string {
  try {
    const parsed = JSON.parse(cause);
    const message = parsed.errorMessage ?? parsed.FailureReason ?? parsed.Message ?? parsed.message;
    return typeof message === 'string' ? message : cause;
  } catch {
    // A cause cut to length is no longer JSON; its message still stands near the front.
    return /"errorMessage":"((?:[^"\\]|\\.)*)/.exec(cause)?.[1] ?? cause;
  }
}
