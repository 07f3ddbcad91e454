import { randomBytes } from 'node:crypto';
import type { ItemProcessor } from '../definition/types';
import { type Failure, StateFailure } from '../errors';
import { type ChildResult, transformed, type WriterSettings, writeResults } from '../items/result-writer';
import { exceedsDataLimit, limits } from '../limits';
import { Execution } from './execution';
import { Journal, readJournal } from './journal';
import type { Environment, ExecutionEnd, ExecutionHeader, StepRecord } from './records';

/** What is fixed when a map run starts. */
export interface MapRunHeader {
  arn: string;
  /** The execution that maps. */
  executionArn: string;
  /** `<machine arn>/<label>`: what its children call their state machine. */
  machineArn: string;
  machineName: string;
  roleArn: string;
  definition: string;
  startedAt: number;
  maxConcurrency: number;
  toleratedFailureCount: number;
  toleratedFailurePercentage: number;
  express: boolean;
  writer?: WriterSettings;
}

export interface MapRunEnd {
  status: 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  at: number;
  resultsWritten?: boolean;
}

interface ChildInput {
  input: any;
  items: number;
}

/** A line of a map run's journal: its own, or a step of one of its child executions. */
export interface MapRunRecord extends Omit<StepRecord, 'start' | 'end'> {
  run?: MapRunHeader;
  inputs?: ChildInput[];
  ready?: boolean;
  start?: ExecutionHeader;
  end?: ExecutionEnd;
  runEnd?: MapRunEnd;
}

export type MapRunOutcome = { output: unknown } | { failure: Failure };

const inputsPerLine = 500;

/** Runs one child execution per item (or batch), some at a time, all in one journal. */
export class MapRun {
  readonly children = new Map<string, Execution>();
  readonly results: (ChildResult | undefined)[] = [];
  end: MapRunEnd | undefined;
  private inputs: ChildInput[] = [];
  private next = 0;
  private totalItems = 0;
  private failedItems = 0;
  private readonly waiting = new Map<number, Execution>();
  private readonly journal: Journal;

  constructor(
    readonly header: MapRunHeader,
    path: string,
    private readonly processor: ItemProcessor,
    private readonly environment: Environment,
    private readonly onOutcome: (outcome: MapRunOutcome) => void,
  ) {
    this.journal = new Journal(path);
  }

  /** Begins the run's journal with what there is to do. */
  begin(inputs: ChildInput[]): void {
    this.setInputs(inputs);
    this.journal.append({ run: this.header });
    for (let at = 0; at < inputs.length; at += inputsPerLine)
      this.journal.append({ inputs: inputs.slice(at, at + inputsPerLine) });
    this.journal.append({ ready: true });
    this.environment.committer.commit(this.journal, [() => this.advance()]);
  }

  /**
   * Reads a journal back; false when it does not hold the whole beginning. A run that had ended without its execution knowing ends again.
   */
  restore(path: string): boolean {
    const inputs: ChildInput[] = [];
    const open = new Map<string, StepRecord[]>();
    const headers = new Map<string, ExecutionHeader>();
    let ready = false;
    for (const line of readJournal<MapRunRecord>(path)) {
      if (line.inputs) inputs.push(...line.inputs);
      if (line.ready) ready = true;
      if (line.c === undefined) continue;
      if (line.start) headers.set(line.c, line.start);
      const header = headers.get(line.c)!;
      this.next = Math.max(this.next, header.index! + 1);
      if (line.end) {
        open.delete(line.c);
        headers.delete(line.c);
        this.take(header, line.end);
      } else {
        open.set(line.c, [...(open.get(line.c) ?? []), line]);
      }
    }
    if (!ready) return false;
    this.setInputs(inputs);
    for (const [name, records] of open) {
      const child = this.child(headers.get(name)!);
      for (const record of records) child.restore(record);
      this.waiting.set(child.header.index!, child);
    }
    return true;
  }

  /** Takes up a restored run. */
  resume(): void {
    for (const child of this.waiting.values()) child.resume();
    this.waiting.clear();
    this.advance();
  }

  abort(): void {
    if (this.end) return;
    this.close('ABORTED');
    for (const child of [...this.children.values()]) void child.stop(undefined, undefined);
  }

  detach(): void {
    for (const child of this.children.values()) child.detach();
  }

  private setInputs(inputs: ChildInput[]): void {
    this.inputs = inputs;
    this.totalItems = inputs.reduce((sum, { items }) => sum + items, 0);
  }

  private child(header: ExecutionHeader): Execution {
    const child = new Execution(header, this.processor, this.journal, this.environment, (ended) =>
      this.childEnded(ended),
    );
    this.children.set(header.name, child);
    this.environment.engine.running.set(header.arn, child);
    return child;
  }

