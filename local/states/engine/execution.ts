import { randomBytes } from 'node:crypto';
import type { Principal } from '../../contract';
import type { MachineDefinition } from '../definition/types';
import { dataLimitExceeded, type Failure, QueryFailure, StateFailure } from '../errors';
import { exceedsDataLimit, limits } from '../limits';
import { evaluate, type Scope } from '../query/evaluate';
import { checkVariables } from './check-variables';
import { contextObject, type QueryExtras } from './context-object';
import { type Frame, newFrame, rootKey } from './frame';
import { FrameTree } from './frame-tree';
import type { Journal } from './journal';
import type { Environment, ExecutionEnd, ExecutionHeader, StepRecord } from './records';
import { decideRetry, matchesError } from './retry';
import { stateTypes } from './state-types';
import { HistoryFull, StepChanges } from './step-changes';
import { type Step, StepQueue } from './step-queue';
import { Waits } from './waits';

/**
 * One execution. Everything that happens to it is a step, and steps run one after the other: enter a state, take a task's result, fire
 * a timer. A step's events and changes become one journal line; only then its effects on the world start.
 */
export class Execution {
  readonly frames: FrameTree;
  end: ExecutionEnd | undefined;
  detached = false;
  private readonly changes = new StepChanges();
  private readonly steps = new StepQueue(
    (error) => this.collapse(error),
    () => this.commit(),
  );
  private readonly waits: Waits;
  private assumed: Principal | undefined;
  private parsedInput: { value: unknown } | undefined;

  constructor(
    readonly header: ExecutionHeader,
    readonly definition: MachineDefinition,
    private readonly journal: Journal,
    readonly environment: Environment,
    private readonly onEnd: (execution: Execution) => void,
  ) {
    this.frames = new FrameTree(definition);
    this.waits = new Waits(environment.timers);
  }

  get now(): number {
    return this.environment.timers.now();
  }

  private get input(): unknown {
    this.parsedInput ??= { value: JSON.parse(this.header.input) };
    return this.parsedInput.value;
  }

  /** The state machine's role, as which everything is called. */
  get principal(): Principal {
    const sessionName = this.header.name
      .replace(/[^\w+=,.@-]/g, '-')
      .slice(0, 64)
      .padEnd(2, '-');
    this.assumed ??= this.environment.context.assumeRole(this.header.roleArn, 'states.amazonaws.com', sessionName);
    return this.assumed;
  }

  // ---- life

  /** Resolves when the start is in the journal. */
  start(): Promise<void> {
    return new Promise((started) => this.enqueue(() => this.begins(started)));
  }

  private begins(started: () => void): void {
    this.changes.start(this.header);
    const id = this.event(undefined, 'ExecutionStarted', { input: this.header.input, roleArn: this.header.roleArn }, 0);
    // why: recorded on AWS, the first state's event names no predecessor.
    const root = newFrame(rootKey, this.definition.StartAt, this.input, id - 1);
    this.effect(() => {
      if (this.header.express) this.environment.context.meter('states', 'ExpressRequests', 1);
      this.armDeadline();
      started();
    });
    this.begin(root);
  }

  /** Takes one journal line back in. */
  restore(record: StepRecord): void {
    this.changes.restore(record, this.frames);
    if (record.end) this.end = record.end;
  }

  /** Goes on after a restart of the cloud. */
  resume(): void {
    this.armDeadline();
    for (const frame of this.frames.values()) {
      if (frame.done) continue;
      if (!frame.entered) this.enqueue(() => this.enter(frame));
      else if (frame.retryAt !== undefined) this.armRetry(frame);
      else
        stateTypes[this.frames.stateOf(frame).Type].resume?.({
          execution: this,
          frame,
          state: this.frames.stateOf(frame),
        });
    }
  }

  stop(error: string | undefined, cause: string | undefined): Promise<ExecutionEnd> {
    return this.terminate('ABORTED', 'ExecutionAborted', { error, cause });
  }

  private armDeadline(): void {
    if (this.header.deadline === undefined) return;
    this.setTimer('deadline', this.header.deadline, () => {
      // why: not awaited, for it is a step of its own and would wait for this one.
      void this.terminate('TIMED_OUT', 'ExecutionTimedOut', {});
    });
  }

