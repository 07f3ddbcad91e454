import type { StateType } from '../engine/state-types';

export const succeedState: StateType = {
  run({ execution, frame, state }) {
    return execution.leave(frame, { Output: state.Output, fallback: frame.input, scope: execution.query(frame) });
  },
};