  private advance(): void {
    if (this.end) return;
    const most = this.header.maxConcurrency || limits.mapRunConcurrency;
    while (this.children.size < most && this.next < this.inputs.length) this.startChild(this.next++);
    if (this.children.size === 0 && this.next >= this.inputs.length) void this.conclude();
  }

  private startChild(index: number): void {
    const { header } = this;
    const { timers, engine } = this.environment;
    // why: the first digits lead from a child's ARN to the journal it is in.
    const bytes = randomBytes(12).toString('hex');
    const name = `${header.arn.split(':').at(-1)!.slice(0, 8)}-${bytes.slice(0, 4)}-4${bytes.slice(5, 8)}-a${bytes.slice(9, 12)}-${bytes.slice(12, 24)}`;
    const machine = header.machineArn.split(':').at(-1)!;
    const { input, items } = this.inputs[index]!;
    const child = this.child({
      arn: header.express ? engine.arns.express(machine, name, name) : engine.arns.execution(machine, name),
      name,
      machineArn: header.machineArn,
      machineName: machine,
      roleArn: header.roleArn,
      input: JSON.stringify(input),
      startedAt: timers.now(),
      definition: header.definition,
      mapRunArn: header.arn,
      index,
      items,
      express: header.express || undefined,
    });
    void child.start();
  }

  private childEnded(child: Execution): void {
    const { header } = child;
    this.children.delete(header.name);
    this.environment.engine.forget(child);
    this.take(header, child.end!);
    if (this.end) return;
    if (this.exceeded()) {
      this.fail({
        error: 'States.ExceedToleratedFailureThreshold',
        cause: 'The specified tolerated failure threshold was exceeded',
      });
      return;
    }
    this.advance();
  }

  private take(header: ExecutionHeader, end: ExecutionEnd): void {
    this.results[header.index!] = childResult(header, end);
    if (end.status !== 'SUCCEEDED') this.failedItems += header.items ?? 1;
  }

  private exceeded(): boolean {
    const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = this.header;
    const failed = this.failedItems;
    if (failed === 0) return false;
    if (count === 0 && percentage === 0) return true;
    return (count > 0 && failed > count) || (percentage > 0 && (failed / this.totalItems) * 100 > percentage);
  }

  private fail(failure: Failure): void {
    this.close('FAILED');
    for (const child of [...this.children.values()]) void child.stop(undefined, undefined);
    this.onOutcome({ failure });
  }

  private async conclude(): Promise<void> {
    const { header } = this;
    try {
      if (this.exceeded())
        throw new StateFailure(
          'States.ExceedToleratedFailureThreshold',
          'The specified tolerated failure threshold was exceeded',
        );
      const done = this.results.filter((result) => result !== undefined);
      let output: unknown;
      if (header.writer?.bucket !== undefined) {
        const { context } = this.environment;
        const principal = context.assumeRole(header.roleArn, 'states.amazonaws.com', 'map-run');
        output = await writeResults(context, principal, header.arn, header.writer, done);
      } else {
        const succeeded = done.filter(({ Status }) => Status === 'SUCCEEDED');
        output = transformed(succeeded, header.writer?.transformation ?? 'COMPACT');
        if (exceedsDataLimit(JSON.stringify(output))) {
          throw new StateFailure(
            'States.DataLimitExceeded',
            "The state/task 'Map' returned a result with a size exceeding the maximum number of bytes service limit.",
          );
        }
      }
      if (this.end) return;
      this.close('SUCCEEDED', header.writer?.bucket !== undefined);
      this.onOutcome({ output });
    } catch (error) {
      if (this.end) return;
      const failure =
        error instanceof StateFailure
          ? { error: error.error, cause: error.cause }
          : { error: 'States.Runtime', cause: String((error as Error).message) };
      this.fail(failure);
    }
  }

  private close(status: MapRunEnd['status'], resultsWritten = false): void {
    this.end = { status, at: this.environment.timers.now(), resultsWritten };
    this.journal.append({ runEnd: this.end });
    this.environment.committer.commit(this.journal, []);
  }
}

export function childResult(header: ExecutionHeader, end: ExecutionEnd): ChildResult {
  return {
    ExecutionArn: header.arn,
    Input: header.input,
    Name: header.name,
    ...(end.output === undefined ? {} : { Output: end.output }),
    ...(end.error === undefined ? {} : { Error: end.error }),
    ...(end.cause === undefined ? {} : { Cause: end.cause }),
    StartDate: new Date(header.startedAt).toISOString(),
    StateMachineArn: header.machineArn,
    Status: end.status,
    StopDate: new Date(end.at).toISOString(),
  };
}
