import type { StateType } from '../engine/state-types';

export const passState: StateType = {
  run({ execution, frame, state }) {
    const { Output, Assign, Next } = state;
    return execution.leave(frame, { Output, Assign, next: Next, fallback: frame.input, scope: execution.query(frame) });
  },
};
