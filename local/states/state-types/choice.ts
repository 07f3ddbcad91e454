import type { StateType } from '../engine/state-types';
import { StateFailure } from '../errors';
import { evaluateAs } from '../query/evaluate';

export const choiceState: StateType = {
  async run({ execution, frame, state }) {
    const scope = execution.query(frame);
    const leave = (Output: unknown, Assign: Record<string, unknown> | undefined, next: string) =>
      execution.leave(frame, { Output, Assign, next, fallback: frame.input, scope });
    for (const [index, rule] of state.Choices!.entries()) {
      if (!(await evaluateAs('boolean', rule.Condition, `Choices/${index}/Condition`, scope))) continue;
      return leave(rule.Output, rule.Assign, rule.Next);
    }
    if (state.Default !== undefined) return leave(state.Output, state.Assign, state.Default);
    const reason = 'Failed to transition out of the state. The state does not point to a next state.';
    throw new StateFailure('States.Runtime', execution.about(frame, reason));
  },
};
