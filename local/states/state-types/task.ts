import type { StateRun, StateType } from '../engine/state-types';
import { dataLimitExceeded, type Failure, QueryFailure, StateFailure } from '../errors';
import type { TaskCall } from '../integrations/integration';
import { resolveIntegration } from '../integrations/resolve';
import { exceedsDataLimit, limits } from '../limits';
import { evaluate, evaluateAs } from '../query/evaluate';

/** One attempt at a task. */
export interface TaskWork {
  /** Id of its TaskScheduled event; tells it from other attempts. */
  scheduled: number;
  arguments: any;
  token?: string;
  started?: boolean;
  deadline?: number;
  heartbeatSeconds?: number;
  heartbeatBy?: number;
  /** What the request answered, when the task goes on after it. */
  submitted?: { output: any };
  /** What a worker sent with the token before the request had answered. */
  callback?: Callback;
}

export type Callback = { output: string } | { failure: Failure };

export const taskState: StateType = {
  aborts: true,
  retries: true,

  async run(run) {
    const { execution, frame, state } = run;
    const integration = resolveIntegration(state.Resource!)!;
    const token = integration.pattern === 'token' ? execution.newToken(frame) : undefined;
    const scope = execution.query(frame, { token });
    const input = state.Arguments === undefined ? frame.input : await evaluate(state.Arguments, 'Arguments', scope);
    const timeout = await seconds(run, 'TimeoutSeconds', token);
    const heartbeat = await seconds(run, 'HeartbeatSeconds', token);
    const text = JSON.stringify(input);
    if (exceedsDataLimit(text)) throw dataLimitExceeded(frame.state);
    const time = { timeoutInSeconds: timeout, heartbeatInSeconds: heartbeat };
    const scheduled = integration.resourceType
      ? execution.event(frame, 'TaskScheduled', {
          resourceType: integration.resourceType,
          resource: integration.resource,
          region: execution.environment.context.region,
          parameters: text,
          ...time,
        })
      : execution.event(frame, 'LambdaFunctionScheduled', {
          resource: integration.resource,
          input: text,
          timeoutInSeconds: timeout,
        });
    const { now } = execution;
    const work: TaskWork = { scheduled, arguments: input };
    if (token !== undefined) work.token = token;
    if (timeout !== undefined) work.deadline = now + timeout * 1000;
    if (heartbeat !== undefined)
      Object.assign(work, { heartbeatSeconds: heartbeat, heartbeatBy: now + heartbeat * 1000 });
    execution.patch(frame, { work });
    execution.enqueue(() => start(run, scheduled));
  },

  resume(run) {
    const work = run.frame.work as TaskWork | undefined;
    if (!work) return run.execution.enqueue(() => run.execution.attempt(run.frame));
    if (!work.started) return run.execution.enqueue(() => start(run, work.scheduled));
    armTimers(run);
    if (!work.submitted) return perform(run);
    const integration = resolveIntegration(run.state.Resource!)!;
    if (integration.pattern === 'sync') awaitCompletion(run);
    else if (work.callback) run.execution.enqueue(() => settleCallback(run, work.scheduled));
  },
};

async function seconds(
  run: StateRun,
  field: 'TimeoutSeconds' | 'HeartbeatSeconds',
  token?: string,
): Promise<number | undefined> {
  const { execution, frame, state } = run;
  if (state[field] === undefined) return undefined;
  const value = await evaluateAs('number', state[field], field, execution.query(frame, { token }));
  if (Number.isInteger(value) && value > 0 && value <= limits.timeoutSeconds) return value;
  throw new QueryFailure(
    field,
    `The ${field} field must be an integer between 1 and ${limits.timeoutSeconds}, but was: ${value}`,
  );
}

function start(run: StateRun, scheduled: number): void {
  const { execution, frame } = run;
  if (!current(run, scheduled)) return;
  taskEvent(run, 'Started');
  execution.patch(frame, { work: { ...frame.work, started: true } });
  execution.effect(() => {
    if (!current(run, scheduled)) return;
    armTimers(run);
    perform(run);
  });
}

/** Whether this attempt is still the one its state waits for. */
function current({ execution, frame }: StateRun, scheduled: number): boolean {
  return !execution.end && !execution.gone(frame) && (frame.work as TaskWork | undefined)?.scheduled === scheduled;
}

function taskEvent(run: StateRun, what: string, details: Record<string, unknown> = {}): void {
  const { execution, frame, state } = run;
  const { resourceType, resource } = resolveIntegration(state.Resource!)!;
  if (!resourceType) {
    const given = Object.keys(details).length > 0 ? details : undefined;
    execution.event(frame, `LambdaFunction${what}`, given);
  } else {
    execution.event(frame, `Task${what}`, { resourceType, resource, ...details });
  }
}

function callOf(run: StateRun): TaskCall {
  const { execution, frame } = run;
  const { context, timers, engine } = execution.environment;
  return {
    context,
    timers,
    principal: execution.principal,
    executionArn: execution.header.arn,
    arguments: (frame.work as TaskWork).arguments,
    signal: execution.abortSignal(frame),
    executionEnded: (arn) => engine.ended(arn),
  };
}

/** Makes the request; what comes of it is a step of its own. */
function perform(run: StateRun): void {
  const { execution, frame, state } = run;
  const { scheduled } = frame.work as TaskWork;
  const integration = resolveIntegration(state.Resource!)!;
  const settle = (step: () => Promise<void> | void) =>
    execution.enqueue(() => (current(run, scheduled) ? execution.guard(frame, step) : undefined));
  Promise.resolve()
    .then(() => integration.request(callOf(run)))
    .then(
      (output) => settle(() => (integration.pattern === 'request' ? succeed(run, output) : submitted(run, output))),
      (error) =>
        settle(() => {
          const { callback } = frame.work as TaskWork;
          // why: the worker has answered already; that its call then broke off changes nothing.
          return callback ? applyCallback(run, callback) : failTask(run, asFailure(error));
        }),
    );
}