  private terminate(status: ExecutionEnd['status'], type: string, failure: Failure): Promise<ExecutionEnd> {
    return new Promise((resolve) => {
      if (this.end) return resolve(this.end);
      this.steps.pushFirst(() => {
        if (!this.end) {
          this.event(undefined, type, { error: failure.error, cause: failure.cause }, 0);
          this.finish({ status, at: this.now, ...(type === 'ExecutionTimedOut' ? {} : failure) });
        }
        this.effect(() => resolve(this.end!));
      });
    });
  }

  // ---- steps

  enqueue(step: Step): void {
    if (!this.detached) this.steps.push(step);
  }

  private commit(): void {
    const { record, effects } = this.changes.take();
    if (Object.keys(record).length > 0) {
      this.journal.append(this.header.mapRunArn ? { c: this.header.name, ...record } : record);
    } else if (effects.length === 0) {
      return;
    }
    this.environment.committer.commit(this.journal, effects);
  }

  /** A full history or a fault of the interpreter: no state can catch it. */
  private collapse(error: unknown): void {
    if (this.end) return;
    const full = error instanceof HistoryFull;
    if (!full) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.environment.context.log('states', `${this.header.arn}: ${text}`);
    }
    const cause = full
      ? `The execution reached the maximum number of history events (${limits.historyEvents}).`
      : String((error as Error).message ?? error);
    this.failExecution({ error: 'States.Runtime', cause }, this.changes.lastOfFullHistory());
  }

  /** Runs once the step is in the journal. */
  effect(run: () => void): void {
    this.changes.effect(run);
  }

  // ---- what steps change

  /** Adds an event; the frame's thread of events goes on from it. Without a frame it hangs where `previous` says. */
  event(frame: Frame | undefined, type: string, details?: Record<string, unknown>, previous?: number): number {
    const id = this.changes.event(type, previous ?? frame?.last ?? 0, this.now, details);
    if (frame) this.patch(frame, { last: id });
    return id;
  }

  patch(frame: Frame, changes: Partial<Frame>): void {
    this.changes.patch(frame, changes);
  }

  addFrame(frame: Frame): void {
    this.frames.set(frame.key, frame);
    this.patch(frame, { ...frame });
  }

  removeChildren(frame: Frame): void {
    for (const child of this.frames.childrenOf(frame)) {
      this.removeChildren(child);
      this.quiet(child);
      this.frames.delete(child.key);
      this.changes.remove(child.key);
    }
  }

  /** What a state's expressions can see. */
  query(frame: Frame, extras: QueryExtras = {}): Scope {
    const { result, errorOutput } = extras;
    const item = extras.item ?? this.frames.itemOf(frame);
    return {
      variables: this.frames.variablesOf(frame),
      states: {
        input: frame.input,
        context: contextObject(
          this.header,
          this.input,
          frame,
          this.frames.stateOf(frame),
          { ...extras, item },
          this.now,
        ),
        ...(result === undefined ? {} : { result }),
        ...(errorOutput === undefined ? {} : { errorOutput }),
      },
    };
  }

  // ---- moving between states

  /** Starts a branch or an iteration. */
  begin(frame: Frame): void {
    this.addFrame(frame);
    this.enqueue(() => this.enter(frame));
  }

  private async enter(frame: Frame): Promise<void> {
    if (this.gone(frame)) return;
    const state = this.frames.stateOf(frame);
    const before = frame.last;
    const id = this.event(frame, `${state.Type}StateEntered`, {
      name: frame.state,
      input: JSON.stringify(frame.input),
    });
    this.patch(frame, { entered: { id, before, at: this.now } });
    await this.attempt(frame);
  }

  /** Runs the state's own work, first or again. */
  async attempt(frame: Frame): Promise<void> {
    const state = this.frames.stateOf(frame);
    if (!this.header.express) this.effect(() => this.environment.context.meter('states', 'StateTransitions', 1));
    await this.guard(frame, () => stateTypes[state.Type].run({ execution: this, frame, state }));
  }

  /** Runs work of a state; its failures go to the state's retriers and catchers. */
  async guard(frame: Frame, work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof StateFailure) await this.fail(frame, error);
      else if (error instanceof QueryFailure) await this.failQuery(frame, error);
      else throw error;
    }
  }

  private async failQuery(frame: Frame, failure: QueryFailure): Promise<void> {
    const state = this.frames.stateOf(frame);
    const { id, before } = frame.entered!;
    const cause = this.about(frame, failure.reason);
    // why: recorded on AWS, a state that evaluates before it schedules anything hangs this event where its entry hangs.
    const previous = frame.last === id && state.Type !== 'Wait' ? before : frame.last;
    const details = { error: 'States.QueryEvaluationError', cause, location: failure.location, state: frame.state };
    this.event(frame, 'EvaluationFailed', details, previous);
    await this.fail(frame, { error: details.error, cause });
  }

  about(frame: Frame, reason: string): string {
    return `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.entered!.id}). ${reason}`;
  }

  /** Leaves a state: evaluates Assign and Output, and goes to the next state or ends the thread. */
  async leave(
    frame: Frame,
    how: {
      Output?: unknown;
      Assign?: Record<string, unknown>;
      next?: string;
      fallback: unknown;
      scope: Scope;
      previous?: number;
    },
  ): Promise<void> {
    const state = this.frames.stateOf(frame);
    const assigned: Record<string, any> = how.Assign ? await evaluate(how.Assign, 'Assign', how.scope) : {};
    const output = how.Output === undefined ? how.fallback : await evaluate(how.Output, 'Output', how.scope);
    const text = JSON.stringify(output);
    if (exceedsDataLimit(text)) throw dataLimitExceeded(frame.state);
    const names = Object.keys(assigned);
    const texts = Object.fromEntries(names.map((name) => [name, JSON.stringify(assigned[name])]));
    const parent = this.frames.parentOf(frame);
    checkVariables(texts, parent ? this.frames.variablesOf(parent) : {}, (reason) => this.about(frame, reason));
    this.quiet(frame);
    this.event(
      frame,
      `${state.Type}StateExited`,
      { name: frame.state, output: text, ...(names.length > 0 ? { assignedVariables: texts } : {}) },
      how.previous,
    );
    if (names.length > 0) this.patch(frame, { variables: { ...frame.variables, ...assigned } });
    if (how.next === undefined) return this.complete(frame, output);
    this.patch(frame, {
      state: how.next,
      input: output,
      entered: undefined,
      work: undefined,
      retries: undefined,
      retryAt: undefined,
    });
    this.enqueue(() => this.enter(frame));
  }

  /** A thread has come to its end. */
  private async complete(frame: Frame, output: unknown): Promise<void> {
    if (frame.parent === undefined) {
      const text = JSON.stringify(output);
      this.event(undefined, 'ExecutionSucceeded', { output: text }, frame.last);
      this.finish({ status: 'SUCCEEDED', at: this.now, output: text });
      return;
    }
    const parent = this.frames.get(frame.parent)!;
    this.patch(frame, { done: { output }, input: undefined, entered: undefined, variables: {} });
    const state = this.frames.stateOf(parent);
    await this.guard(parent, () => stateTypes[state.Type].childDone!({ execution: this, frame: parent, state }, frame));
  }

  /** A state has failed: try again, go to a catcher, or fail the thread. `previous` is the event that told of it. */
  async fail(frame: Frame, failure: Failure, previous = frame.last): Promise<void> {
    const state = this.frames.stateOf(frame);
    this.quiet(frame);
    const retry = decideRetry(state.Retry ?? [], failure, frame.retries ?? [], this.environment.random);
    if (retry) {
      const retries = [...(frame.retries ?? [])];
      for (let index = 0; index <= retry.retrier; index += 1) retries[index] ??= 0;
      retries[retry.retrier]! += 1;
      this.patch(frame, { retries, retryAt: this.now + retry.delaySeconds * 1000, work: undefined, last: previous });
      this.effect(() => this.armRetry(frame));
      return;
    }
    const failedType = stateTypes[state.Type].failedEvent;
    const told = failedType ? this.event(frame, failedType, undefined, previous) : previous;
    const catcher = state.Catch?.find(({ ErrorEquals }) => matchesError(ErrorEquals, failure));
    if (!catcher) return this.failFrame(frame, failure, told);
    const errorOutput = { Error: failure.error ?? null, Cause: failure.cause ?? null };
    try {
      await this.leave(frame, {
        Output: catcher.Output,
        Assign: catcher.Assign,
        next: catcher.Next,
        fallback: errorOutput,
        scope: this.query(frame, { errorOutput }),
        previous: told,
      });
    } catch (error) {
      if (error instanceof StateFailure) return this.failFrame(frame, error, told);
      if (!(error instanceof QueryFailure)) throw error;
      const cause = this.about(frame, error.reason);
      const details = { error: 'States.QueryEvaluationError', cause, location: error.location, state: frame.state };
      this.event(frame, 'EvaluationFailed', details, told);
      return this.failFrame(frame, { error: details.error, cause }, frame.last);
    }
  }

  private async failFrame(frame: Frame, failure: Failure, previous: number): Promise<void> {
    if (frame.parent === undefined) return this.failExecution(failure, previous);
    const parent = this.frames.get(frame.parent)!;
    const state = this.frames.stateOf(parent);
    stateTypes[state.Type].childFailed!({ execution: this, frame: parent, state }, frame, previous);
    this.removeChildren(parent);
    await this.fail(parent, failure, previous);
  }

  private failExecution(failure: Failure, previous: number): void {
    const error = failure.error?.slice(0, limits.errorCharacters);
    // why: a timeout's cause is empty text to a catcher and absent from the execution.
    const cause = failure.cause?.slice(0, limits.causeCharacters) || undefined;
    this.event(undefined, 'ExecutionFailed', { error, cause }, previous);
    this.finish({ status: 'FAILED', at: this.now, error, cause });
  }

  private finish(end: ExecutionEnd): void {
    this.end = end;
    for (const frame of this.frames.values()) this.quiet(frame, true);
    this.waits.clear();
    this.frames.clear();
    this.changes.end(end);
    this.effect(() => this.onEnd(this));
  }

  gone(frame: Frame): boolean {
    return this.frames.get(frame.key) !== frame;
  }

  /** Abort events of a thread given up because another failed, in AWS's order. */
  abortEvents(frame: Frame, previous: number): void {
    if (frame.done || !frame.entered) return;
    const state = this.frames.stateOf(frame);
    const type = stateTypes[state.Type];
    type.childFailed?.({ execution: this, frame, state }, undefined, previous);
    if (type.aborts) this.event(undefined, `${state.Type}StateAborted`, undefined, previous);
  }

  // ---- timers and running work

  private armRetry(frame: Frame): void {
    if (this.gone(frame) || frame.retryAt === undefined) return;
    const again = async () => {
      this.patch(frame, { retryAt: undefined });
      await this.attempt(frame);
    };
    this.setTimer(frame.key, frame.retryAt, again, frame);
  }

  /** One timer per name; the step runs only while the execution and the frame it belongs to are there. */
  setTimer(name: string, moment: number, step: Step, frame?: Frame): void {
    this.waits.clearTimer(name);
    if (this.end) return;
    this.waits.setTimer(name, moment, () =>
      this.enqueue(() => (this.end || (frame && this.gone(frame)) ? undefined : step())),
    );
  }

  clearTimer(name: string): void {
    this.waits.clearTimer(name);
  }

  /** Ends waiting for a frame's outside work: its timers, its calls that can be called off. */
  private quiet(frame: Frame, all = false): void {
    const abort = this.waits.endOf(frame.key);
    if (!abort) return;
    if (all) abort.abort();
    else this.effect(() => abort.abort());
  }

  abortSignal(frame: Frame): AbortSignal {
    return this.waits.abortSignal(frame.key);
  }

  /** A token a worker can send a result with. It finds its task again after any restart. */
  newToken(frame: Frame): string {
    const content = { e: this.header.arn, f: frame.key, n: randomBytes(24).toString('base64') };
    return Buffer.from(JSON.stringify(content)).toString('base64');
  }

  /** Lets everything go without ending: the cloud is closing. */
  detach(): void {
    this.detached = true;
    this.steps.clear();
    this.waits.close();
  }
}
