import { newFrame } from '../engine/frame';
import type { StateType } from '../engine/state-types';
import { evaluate } from '../query/evaluate';

export const parallelState: StateType = {
  aborts: true,
  retries: true,
  failedEvent: 'ParallelStateFailed',
  async run({ execution, frame, state }) {
    const input =
      state.Arguments === undefined
        ? frame.input
        : await evaluate(state.Arguments, 'Arguments', execution.query(frame));
    const started = execution.event(frame, 'ParallelStateStarted');
    for (const [index, branch] of state.Branches!.entries()) {
      const child = newFrame(`${frame.key}/${started}.${index}`, branch.StartAt, input, started);
      Object.assign(child, { parent: frame.key, index });
      execution.begin(child);
    }
  },
  async childDone({ execution, frame, state }, child) {
    const branches = execution.frames.childrenOf(frame);
    if (!branches.every(({ done }) => done)) return;
    const result = branches.sort((a, b) => a.index - b.index).map(({ done }) => done!.output);
    const last = child.last;
    execution.removeChildren(frame);
    execution.event(frame, 'ParallelStateSucceeded', undefined, last);
    const { Output, Assign, Next } = state;
    const scope = execution.query(frame, { result });
    await execution.leave(frame, { Output, Assign, next: Next, fallback: result, scope, previous: last });
  },
  childFailed({ execution, frame }, _failed, previous) {
    for (const child of execution.frames.childrenOf(frame)) execution.abortEvents(child, previous);
  },
};