function asFailure(error: unknown): Failure {
  if (error instanceof StateFailure) return { error: error.error, cause: error.cause };
  return { error: 'States.Runtime', cause: String((error as Error)?.message ?? error) };
}

async function submitted(run: StateRun, output: unknown): Promise<void> {
  const { execution, frame, state } = run;
  const text = JSON.stringify(output);
  if (exceedsDataLimit(text)) return failTask(run, tooLarge(run));
  taskEvent(run, 'Submitted', { output: text });
  execution.patch(frame, { work: { ...frame.work, submitted: { output } } });
  if (resolveIntegration(state.Resource!)!.pattern === 'sync') {
    execution.effect(() => awaitCompletion(run));
    return;
  }
  const { callback } = frame.work as TaskWork;
  if (callback) await applyCallback(run, callback);
}

function awaitCompletion(run: StateRun): void {
  const { execution, frame, state } = run;
  const work = frame.work as TaskWork;
  if (!current(run, work.scheduled)) return;
  const integration = resolveIntegration(state.Resource!)!;
  let call: TaskCall;
  try {
    call = callOf(run);
  } catch (error) {
    execution.enqueue(() => execution.guard(frame, () => failTask(run, asFailure(error))));
    return;
  }
  const step = (then: () => Promise<void>) =>
    execution.enqueue(() => (current(run, work.scheduled) ? execution.guard(frame, then) : undefined));
  let ended = false;
  call.signal.addEventListener('abort', () => {
    if (ended || !integration.cancel || execution.detached) return;
    integration.cancel(call, work.submitted!.output).catch(() => undefined);
  });
  integration.completion!(call, work.submitted!.output).then(
    (output) => {
      ended = true;
      step(() => succeed(run, output));
    },
    (error) => {
      ended = true;
      step(() => failTask(run, asFailure(error)));
    },
  );
}

async function succeed(run: StateRun, output: unknown): Promise<void> {
  const { execution, frame, state } = run;
  const text = JSON.stringify(output ?? null);
  if (exceedsDataLimit(text)) return failTask(run, tooLarge(run));
  taskEvent(run, 'Succeeded', { output: text });
  const result = output ?? null;
  execution.patch(frame, { work: undefined });
  const { Output, Assign, Next } = state;
  await execution.leave(frame, {
    Output,
    Assign,
    next: Next,
    fallback: result,
    scope: execution.query(frame, { result }),
  });
}

function tooLarge({ state }: StateRun): Failure {
  const { resourceType, resource } = resolveIntegration(state.Resource!)!;
  const { error, cause } = dataLimitExceeded(resourceType ?? resource!);
  return { error, cause };
}

async function failTask(run: StateRun, failure: Failure): Promise<void> {
  const { error, cause } = failure;
  taskEvent(run, 'Failed', {
    error: error?.slice(0, limits.errorCharacters),
    cause: cause?.slice(0, limits.causeCharacters),
  });
  run.execution.patch(run.frame, { work: undefined });
  await run.execution.fail(run.frame, failure);
}

function armTimers(run: StateRun): void {
  const { execution, frame } = run;
  const { scheduled, deadline, heartbeatBy } = frame.work as TaskWork;
  const expire = (heartbeat: boolean) => async () => {
    if (!current(run, scheduled)) return;
    const work = frame.work as TaskWork;
    if (heartbeat && work.heartbeatBy! > execution.now) return armTimers(run);
    taskEvent(run, 'TimedOut', { error: 'States.Timeout' });
    execution.patch(frame, { work: undefined });
    await execution.fail(frame, { error: 'States.Timeout', cause: '', heartbeat });
  };
  if (deadline !== undefined) execution.setTimer(frame.key, deadline, expire(false), frame);
  const isToken = resolveIntegration(run.state.Resource!)!.pattern === 'token';
  if (heartbeatBy !== undefined && isToken)
    execution.setTimer(`${frame.key}:heartbeat`, heartbeatBy, expire(true), frame);
}

/** A worker's answer or sign of life for the task that waits with `token`. False when no task does any more. */
export function deliver(run: StateRun, token: string, message: Callback | 'heartbeat'): Promise<boolean> {
  const { execution, frame } = run;
  return new Promise((resolve) => {
    execution.enqueue(async () => {
      const work = frame.work as TaskWork | undefined;
      const waiting = !execution.end && !execution.gone(frame) && work?.token === token && !work.callback;
      execution.effect(() => resolve(waiting));
      if (!waiting) return;
      if (message === 'heartbeat') {
        if (work.heartbeatSeconds === undefined) return;
        const heartbeatBy = execution.now + work.heartbeatSeconds * 1000;
        execution.patch(frame, { work: { ...work, heartbeatBy } });
        execution.effect(() => armTimers(run));
        return;
      }
      execution.patch(frame, { work: { ...work, callback: message } });
      if (work.submitted) await execution.guard(frame, () => applyCallback(run, message));
    });
  });
}

async function settleCallback(run: StateRun, scheduled: number): Promise<void> {
  if (!current(run, scheduled)) return;
  await run.execution.guard(run.frame, () => applyCallback(run, (run.frame.work as TaskWork).callback!));
}

async function applyCallback(run: StateRun, callback: Callback): Promise<void> {
  if ('failure' in callback) await failTask(run, callback.failure);
  else await succeed(run, JSON.parse(callback.output));
}
