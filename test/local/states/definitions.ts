import { functionArn } from './harness';

/** A machine in JSONata whose states are given in order; each goes to the next, the last one ends, unless it says otherwise. */
export function chain(states: Record<string, any>, more: object = {}) {
  const names = Object.keys(states);
  const linked = names.map((name, index) => {
    const state = states[name];
    const ends = ['Choice', 'Succeed', 'Fail'].includes(state.Type) || 'Next' in state || 'End' in state;
    if (ends) return [name, state];
    const next = names[index + 1];
    return [name, next === undefined ? { ...state, End: true } : { ...state, Next: next }];
  });
  return { QueryLanguage: 'JSONata', StartAt: names[0], States: Object.fromEntries(linked), ...more };
}

export const pass = (more: object = {}) => ({ Type: 'Pass', ...more });

export const invoke = (name: string, payload: unknown = '{% $states.input %}', more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionArn(name), Payload: payload },
  Output: '{% $states.result.Payload %}',
  ...more,
});

/** A task that hands its token to a function and waits for it to be sent back. */
export const callback = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: { FunctionName: functionArn(name), Payload: { token: '{% $states.context.Task.Token %}' } },
  ...more,
});

export const bare = (name: string, more: object = {}) => ({ Type: 'Task', Resource: functionArn(name), ...more });

export const inlineMap = (processor: Record<string, any>, more: object = {}) => {
  const { StartAt, States } = chain(processor);
  return { Type: 'Map', ItemProcessor: { StartAt, States }, ...more };
};

export const distributedMap = (processor: Record<string, any>, more: object = {}, executionType = 'STANDARD') => {
  const { StartAt, States } = chain(processor);
  const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: executionType };
  return { Type: 'Map', ItemProcessor: { ProcessorConfig, StartAt, States }, ...more };
};

export const parallel = (branches: Record<string, any>[], more: object = {}) => ({
  Type: 'Parallel',
  Branches: branches.map((branch) => {
    const { StartAt, States } = chain(branch);
    return { StartAt, States };
  }),
  ...more,
});

/** `type<previousEventId`, short enough to write a history down. */
export const shape = (events: any[]) => events.map(({ type, previousEventId }) => `${type}<${previousEventId}`);
export const types = (events: any[]) => events.map(({ type }) => type);

export const detailsOf = (event: any): any => event[Object.keys(event).find((key) => key.endsWith('EventDetails'))!];
