import type { StateRun, StateType } from '../engine/state-types';
import { QueryFailure, StateFailure } from '../errors';
import { limits } from '../limits';
import { evaluateAs } from '../query/evaluate';

export const waitState: StateType = {
  aborts: true,
  async run(run) {
    const { execution, frame } = run;
    const until = await wakeTime(run);
    if (until - execution.now > limits.waitSeconds * 1000) {
      throw new StateFailure('States.Runtime', execution.about(frame, 'Wait state delay is too long.'));
    }
    execution.patch(frame, { work: { until } });
    execution.effect(() => sleep(run));
  },
  resume: sleep,
};

async function wakeTime({ execution, frame, state }: StateRun): Promise<number> {
  const scope = execution.query(frame);
  if (state.Timestamp !== undefined) {
    const text = await evaluateAs('string', state.Timestamp, 'Timestamp', scope);
    const time = parseTimestamp(text);
    if (time !== undefined) return time;
    throw new QueryFailure(
      'Timestamp',
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
    );
  }
  const seconds = await evaluateAs('number', state.Seconds, 'Seconds', scope);
  if (!Number.isInteger(seconds) || seconds < 0) {
    throw new QueryFailure('Seconds', `The Seconds field must be a non-negative integer, but was: ${seconds}`);
  }
  return execution.now + seconds * 1000;
}

function sleep({ execution, frame, state }: StateRun): void {
  if (execution.gone(frame)) return;
  const wake = () =>
    execution.guard(frame, () => {
      const { Output, Assign, Next } = state;
      return execution.leave(frame, {
        Output,
        Assign,
        next: Next,
        fallback: frame.input,
        scope: execution.query(frame),
      });
    });
  execution.setTimer(frame.key, frame.work.until, wake, frame);
}

const isoTime = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** ISO 8601 with an offset or Z, as Step Functions takes it; Date.parse alone takes much more. */
export function parseTimestamp(text: string): number | undefined {
  const parts = isoTime.exec(text);
  if (!parts) return undefined;
  const [, , month, day, hour, minute, second] = parts.map(Number);
  if (month! < 1 || month! > 12 || day! < 1 || day! > 31 || hour! > 23 || minute! > 59 || (second || 0) > 59)
    return undefined;
  // why: Date.parse keeps milliseconds only when there are three digits of them.
  const time = Date.parse(text.replace(/\.(\d{1,9})/, (_, digits: string) => `.${digits.padEnd(3, '0').slice(0, 3)}`));
  return Number.isNaN(time) ? undefined : time;
}
