import { StateFailure } from '../errors';
import type { Integration, TaskCall } from './integration';
import { sdkMetadata } from './sdk-metadata';
import { optimizedStyle, toFailure } from './service-error';

const style = optimizedStyle('StepFunctions', 'AWSStepFunctionsException', 'AWSStepFunctions');

/** `states:startExecution` and its `.sync` (output as text), `.sync:2` (output as JSON) and `.waitForTaskToken` forms. */
export function startExecution(suffix: '' | '.sync' | '.sync:2' | '.waitForTaskToken'): Integration {
  return {
    resourceType: 'states',
    resource: `startExecution${suffix}`,
    pattern: suffix === '' ? 'request' : suffix === '.waitForTaskToken' ? 'token' : 'sync',
    service: 'states',
    required: ['StateMachineArn'],
    async request(call) {
      const { StateMachineArn, Name, Input = {}, TraceHeader } = call.arguments;
      const input = typeof Input === 'string' ? Input : JSON.stringify(Input);
      const started = await ask(call, 'StartExecution', {
        stateMachineArn: StateMachineArn,
        input,
        ...(Name === undefined ? {} : { name: Name }),
        ...(TraceHeader === undefined ? {} : { traceHeader: TraceHeader }),
      });
      const response = { ExecutionArn: started.executionArn, StartDate: milliseconds(started.startDate) };
      return { ...response, ...sdkMetadata(JSON.stringify(response).length) };
    },
    async completion(call, submitted) {
      const executionArn = submitted.ExecutionArn;
      await call.executionEnded(executionArn);
      if (call.signal.aborted) return undefined;
      const ended = describe(await ask(call, 'DescribeExecution', { executionArn }), suffix === '.sync:2');
      if (ended.Status === 'SUCCEEDED') return ended;
      throw new StateFailure('States.TaskFailed', JSON.stringify(ended));
    },
    async cancel(call, submitted) {
      await ask(call, 'StopExecution', { executionArn: submitted.ExecutionArn });
    },
  };
}

async function ask(call: TaskCall, operation: string, input: Record<string, unknown>): Promise<Record<string, any>> {
  try {
    return await call.context.call(call.principal, 'states', operation, input);
  } catch (error) {
    throw toFailure(error, style);
  }
}

function describe(execution: Record<string, any>, asJson: boolean): Record<string, unknown> {
  const data = (value: string | undefined) => (asJson && value !== undefined ? JSON.parse(value) : value);
  const members: Record<string, unknown> = {
    Cause: execution.cause,
    Error: execution.error,
    ExecutionArn: execution.executionArn,
    Input: data(execution.input),
    InputDetails: { Included: true },
    Name: execution.name,
    Output: data(execution.output),
    OutputDetails: execution.output === undefined ? undefined : { Included: true },
    StartDate: milliseconds(execution.startDate),
    StateMachineArn: execution.stateMachineArn,
    Status: execution.status,
    StopDate: milliseconds(execution.stopDate),
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

const milliseconds = (seconds: number | undefined) => (seconds === undefined ? undefined : Math.round(seconds * 1000));
