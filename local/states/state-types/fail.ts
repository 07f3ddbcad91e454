import type { StateType } from '../engine/state-types';
import { StateFailure } from '../errors';
import { evaluateAs } from '../query/evaluate';

export const failState: StateType = {
  async run({ execution, frame, state }) {
    const scope = execution.query(frame);
    const error = state.Error === undefined ? undefined : await evaluateAs('string', state.Error, 'Error', scope);
    const cause = state.Cause === undefined ? undefined : await evaluateAs('string', state.Cause, 'Cause', scope);
    throw new StateFailure(error, cause);
  },
};
